package io.facecloak.internal.image;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;

/** Files that hold other data, such as a second picture, in one corner or another of their container, by the name of the corner. */
final class HidingPlaces {

    private final byte[] hidden;
    private final Map<String, byte[]> files = new LinkedHashMap<>();

    private HidingPlaces(byte[] hidden) {
        this.hidden = hidden;
    }

    static Map<String, byte[]> of(byte[] hidden) throws IOException {
        HidingPlaces places = new HidingPlaces(hidden);
        places.exif();
        places.jpeg();
        places.xmp();
        places.png();
        places.tiff();
        places.webp();
        places.others();
        return places.files;
    }

    private void exif() throws IOException {
        for (int tag : new int[] {0x010e, 0x501b, 0x935c, 0x9286, 0x927c, 0xc634, 0xc68b, 0xfde9}) {
            files.put("EXIF " + tag, ExifBlocks.jpeg(ExifBlocks.block(ExifBlocks.undefined(tag, hidden))));
            byte[] inside = ExifBlocks.block(
                    0, List.of(ExifBlocks.pointer(0x8769, 8 + 6 + 12)), List.of(ExifBlocks.undefined(tag, hidden)));
            files.put("EXIF directory " + tag, ExifBlocks.jpeg(inside));
        }
        byte[] compressed = deflated(hidden);
        files.put("EXIF compressed", ExifBlocks.jpeg(ExifBlocks.block(ExifBlocks.undefined(0xfde9, compressed))));
        files.put("EXIF text", ExifBlocks.jpeg(ExifBlocks.block(ExifBlocks.ascii(0x010e, "a " + base64()))));
        files.put(
                "EXIF slack",
                ExifBlocks.jpeg(ExifBlocks.concat(ExifBlocks.block(ExifBlocks.ascii(0x0110, "M")), hidden)));
    }

    private void jpeg() throws IOException {
        byte[] jpeg = ExifBlocks.jpeg();
        for (int marker = 0xe0; marker <= 0xef; marker++) {
            byte[] data = ExifBlocks.concat(latin1("x\0"), hidden);
            files.put("APP" + (marker - 0xe0), Metadata.withSegment(jpeg, marker, data));
        }
        // Reserved, arithmetic coding's, hierarchical pictures', extensions'.
        for (int marker : new int[] {0x02, 0x50, 0xbf, 0xc8, 0xcc, 0xdc, 0xdd, 0xde, 0xdf, 0xf0, 0xf7, 0xfd}) {
            files.put("marker " + marker, Metadata.withSegment(jpeg, marker, hidden));
        }
        byte[] adobe = {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 1};
        files.put("Adobe", Metadata.withSegment(jpeg, 0xee, ExifBlocks.concat(adobe, hidden)));
        byte[] jfif = {'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0};
        files.put("JFIF", Metadata.withSegment(jpeg, 0xe0, ExifBlocks.concat(jfif, hidden)));
        files.put(
                "stray",
                ExifBlocks.concat(
                        Arrays.copyOf(jpeg, 20), latin1(base64()), Arrays.copyOfRange(jpeg, 20, jpeg.length)));
        files.put("COM", Metadata.withSegment(jpeg, 0xfe, hidden));
        files.put("COM base64", Metadata.withSegment(jpeg, 0xfe, latin1("data:image/jpeg;base64," + base64())));
        byte[] resources = ExifBlocks.concat(
                IptcRecordsTest.resource(0x0fa0, hidden),
                IptcRecordsTest.resource(0x040c, hidden),
                IptcRecordsTest.resource(
                        0x0404, IptcRecordsTest.record(202, new String(hidden, StandardCharsets.ISO_8859_1))));
        files.put("IRB", Metadata.withSegment(jpeg, 0xed, ExifBlocks.concat(latin1("Photoshop 3.0\0"), resources)));
        byte[] prefix = latin1("ICC_PROFILE\0\u0001\u0001");
        files.put("ICC tag", Metadata.withSegment(jpeg, 0xe2, ExifBlocks.concat(prefix, profile(true))));
        files.put("ICC slack", Metadata.withSegment(jpeg, 0xe2, ExifBlocks.concat(prefix, profile(false))));
        files.put("trailer", ExifBlocks.concat(jpeg, hidden));
        byte[] late = Arrays.copyOf(jpeg, jpeg.length - 2);
        byte[] segment = ByteBuffer.allocate(4 + hidden.length)
                .put(new byte[] {(byte) 0xff, (byte) 0xe4})
                .putShort((short) (hidden.length + 2))
                .put(hidden)
                .array();
        byte[] end = {(byte) 0xff, (byte) 0xd9};
        files.put("before EOI", ExifBlocks.concat(late, segment, end));
        files.put("behind the last block", ExifBlocks.concat(late, latin1(base64()), end));
    }

    private void xmp() throws IOException {
        byte[] jpeg = ExifBlocks.jpeg();
        String lines = Base64.getMimeEncoder().encodeToString(hidden).replace("\r\n", "&#xA;\n");
        String hexadecimal = HexFormat.of().formatHex(hidden);
        Map<String, byte[]> packets = new LinkedHashMap<>();
        packets.put("XMP attribute", xmp("a:b=\"" + base64() + "\"", ""));
        packets.put("XMP element", xmp("", "<a:b>" + lines + "</a:b>"));
        packets.put("XMP list", xmp("", "<a:b><rdf:Bag><rdf:li>xyz" + base64() + "</rdf:li></rdf:Bag></a:b>"));
        packets.put("XMP hexadecimal", xmp("", "<a:b>" + hexadecimal + "</a:b>"));
        packets.put(
                "XMP compressed", xmp("", "<a:b>" + Base64.getEncoder().encodeToString(deflated(hidden)) + "</a:b>"));
        packets.put("XMP CDATA", xmp("", "<a:b><![CDATA[" + base64() + "]]></a:b>"));
        packets.put("XMP comment", xmp("", "<!--" + base64() + "-->"));
        packets.put(
                "XMP description",
                xmp(
                        "",
                        "<dc:description xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><rdf:Alt><rdf:li>" + base64()
                                + "</rdf:li></rdf:Alt></dc:description>"));
        packets.put(
                "XMP parted",
                xmp("", "<a:b>" + base64().substring(0, 90) + "<!-- -->" + base64().substring(90) + "</a:b>"));
        packets.put("XMP padding", ExifBlocks.concat(xmp("", "<a:b>x</a:b>"), latin1(base64())));
        for (Map.Entry<String, byte[]> packet : packets.entrySet()) {
            files.put(
                    packet.getKey(),
                    Metadata.withSegment(
                            jpeg,
                            0xe1,
                            ExifBlocks.concat(latin1("http://ns.adobe.com/xap/1.0/\0"), packet.getValue())));
        }
        files.put(
                "PNG XMP",
                pngOf(chunk(
                        "iTXt", ExifBlocks.concat(latin1("XML:com.adobe.xmp\0\0\0\0\0"), packets.get("XMP element")))));
        files.put("WebP XMP", webpOf("XMP ", packets.get("XMP attribute")));
    }

    private void png() throws IOException {
        files.put("PNG tEXt", pngOf(chunk("tEXt", ExifBlocks.concat(latin1("Comment\0"), hidden))));
        files.put("PNG tEXt base64", pngOf(chunk("tEXt", latin1("Comment\0" + base64()))));
        files.put("PNG zTXt", pngOf(chunk("zTXt", ExifBlocks.concat(latin1("Comment\0\0"), deflated(hidden)))));
        files.put(
                "PNG iTXt",
                pngOf(chunk("iTXt", ExifBlocks.concat(latin1("Comment\0\u0001\0\0\0"), deflated(latin1(base64()))))));
        files.put("PNG eXIf", pngOf(chunk("eXIf", ExifBlocks.block(ExifBlocks.undefined(0xc634, hidden)))));
        files.put("PNG iCCP", pngOf(chunk("iCCP", ExifBlocks.concat(latin1("p\0\0"), deflated(profile(true))))));
        for (String type : List.of(
                "prVt", "pHYs", "gAMA", "cHRM", "tIME", "tRNS", "PLTE", "bKGD", "hIST", "sPLT", "sBIT", "cICP")) {
            files.put(
                    "PNG " + type,
                    pngOf(chunk(type, ExifBlocks.concat(hidden, new byte[(3 - hidden.length % 3) % 3]))));
        }
        files.put("PNG trailer", ExifBlocks.concat(pngOf(), hidden));
        List<PngChunks.Chunk> chunks =
                new ArrayList<>(PngChunks.parse(pngOf(), "x").all());
        chunks.add(chunks.size() - 1, chunk("IDAT", hidden));
        files.put("PNG behind the pixels", PngChunks.file(chunks));
    }

    private void tiff() throws IOException {
        byte[] plain = TestPictures.encoded(TestPictures.smooth(64, 40, BufferedImage.TYPE_3BYTE_BGR), "tiff");
        TiffStructure structure = TiffStructure.parse(plain).orElseThrow();
        for (int tag : new int[] {0x010e, 0x02bc, 0x83bb, 0x8649, 0x935c, 0x9286, 0xc634, 0xfde9}) {
            files.put(
                    "TIFF " + tag,
                    TiffWriter.appended(
                            plain,
                            structure.withRoot(root -> root.with(TiffEntry.of(tag, TiffEntry.UNDEFINED, hidden)))));
        }
        files.put(
                "TIFF profile",
                TiffWriter.appended(
                        plain,
                        structure.withRoot(
                                root -> root.with(TiffEntry.of(ExifTags.ICC, TiffEntry.UNDEFINED, profile(true))))));
        byte[] pointer = ByteBuffer.allocate(4)
                .order(structure.order())
                .putInt(plain.length + (plain.length & 1))
                .array();
        byte[] children = TiffWriter.appended(plain, structure);
        files.put(
                "TIFF SubIFDs",
                ExifBlocks.concat(
                        TiffWriter.appended(
                                children,
                                structure.withRoot(root -> root.with(TiffEntry.of(0x014a, TiffEntry.LONG, pointer)))),
                        hidden));
        files.put("TIFF trailer", ExifBlocks.concat(plain, hidden));
    }

    private void webp() throws IOException {
        for (String type : List.of("EXIF", "XMP ", "ICCP", "prVt", "ANIM")) {
            files.put("WebP " + type, webpOf(type, hidden));
        }
        files.put("WebP EXIF field", webpOf("EXIF", ExifBlocks.block(ExifBlocks.undefined(0xfde9, hidden))));
        files.put("WebP profile", webpOf("ICCP", profile(true)));
        files.put("WebP trailer", ExifBlocks.concat(webpOf("prVt", new byte[4]), hidden));
    }

    private void others() throws IOException {
        BufferedImage picture = TestPictures.smooth(64, 40, BufferedImage.TYPE_BYTE_INDEXED);
        byte[] gif = TestPictures.encoded(picture, "gif");
        ByteArrayOutputStream comment = new ByteArrayOutputStream();
        comment.write(gif, 0, gif.length - 1);
        comment.writeBytes(new byte[] {0x21, (byte) 0xfe});
        for (int at = 0; at < hidden.length; at += 255) {
            int length = Math.min(255, hidden.length - at);
            comment.write(length);
            comment.write(hidden, at, length);
        }
        comment.writeBytes(new byte[] {0, 0x3b});
        files.put("GIF comment", comment.toByteArray());
        files.put("GIF trailer", ExifBlocks.concat(gif, hidden));
        for (int type : new int[] {BufferedImage.TYPE_3BYTE_BGR, BufferedImage.TYPE_BYTE_INDEXED}) {
            byte[] bmp = TestPictures.encoded(TestPictures.smooth(64, 40, type), "bmp");
            ByteBuffer header = ByteBuffer.wrap(bmp.clone()).order(ByteOrder.LITTLE_ENDIAN);
            int pixels = header.getInt(10);
            header.putInt(2, bmp.length + hidden.length);
            files.put("BMP counted trailer " + type, ExifBlocks.concat(header.array(), hidden));
            header.putInt(2, 0);
            files.put("BMP uncounted trailer " + type, ExifBlocks.concat(header.array(), hidden));
            header.putInt(2, bmp.length + hidden.length).putInt(10, pixels + hidden.length);
            files.put(
                    "BMP before the pixels " + type,
                    ExifBlocks.concat(
                            Arrays.copyOf(header.array(), pixels),
                            hidden,
                            Arrays.copyOfRange(bmp, pixels, bmp.length)));
        }
    }

    private String base64() {
        return Base64.getEncoder().encodeToString(hidden);
    }

    /** sRGB with the data in a tag of its own, or behind its tags. */
    private byte[] profile(boolean tag) {
        return profile(hidden, tag);
    }

    static byte[] profile(byte[] hidden, boolean tag) {
        byte[] plain = ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData();
        int count = ByteBuffer.wrap(plain).getInt(128);
        int shift = tag ? 12 : 0;
        int start = 132 + 12 * count;
        ByteBuffer out = ByteBuffer.allocate(plain.length + shift + hidden.length);
        out.put(plain, 0, start);
        for (int i = 0; i < count; i++) {
            int entry = 132 + 12 * i + 4;
            out.putInt(entry, out.getInt(entry) + shift);
        }
        if (tag) {
            out.putInt(128, count + 1);
            out.put(latin1("prVt")).putInt(plain.length + shift).putInt(hidden.length);
        }
        out.put(plain, start, plain.length - start).put(hidden);
        return out.putInt(0, out.capacity()).array();
    }

    private static PngChunks.Chunk chunk(String type, byte[] data) {
        return new PngChunks.Chunk(type, data);
    }

    static byte[] pngOf(PngChunks.Chunk... added) throws IOException {
        byte[] plain = TestPictures.encoded(TestPictures.smooth(64, 40, BufferedImage.TYPE_INT_RGB), "png");
        List<PngChunks.Chunk> chunks =
                new ArrayList<>(PngChunks.parse(plain, "x").all());
        chunks.addAll(1, List.of(added));
        return PngChunks.file(chunks);
    }

    private static byte[] webpOf(String type, byte[] data) {
        return WebpEncoder.encode(TestPictures.smooth(64, 40, BufferedImage.TYPE_INT_ARGB), type, data);
    }

    private static byte[] xmp(String attributes, String elements) {
        return latin1(
                "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
                        + "<rdf:Description xmlns:a=\"urn:any\" " + attributes + ">" + elements
                        + "</rdf:Description></rdf:RDF></x:xmpmeta>");
    }

    static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] deflated(byte[] plain) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
            out.write(plain);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }
}
