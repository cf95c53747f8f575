package io.facecloak.internal.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.apache.commons.imaging.formats.jpeg.xmp.JpegXmpRewriter;
import org.apache.commons.imaging.formats.tiff.JpegImageData;
import org.apache.commons.imaging.formats.tiff.TiffImagingParameters;
import org.apache.commons.imaging.formats.tiff.constants.ExifTagConstants;
import org.apache.commons.imaging.formats.tiff.constants.TiffDirectoryConstants;
import org.apache.commons.imaging.formats.tiff.constants.TiffTagConstants;
import org.apache.commons.imaging.formats.tiff.fieldtypes.AbstractFieldType;
import org.apache.commons.imaging.formats.tiff.write.TiffImageWriterLossy;
import org.apache.commons.imaging.formats.tiff.write.TiffOutputDirectory;
import org.apache.commons.imaging.formats.tiff.write.TiffOutputField;
import org.apache.commons.imaging.formats.tiff.write.TiffOutputSet;

/** Metadata as cameras write it, made and read by Commons Imaging. */
public final class Metadata {

    /** Stands for the pixels of the unprotected face. */
    static final String THUMBNAIL = "THUMBNAIL-OF-THE-UNPROTECTED-FACE";

    static final String MAKER_NOTE = "MAKERNOTE-WITH-A-SERIAL-NUMBER";

    static final String XMP = "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF"
            + " xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"\""
            + " xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:exif=\"http://ns.adobe.com/exif/1.0/\""
            + " xmlns:photoshop=\"http://ns.adobe.com/photoshop/1.0/\""
            + " xmlns:xapGImg=\"http://ns.adobe.com/xap/1.0/g/img/\" xmp:CreatorTool=\"Camera 7\""
            + " exif:GPSLatitude=\"48,12.5N\" photoshop:City=\"Vienna\"><xmp:Thumbnails><rdf:Alt><rdf:li"
            + " xapGImg:image=\"" + THUMBNAIL
            + "\"/></rdf:Alt></xmp:Thumbnails></rdf:Description></rdf:RDF></x:xmpmeta>";

    private Metadata() {}

    static byte[] exif(int orientation) throws IOException {
        TiffOutputSet set = described(orientation, ByteOrder.LITTLE_ENDIAN);
        TiffOutputDirectory thumbnail =
                new TiffOutputDirectory(TiffDirectoryConstants.DIRECTORY_TYPE_DIR_1, set.byteOrder);
        byte[] picture = THUMBNAIL.getBytes(StandardCharsets.US_ASCII);
        thumbnail.setJpegImageData(new JpegImageData(0, picture.length, picture));
        set.addDirectory(thumbnail);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new TiffImageWriterLossy(set.byteOrder).write(out, set);
        return out.toByteArray();
    }

    /** A TIFF file with EXIF, GPS, a maker's note and XMP. */
    public static byte[] tiff(BufferedImage picture, int orientation, ByteOrder order) throws IOException {
        TiffImagingParameters parameters = new TiffImagingParameters();
        parameters.setOutputSet(described(orientation, order));
        parameters.setXmpXml(XMP);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new TiffImageWriterLossy(order).writeImage(picture, out, parameters);
        return out.toByteArray();
    }

    private static TiffOutputSet described(int orientation, ByteOrder order) throws IOException {
        TiffOutputSet set = new TiffOutputSet(order);
        TiffOutputDirectory root = set.getOrCreateRootDirectory();
        root.add(TiffTagConstants.TIFF_TAG_ORIENTATION, (short) orientation);
        root.add(TiffTagConstants.TIFF_TAG_MAKE, "Camera & Sons");
        TiffOutputDirectory exif = set.getOrCreateExifDirectory();
        exif.add(ExifTagConstants.EXIF_TAG_DATE_TIME_ORIGINAL, "2026:11:24 10:00:00");
        exif.add(ExifTagConstants.EXIF_TAG_ISO, (short) 400);
        byte[] note = MAKER_NOTE.getBytes(StandardCharsets.US_ASCII);
        exif.add(new TiffOutputField(
                ExifTagConstants.EXIF_TAG_MAKER_NOTE, AbstractFieldType.UNDEFINED, note.length, note));
        set.setGpsInDegrees(16.37, 48.21);
        return set;
    }

    /** A JPEG file with EXIF (thumbnail, GPS, maker's note) and XMP. */
    static byte[] added(byte[] jpeg, int orientation) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new JpegXmpRewriter().updateXmpXml(withExif(jpeg, exif(orientation)), out, XMP);
        return out.toByteArray();
    }

    /** Inserts a segment behind SOI, or behind JFIF's. */
    static byte[] withSegment(byte[] jpeg, int marker, byte[] data) {
        int at = jpeg[3] == (byte) 0xe0 ? 4 + ((jpeg[4] & 0xff) << 8 | jpeg[5] & 0xff) : 2;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(jpeg, 0, at);
        out.write(0xff);
        out.write(marker);
        out.write(data.length + 2 >> 8);
        out.write(data.length + 2);
        out.writeBytes(data);
        out.write(jpeg, at, jpeg.length - at);
        return out.toByteArray();
    }

    private static byte[] withExif(byte[] jpeg, byte[] exif) {
        byte[] data = new byte[6 + exif.length];
        System.arraycopy("Exif\0\0".getBytes(StandardCharsets.US_ASCII), 0, data, 0, 6);
        System.arraycopy(exif, 0, data, 6, exif.length);
        return withSegment(jpeg, 0xe1, data);
    }

    static boolean contains(byte[] file, String text) {
        return new String(file, StandardCharsets.ISO_8859_1).contains(text);
    }
}
