package io.facecloak.image;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.w3c.dom.Attr;
import org.w3c.dom.Comment;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import org.w3c.dom.ProcessingInstruction;
import org.w3c.dom.Text;
import org.xml.sax.SAXException;

/** Removes from an XMP document what a policy does not keep. Immutable. */
final class XmpFilter {

    private static final String RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    private static final String XMLNS = "http://www.w3.org/2000/xmlns/";
    private static final String XMP = "http://ns.adobe.com/xap/1.0/";
    private static final String XMP_NOTE = "http://ns.adobe.com/xmp/note/";
    private static final String XMP_IMAGE = "http://ns.adobe.com/xap/1.0/g/img/";

    /**
     * Depth maps, gain maps, motion photos and "original" pictures of phone cameras, and where they lie in the file: namespaces by how they
     * begin.
     */
    static final List<String> PICTURES = List.of(
            "http://ns.google.com/photos/",
            "http://ns.adobe.com/hdr-gain-map/",
            "http://ns.apple.com/HDRGainMap/",
            "http://ns.apple.com/pixeldatainfo/",
            "http://ns.apple.com/depthData/",
            "http://ns.leiainc.com/photos/");

    /** What develops a raw photo: numbers that are no coordinates, however they look. */
    private static final Set<String> NUMERIC = Set.of(
            "http://ns.adobe.com/camera-raw-settings/1.0/",
            "http://www.metadataworkinggroup.com/schemas/regions/",
            "http://ns.microsoft.com/photo/1.2/",
            DescriptiveXmp.GPANO);

    /** Sound packets need about ten levels; hostile ones exhaust the stack. */
    private static final int MAX_DEPTH = 100;

    private final MetadataPolicy policy;

    XmpFilter(MetadataPolicy policy) {
        this.policy = policy;
    }

    /** @return whether anything was removed */
    boolean removeFrom(Document document) throws SAXException {
        boolean commented = removeComments(document, 0);
        // What comments parted is one text again.
        document.normalize();
        return removeFrom(document, "") || commented;
    }

    /** Comments and processing instructions other than the packet's own can hold anything. */
    private static boolean removeComments(Node node, int depth) throws SAXException {
        requireFlat(depth);
        boolean removed = false;
        for (Node child : children(node)) {
            if (child instanceof Comment
                    || child instanceof ProcessingInstruction instruction
                            && !instruction.getTarget().equals("xpacket")) {
                node.removeChild(child);
                removed = true;
            } else {
                removed |= removeComments(child, depth + 1);
            }
        }
        return removed;
    }

    private static void requireFlat(int depth) throws SAXException {
        if (depth > MAX_DEPTH) {
            throw new SAXException("elements nested deeper than " + MAX_DEPTH);
        }
    }

    /** @param namespace of the picture's property in which the node is; empty outside of any */
    private boolean removeFrom(Node node, String namespace) {
        boolean removed = false;
        boolean resource = isResource(node);
        if (node instanceof Element element) {
            for (Attr attribute : attributes(element)) {
                if (isUnwanted(attribute, namespace, resource)) {
                    element.removeAttributeNode(attribute);
                    removed = true;
                }
            }
        }
        for (Node child : children(node)) {
            if (isUnwanted(child, namespace, resource)) {
                node.removeChild(child);
                removed = true;
            } else if (child instanceof Element) {
                removed |= removeFrom(child, resource ? String.valueOf(child.getNamespaceURI()) : namespace);
            }
        }
        return removed;
    }

    /** A node whose attributes and elements are the picture's properties. */
    private static boolean isResource(Node node) {
        Node parent = node.getParentNode();
        return node instanceof Element
                && parent != null
                && RDF.equals(parent.getNamespaceURI())
                && "RDF".equals(parent.getLocalName());
    }

    /** @param property whether the node is a property of the picture itself */
    private boolean isUnwanted(Node node, String outer, boolean property) {
        if (node instanceof ProcessingInstruction) {
            return false;
        }
        String namespace = String.valueOf(node.getNamespaceURI());
        if (node instanceof Text) {
            return tells(node.getNodeValue(), outer);
        }
        if (namespace.equals(XMLNS)) {
            return false;
        }
        String name = String.valueOf(node.getLocalName());
        boolean value = node instanceof Attr && tells(node.getNodeValue(), property ? namespace : outer);
        boolean syntax = namespace.equals(RDF) || namespace.equals("http://www.w3.org/XML/1998/namespace");
        return value || !syntax && isUnwanted(namespace, name, property);
    }

    private boolean isUnwanted(String namespace, String name, boolean property) {
        if (isPicture(namespace, name) || !policy.keepsPlaces() && PlaceNames.isPlace(name)) {
            return true;
        }
        return !policy.keepsIdentities()
                && (property ? !DescriptiveXmp.keeps(namespace, name) : DescriptiveXmp.identifies(name));
    }

    private static boolean isPicture(String namespace, String name) {
        return switch (namespace) {
            case XMP -> name.equals("Thumbnails") || name.equals("PageInfo");
            case XMP_NOTE -> name.equals("HasExtendedXMP");
            case XMP_IMAGE -> name.equals("image");
            case DescriptiveXmp.GPANO -> false;
            default -> PICTURES.stream().anyMatch(namespace::startsWith);
        };
    }

    private boolean tells(String value, String namespace) {
        return EmbeddedPictures.isIn(value)
                || !policy.keepsPlaces() && !NUMERIC.contains(namespace) && LocationText.isInValue(value);
    }

    private static List<Attr> attributes(Element element) {
        NamedNodeMap map = element.getAttributes();
        List<Attr> attributes = new ArrayList<>(map.getLength());
        for (int i = 0; i < map.getLength(); i++) {
            attributes.add((Attr) map.item(i));
        }
        return attributes;
    }

    private static List<Node> children(Node parent) {
        List<Node> children = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            children.add(node);
        }
        return children;
    }
}
