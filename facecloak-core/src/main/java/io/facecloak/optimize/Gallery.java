package io.facecloak.optimize;

import io.facecloak.internal.optimize.EmbeddingFile;
import io.facecloak.model.Embedder;
import io.facecloak.model.LandmarkDetector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Faces of other people, in which the anchors of a cloak are looked up.
 *
 * <ul>
 *   <li>Implementations are thread-safe. {@link #close()} is idempotent; later calls throw {@link IllegalStateException}.
 *   <li>A gallery never closes an embedder or detector.
 * </ul>
 */
public interface Gallery extends AutoCloseable {

    /**
     * The two ends of a gallery, seen from a probe.
     *
     * @param nearest the most similar embedding, L2-normalised
     * @param nearestSimilarity its cosine similarity to the probe
     * @param farthest the least similar embedding, L2-normalised
     * @param farthestSimilarity its cosine similarity to the probe
     */
    record Extremes(float[] nearest, double nearestSimilarity, float[] farthest, double farthestSimilarity) {}

    /**
     * Finds the embeddings that are most and least similar to the probe (paper, Eq. 2 and 3); of equal ones, the first.
     *
     * @param embedder the recogniser that the probe comes from
     * @param probe an L2-normalised embedding
     * @throws IllegalArgumentException if the probe is not of the embedder's dimension, or the gallery holds embeddings of another embedder
     * @throws IllegalStateException if the gallery holds no usable face, is corrupt, or is closed
     */
    Extremes extremes(Embedder embedder, float[] probe);

    @Override
    void close();

    /**
     * The photos in a folder and the folders below it, in the order of their paths; of each photo the largest face counts. Photos are read
     * when an embedder first asks; its embeddings, and the photos' landmarks, are then kept in memory. Files that cannot be read and photos
     * without a face are left out; the log says which (DEBUG) and how many (WARN).
     *
     * @param detector stays open until the gallery is closed
     * @throws IOException if the folder cannot be listed
     */
    static Gallery ofPhotos(Path folder, LandmarkDetector detector) throws IOException {
        Objects.requireNonNull(folder, "folder");
        Objects.requireNonNull(detector, "detector");
        return new PhotoGallery(folder, detector, PhotoLoader.PHOTO_READER);
    }

    /**
     * The embeddings in a file written by {@link EmbeddingFile}. A file of 32 MiB or more is mapped into memory, not read: a million faces
     * need no heap. Such a file may be replaced by another of its name, but must not be written into while the gallery is open; if it is
     * truncated, searches end in an {@link IllegalStateException} or miss faces.
     *
     * @throws IOException if the file cannot be read, is no such file, is of a newer version, empty or truncated
     */
    static Gallery ofEmbeddings(Path file) throws IOException {
        return EmbeddingGallery.open(file);
    }

    /**
     * The embeddings of several recognisers, one file each, for cloaks that are learnt on several surrogates; read or mapped as by
     * {@link #ofEmbeddings(Path)}.
     *
     * @param files at least one, no two of one recogniser
     * @throws IOException as for {@link #ofEmbeddings(Path)}
     * @throws IllegalArgumentException if there is no file, or two files are of one recogniser
     */
    static Gallery ofEmbeddings(List<Path> files) throws IOException {
        List<EmbeddingGallery> galleries = new ArrayList<>();
        for (Path file : files) {
            galleries.add(EmbeddingGallery.open(file));
        }
        return new GalleryPerRecogniser(galleries);
    }

    /**
     * As {@link #ofEmbeddings(List)}, of files that are in memory already.
     *
     * @param files contents by name; the names are for messages
     * @throws IOException if one is no embedding file, is of a newer version, empty or truncated
     * @throws IllegalArgumentException as for {@link #ofEmbeddings(List)}
     */
    static Gallery ofEmbeddings(Map<String, byte[]> files) throws IOException {
        List<EmbeddingGallery> galleries = new ArrayList<>();
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            galleries.add(EmbeddingGallery.of(file.getKey(), file.getValue()));
        }
        return new GalleryPerRecogniser(galleries);
    }
}
