package io.facecloak.internal.image;

import io.facecloak.internal.jpeg.Markers;
import io.facecloak.internal.jpeg.Segment;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.plugins.jpeg.JPEGImageWriteParam;
import javax.imageio.plugins.jpeg.JPEGQTable;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** Encodes pixels as another JPEG file does: its quantisation tables, chroma subsampling and progression. */
public final class JpegEncoder {

    /** Adobe's marker, transform 0: the components are red, green, blue. */
    static final Segment RGB_MARK =
            new Segment(Markers.APP14, new byte[] {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0});

    private static final String NATIVE = "javax_imageio_jpeg_image_1.0";

    private final JpegFrame frame;
    private final boolean rgb;

    public JpegEncoder(JpegFrame frame, boolean rgb) {
        this.frame = frame;
        this.rgb = rgb;
    }

    public byte[] encode(BufferedImage picture) throws IOException {
        BufferedImage plain = encodable(picture);
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            JPEGImageWriteParam parameters = new JPEGImageWriteParam(null);
            parameters.setOptimizeHuffmanTables(true);
            parameters.setProgressiveMode(
                    frame.progressive() ? JPEGImageWriteParam.MODE_DEFAULT : JPEGImageWriteParam.MODE_DISABLED);
            IIOMetadata metadata =
                    writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(plain), parameters);
            metadata.setFromTree(NATIVE, described(metadata));
            writer.setOutput(out);
            writer.write(null, new IIOImage(plain, null, metadata), parameters);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private Node described(IIOMetadata metadata) {
        IIOMetadataNode root = (IIOMetadataNode) metadata.getAsTree(NATIVE);
        List<JPEGQTable> tables = tables();
        IIOMetadataNode quantisation =
                (IIOMetadataNode) root.getElementsByTagName("dqt").item(0);
        while (quantisation.hasChildNodes()) {
            quantisation.removeChild(quantisation.getFirstChild());
        }
        for (int i = 0; i < tables.size(); i++) {
            IIOMetadataNode table = new IIOMetadataNode("dqtable");
            table.setAttribute("elementPrecision", "0");
            table.setAttribute("qtableId", Integer.toString(i));
            table.setUserObject(tables.get(i));
            quantisation.appendChild(table);
        }
        // A gray file that got colour pixels lends its one table and its full resolution to all three components.
        boolean gray = frame.components().size() == 1;
        NodeList components = root.getElementsByTagName("componentSpec");
        for (int i = 0; i < components.getLength(); i++) {
            JpegFrame.Component source = frame.components().get(gray ? 0 : i);
            IIOMetadataNode component = (IIOMetadataNode) components.item(i);
            component.setAttribute("HsamplingFactor", Integer.toString(gray ? 1 : source.horizontal()));
            component.setAttribute("VsamplingFactor", Integer.toString(gray ? 1 : source.vertical()));
            component.setAttribute("QtableSelector", Integer.toString(tables.indexOf(source.table())));
        }
        if (rgb) {
            Node variety = root.getFirstChild();
            while (variety.hasChildNodes()) {
                variety.removeChild(variety.getFirstChild());
            }
            IIOMetadataNode adobe = new IIOMetadataNode("app14Adobe");
            adobe.setAttribute("version", "100");
            adobe.setAttribute("flags0", "0");
            adobe.setAttribute("flags1", "0");
            adobe.setAttribute("transform", "0");
            Node sequence = root.getLastChild();
            sequence.insertBefore(adobe, sequence.getFirstChild());
        }
        return root;
    }

    /** The tables that components use, each once. */
    private List<JPEGQTable> tables() {
        List<JPEGQTable> tables = new ArrayList<>();
        // Of inks (CMYK, YCCK), which become luma and chroma, the first three lend theirs.
        for (JpegFrame.Component component :
                frame.components().subList(0, Math.min(3, frame.components().size()))) {
            if (!tables.contains(component.table())) {
                tables.add(component.table());
            }
        }
        return tables;
    }

    /** 8-bit gray for gray pictures of a gray file, else 8-bit RGB; transparency over white. */
    private BufferedImage encodable(BufferedImage picture) {
        boolean gray = picture.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY;
        if (gray && frame.components().size() == 1 && picture.getType() == BufferedImage.TYPE_BYTE_GRAY
                || picture.getType() == BufferedImage.TYPE_3BYTE_BGR
                        && picture.getColorModel().getColorSpace().isCS_sRGB()) {
            return picture;
        }
        BufferedImage untagged = ColorTag.untagged(picture);
        BufferedImage plain = new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = plain.createGraphics();
        graphics.drawImage(gray ? SrgbView.of(untagged) : untagged, 0, 0, Color.WHITE, null);
        graphics.dispose();
        return plain;
    }
}
