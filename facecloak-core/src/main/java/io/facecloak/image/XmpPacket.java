package io.facecloak.image;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** XMP: an RDF/XML packet. */
final class XmpPacket {

    private static final Logger LOG = LoggerFactory.getLogger(XmpPacket.class);

    private static final String XMP = "http://ns.adobe.com/xap/1.0/";
    private static final String XMP_NOTE = "http://ns.adobe.com/xmp/note/";
    private static final String EXIF = "http://ns.adobe.com/exif/1.0/";
    private static final String PHOTOSHOP = "http://ns.adobe.com/photoshop/1.0/";
    private static final String IPTC_CORE = "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/";
    private static final String IPTC_EXTENSION = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/";

    /** Depth maps, motion photos and "original" pictures of phone cameras, and where they lie in the file. */
    private static final String PHONE_PICTURES = "http://ns.google.com/photos/1.0/";

    private static final Set<String> PHOTOSHOP_PLACES = Set.of("City", "State", "Country");
    private static final Set<String> IPTC_CORE_PLACES = Set.of("Location", "CountryCode");

    /** Sound packets need about ten levels; hostile ones exhaust the stack. */
    private static final int MAX_DEPTH = 100;

    /** Sound packets have a few KiB, rarely one MiB; a document takes the memory of up to fifty of its packets. */
    private static final int MAX_BYTES = 4 << 20;

    private XmpPacket() {}

    /**
     * The packet without thumbnails and, unless kept, the location; the same bytes if there is nothing to remove.
     *
     * @return empty if the packet is not legible and so cannot be cleaned
     */
    static Optional<byte[]> filtered(byte[] packet, boolean keepLocation) {
        try {
            Document document = parsed(packet);
            return removeFrom(document.getDocumentElement(), keepLocation, 0)
                    ? Optional.of(serialized(document))
                    : Optional.of(packet);
        } catch (IOException | SAXException | ParserConfigurationException | TransformerException e) {
            LOG.warn("dropped XMP metadata that is not legible: {}", e.toString());
            return Optional.empty();
        }
    }

    private static boolean removeFrom(Element element, boolean keepLocation, int depth) throws SAXException {
        if (depth > MAX_DEPTH) {
            throw new SAXException("elements nested deeper than " + MAX_DEPTH);
        }
        boolean removed = false;
        for (Attr attribute : attributes(element)) {
            if (unwanted(attribute, keepLocation)) {
                element.removeAttributeNode(attribute);
                removed = true;
            }
        }
        for (Element child : children(element)) {
            if (unwanted(child, keepLocation)) {
                element.removeChild(child);
                removed = true;
            } else {
                removed |= removeFrom(child, keepLocation, depth + 1);
            }
        }
        return removed;
    }

    private static boolean unwanted(Node property, boolean keepLocation) {
        String namespace = String.valueOf(property.getNamespaceURI());
        String name = String.valueOf(property.getLocalName());
        if (namespace.equals(XMP) && name.equals("Thumbnails")
                || namespace.equals(XMP_NOTE) && name.equals("HasExtendedXMP")
                || namespace.startsWith(PHONE_PICTURES)) {
            return true;
        }
        return !keepLocation
                && switch (namespace) {
                    case EXIF -> name.startsWith("GPS");
                    case PHOTOSHOP -> PHOTOSHOP_PLACES.contains(name);
                    case IPTC_CORE -> IPTC_CORE_PLACES.contains(name);
                    case IPTC_EXTENSION -> name.startsWith("Location");
                    default -> false;
                };
    }

    private static List<Attr> attributes(Element element) {
        NamedNodeMap map = element.getAttributes();
        List<Attr> attributes = new ArrayList<>(map.getLength());
        for (int i = 0; i < map.getLength(); i++) {
            attributes.add((Attr) map.item(i));
        }
        return attributes;
    }

    private static List<Element> children(Element element) {
        List<Element> children = new ArrayList<>();
        for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element child) {
                children.add(child);
            }
        }
        return children;
    }

    static Document parsed(byte[] packet) throws IOException, SAXException, ParserConfigurationException {
        if (packet.length > MAX_BYTES) {
            throw new SAXException("a packet of " + packet.length + " bytes, at most " + MAX_BYTES + " are read");
        }
        return parser().parse(new ByteArrayInputStream(packet));
    }

    private static DocumentBuilder parser() throws ParserConfigurationException {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
        // A packet needs no document type; hostile ones use it to read files or to exhaust memory.
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        factory.setXIncludeAware(false);
        DocumentBuilder parser = factory.newDocumentBuilder();
        parser.setErrorHandler(new DefaultHandler());
        return parser;
    }

    static byte[] serialized(Document document) throws TransformerException {
        TransformerFactory factory = TransformerFactory.newDefaultInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        Transformer transformer = factory.newTransformer();
        transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
        transformer.setOutputProperty(OutputKeys.ENCODING, "UTF-8");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        transformer.transform(new DOMSource(document), new StreamResult(out));
        return out.toByteArray();
    }
}
