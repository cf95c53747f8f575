package io.facecloak.internal.image;

import io.facecloak.image.MetadataPolicy;
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
            DescriptiveXmp.RAW,
            "http://www.metadataworkinggroup.com/schemas/regions/",
            "http://ns.microsoft.com/photo/1.2/",
            DescriptiveXmp.GPANO);

    /** Sound packets need about ten levels; hostile ones exhaust the stack. */
    static final int MAX_DEPTH = 100;

    private static final Set<String> RIGHTS = Set.of(
            "http://ns.adobe.com/xap/1.0/rights/",
            "http://creativecommons.org/ns#",
            "http://ns.useplus.org/ldf/xmp/1.0/");

    /** The picture's property in which a node is. */
    private record Property(String namespace, String name) {

        static final Property NONE = new Property("", "");

        static Property of(Node node) {
            return new Property(String.valueOf(node.getNamespaceURI()), String.valueOf(node.getLocalName()));
        }

        /** Whether it names who holds the rights. */
        boolean tellsRights() {
            return RIGHTS.contains(namespace) || name.equals("rights") || name.equals("Copyright");
        }
    }

    private final MetadataRules rules;
    private final MetadataPolicy policy;

    XmpFilter(MetadataRules rules) {
        this.rules = rules;
        this.policy = rules.policy();
    }

    /** @return whether anything was removed */
    boolean removeFrom(Document document) throws SAXException {
        boolean commented = removeComments(document, 0);
        // What comments parted is one text again.
        document.normalize();
        return removeFrom(document, Property.NONE) || commented;
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

    /** @param outer the picture's property in which the node is */
    private boolean removeFrom(Node node, Property outer) {
        boolean removed = false;
        boolean resource = isResource(node);
        if (node instanceof Element element) {
            for (Attr attribute : attributes(element)) {
                if (isUnwanted(attribute, outer, resource)) {
                    element.removeAttributeNode(attribute);
                    removed = true;
                } else if (isIdentifier(attribute) && !policy.keepsIdentities()) {
                    attribute.setValue("");
                    removed = true;
                }
            }
        }
        for (Node child : children(node)) {
            if (isUnwanted(child, outer, resource)) {
                node.removeChild(child);
                removed = true;
            } else if (child instanceof Element) {
                removed |= removeFrom(child, resource ? Property.of(child) : outer);
            }
        }
        return removed;
    }

    /** What a packet says that it is about: often an identifier by which copies of a photo are linked. */
    private static boolean isIdentifier(Attr attribute) {
        return RDF.equals(attribute.getNamespaceURI())
                && attribute.getLocalName().equals("about")
                && !attribute.getValue().isEmpty();
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
    private boolean isUnwanted(Node node, Property outer, boolean property) {
        if (node instanceof ProcessingInstruction) {
            return false;
        }
        String namespace = String.valueOf(node.getNamespaceURI());
        if (node instanceof Text) {
            return tells(node.getNodeValue(), outer);
        }
        if (namespace.equals(XMLNS)) {
            // Without its properties, a declaration would go on telling of the picture.
            return isPicture(node.getNodeValue(), "");
        }
        String name = String.valueOf(node.getLocalName());
        boolean value = node instanceof Attr && tells(node.getNodeValue(), property ? Property.of(node) : outer);
        boolean syntax = namespace.equals(RDF) || namespace.equals("http://www.w3.org/XML/1998/namespace");
        return value || !syntax && isUnwanted(namespace, name, property);
    }

    private boolean isUnwanted(String namespace, String name, boolean property) {
        if (isPicture(namespace, name) || !policy.keepsPlaces() && isPlace(namespace, name)) {
            return true;
        }
        return !policy.keepsIdentities()
                && (property ? !DescriptiveXmp.keeps(namespace, name) : DescriptiveXmp.identifies(name));
    }

    private static boolean isPlace(String namespace, String name) {
        return PlaceNames.NAMESPACES.contains(namespace) || PlaceNames.isPlace(name);
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

    private boolean tells(String value, Property property) {
        boolean number = NUMERIC.contains(property.namespace());
        return EmbeddedPictures.isIn(value)
                || !number && rules.forbidPlaceValue(value)
                || !property.tellsRights() && rules.names().areIn(value);
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
