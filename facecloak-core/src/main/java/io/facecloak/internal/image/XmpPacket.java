package io.facecloak.internal.image;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
import org.w3c.dom.Document;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** XMP: an RDF/XML packet. */
final class XmpPacket {

    private static final Logger LOG = LoggerFactory.getLogger(XmpPacket.class);

    /** Sound packets have a few KiB, rarely one MiB; a document takes the memory of up to fifty of its packets. */
    private static final int MAX_BYTES = 4 << 20;

    private XmpPacket() {}

    /**
     * The packet as a policy keeps it, always without pictures; the same bytes if there is nothing to remove.
     *
     * @return empty if the packet is not legible and so cannot be cleaned
     */
    static Optional<byte[]> filtered(byte[] packet, MetadataRules rules) {
        try {
            Document document = parsed(packet);
            boolean removed = new XmpFilter(rules).removeFrom(document);
            return Optional.of(removed || !isWhole(packet) ? serialized(document) : packet);
        } catch (IOException | SAXException | ParserConfigurationException | TransformerException e) {
            LOG.warn("dropped XMP metadata that is not legible: {}", e.toString());
            return Optional.empty();
        }
    }

    static Document parsed(byte[] packet) throws IOException, SAXException, ParserConfigurationException {
        if (packet.length > MAX_BYTES) {
            throw new SAXException("a packet of " + packet.length + " bytes, at most " + MAX_BYTES + " are read");
        }
        return parser().parse(new ByteArrayInputStream(isWhole(packet) ? packet : trimmed(packet)));
    }

    /** Whether the bytes are nothing but the packet; some programs leave zeros or the rest of an older packet behind it. */
    private static boolean isWhole(byte[] packet) {
        return trimmed(packet).length == packet.length;
    }

    /** From the first mark-up to the end of the packet; the same bytes if that is not found. */
    private static byte[] trimmed(byte[] packet) {
        String text = new String(packet, StandardCharsets.ISO_8859_1);
        int start = Math.max(0, text.indexOf('<'));
        int end = endOf(text, "xmpmeta>", "RDF>");
        if (end < 0) {
            return packet;
        }
        int instruction = text.indexOf("<?xpacket end", end);
        int close = instruction < 0 ? -1 : text.indexOf("?>", instruction);
        boolean blank = close >= 0 && text.substring(end, instruction).isBlank();
        int last = blank ? close + 2 : end;
        // Blanks do no harm, and sound packets end with them; byte order marks come before the first one's mark-up.
        return text.substring(last).isBlank() && (start == 0 || text.startsWith("\u00ef\u00bb\u00bf"))
                ? packet
                : Arrays.copyOfRange(packet, start, last);
    }

    /** Behind the end tag of the outermost element, which has one of these names. */
    private static int endOf(String text, String... names) {
        for (String name : names) {
            Matcher tag = Pattern.compile("</(?:[\\w-]+:)?" + name).matcher(text);
            if (tag.find()) {
                return tag.end();
            }
        }
        return -1;
    }

    private static DocumentBuilder parser() throws ParserConfigurationException {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
        // A packet needs no document type; hostile ones use it to read files or to exhaust memory.
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        factory.setXIncludeAware(false);
        factory.setCoalescing(true);
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
