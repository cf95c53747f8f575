package io.facecloak.internal.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.TransformerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * The note in a photo's XMP that it is cloaked: the property {@code Cloaked} of an own namespace, with the value {@code True}. It says
 * nothing about the person or the cloak, by which photos could be linked.
 */
final class CloakMark {

    private static final Logger LOG = LoggerFactory.getLogger(CloakMark.class);

    static final String NAMESPACE = "http://ns.facecloak.io/1.0/";
    private static final String PROPERTY = "Cloaked";
    private static final String RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    private static final String XMLNS = "http://www.w3.org/2000/xmlns/";

    private static final String EMPTY_PACKET = "<?xpacket begin=\"\ufeff\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>"
            + "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"" + RDF + "\"/></x:xmpmeta>"
            + "<?xpacket end=\"w\"?>";

    private CloakMark() {}

    /** Whether a packet carries the note; false for one that is not legible. */
    static boolean isIn(byte[] packet) {
        try {
            return isIn(XmpPacket.parsed(packet));
        } catch (IOException | SAXException | ParserConfigurationException e) {
            LOG.debug("XMP without a legible mark", e);
            return false;
        }
    }

    private static boolean isIn(Document document) {
        // As an attribute or as an element: programs that rewrite XMP turn one into the other.
        if (document.getElementsByTagNameNS(NAMESPACE, PROPERTY).getLength() > 0) {
            return true;
        }
        NodeList descriptions = document.getElementsByTagNameNS(RDF, "Description");
        for (int i = 0; i < descriptions.getLength(); i++) {
            if (((Element) descriptions.item(i)).hasAttributeNS(NAMESPACE, PROPERTY)) {
                return true;
            }
        }
        return false;
    }

    /** The packet with the note, everything else in it kept; a new one without a packet; as it was if it is not legible. */
    static byte[] added(Optional<byte[]> packet) {
        byte[] source = packet.orElseGet(() -> EMPTY_PACKET.getBytes(StandardCharsets.UTF_8));
        try {
            Document document = XmpPacket.parsed(source);
            if (isIn(document)) {
                return source;
            }
            addTo(document);
            return XmpPacket.serialized(document);
        } catch (IOException | SAXException | ParserConfigurationException | TransformerException e) {
            LOG.warn("wrote no mark into XMP metadata that is not legible: {}", e.toString());
            return source;
        }
    }

    private static void addTo(Document document) {
        Element rdf = (Element) document.getElementsByTagNameNS(RDF, "RDF").item(0);
        if (rdf == null) {
            rdf = document.createElementNS(RDF, "rdf:RDF");
            document.getDocumentElement().appendChild(rdf);
        }
        Element first = (Element) rdf.getElementsByTagNameNS(RDF, "Description").item(0);
        Element note = document.createElementNS(RDF, "rdf:Description");
        // All descriptions in a packet are about the same resource.
        note.setAttributeNS(RDF, "rdf:about", first == null ? "" : first.getAttributeNS(RDF, "about"));
        note.setAttributeNS(XMLNS, "xmlns:facecloak", NAMESPACE);
        note.setAttributeNS(NAMESPACE, "facecloak:" + PROPERTY, "True");
        rdf.appendChild(note);
    }
}
