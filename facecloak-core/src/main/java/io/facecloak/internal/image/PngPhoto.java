package io.facecloak.internal.image;

import io.facecloak.image.PhotoFormat;
import io.facecloak.image.PhotoFormatException;
import io.facecloak.image.PhotoNote;
import io.facecloak.internal.image.PngChunks.Chunk;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** A PNG file. */
final class PngPhoto implements EncodedPhoto {

    /** Of 9 levels of compression, level 8; and level 1, where {@link PngPixels#dense} compresses anew. */
    private static final float DENSE = 0.1f;

    private static final float PLAIN = 0.9f;

    private final String name;
    private final List<Chunk> chunks;
    private final int width;
    private final int height;
    private final PhotoMetadata metadata;

    private PngPhoto(String name, List<Chunk> chunks, int width, int height) {
        this.name = name;
        this.chunks = chunks;
        this.width = width;
        this.height = height;
        this.metadata = PngMetadata.read(chunks);
    }

    static PngPhoto parse(byte[] bytes, String name) throws PhotoFormatException {
        List<Chunk> chunks = PngChunks.parse(bytes, name).all();
        Chunk header = chunks.get(0);
        if (!header.type().equals("IHDR") || header.data().length != 13) {
            throw PhotoFormatException.corrupt(name, "no IHDR chunk", null);
        }
        ByteBuffer size = ByteBuffer.wrap(header.data());
        int width = size.getInt();
        int height = size.getInt();
        if (width < 1 || height < 1) {
            throw PhotoFormatException.corrupt(name, "a size of " + width + "x" + height, null);
        }
        return new PngPhoto(name, chunks, width, height);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public PhotoFormat format() {
        return PhotoFormat.PNG;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int height() {
        return height;
    }

    @Override
    public PhotoMetadata metadata() {
        return metadata;
    }

    @Override
    public BufferedImage decode() throws IOException {
        // Without ancillary chunks, so that the decoder leaves the colour numbers alone and cannot stumble over damaged
        // ones.
        byte[] bare = assembled(PngPixels.of(chunks), List.of());
        ImageReader reader = Decoders.of(PhotoFormat.PNG, name);
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bare))) {
            reader.setInput(in, true, true);
            return ColorTag.tagged(reader.read(0), metadata.icc());
        } finally {
            reader.dispose();
        }
    }

    /** Decoders that know nothing of animations show the first picture, and so does the written photo. */
    @Override
    public Set<PhotoNote> companions() {
        return chunks.stream().anyMatch(chunk -> chunk.type().equals("fdAT"))
                ? Set.of(PhotoNote.FURTHER_PICTURES_LOST)
                : Set.of();
    }

    @Override
    public PhotoFormat writtenAs(BufferedImage stored) {
        return PhotoFormat.PNG;
    }

    @Override
    public byte[] encode(BufferedImage stored, PhotoMetadata kept, MetadataRules rules) throws IOException {
        return assembled(PngPixels.dense(PngChunks.parse(encoded(stored), name).all()), metadataChunks(kept, rules));
    }

    @Override
    public byte[] copy(PhotoMetadata kept, MetadataRules rules) {
        return assembled(PngPixels.tight(chunks), metadataChunks(kept, rules));
    }

    /** A PNG file that carries over what another format's file said. */
    static byte[] encoded(BufferedImage picture, PhotoMetadata metadata) throws IOException {
        List<Chunk> pixels = PngPixels.dense(
                PngChunks.parse(encoded(picture), "the encoded picture").all());
        return assembled(pixels, PngMetadata.chunks(metadata));
    }

    private static byte[] encoded(BufferedImage picture) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            parameters.setCompressionQuality(picture.getColorModel() instanceof IndexColorModel ? DENSE : PLAIN);
            writer.setOutput(out);
            writer.write(null, new IIOImage(ColorTag.untagged(picture), null, null), parameters);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private List<Chunk> metadataChunks(PhotoMetadata kept, MetadataRules rules) {
        List<Chunk> head = new ArrayList<>();
        chunks.stream().filter(chunk -> PngMetadata.keeps(chunk, rules)).forEach(head::add);
        head.addAll(PngMetadata.chunks(kept));
        return head;
    }

    /** @param pixels IHDR and the other chunks that say what the pixels are */
    private static byte[] assembled(List<Chunk> pixels, List<Chunk> ancillary) {
        List<Chunk> all = new ArrayList<>();
        all.add(pixels.get(0));
        all.addAll(ancillary);
        all.addAll(pixels.subList(1, pixels.size()));
        all.add(new Chunk("IEND", new byte[0]));
        return PngChunks.file(all);
    }
}
