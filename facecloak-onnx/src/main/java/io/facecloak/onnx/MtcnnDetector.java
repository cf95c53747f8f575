package io.facecloak.onnx;

import io.facecloak.face.Face;
import io.facecloak.internal.storage.Sha256;
import io.facecloak.model.LandmarkDetector;
import io.facecloak.model.ModelException;
import io.facecloak.onnx.internal.mtcnn.Cascade;
import io.facecloak.onnx.internal.mtcnn.CascadeFiles;
import io.facecloak.onnx.internal.mtcnn.CascadeNetwork;
import io.facecloak.onnx.internal.mtcnn.NetworkKind;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;

/**
 * Faces and landmarks with MTCNN's cascade of P-Net, R-Net and O-Net, with facenet-pytorch's arithmetic.
 *
 * <ul>
 *   <li>Networks: NCHW float32, RGB as (0..255 − 127.5) / 128; outputs of 2 (background and face probability), 4 (offsets of the
 *       box's left, top, right, bottom) and, from O-Net, 10 values (five x, five y). They are loaded when the first photo comes.
 *   <li>Boxes and landmarks are in photo pixels; boxes may reach beyond the photo. Alpha is ignored. Photos whose shorter side is below
 *       the smallest face have no faces.
 *   <li>Photos up to 0.5 megapixels are searched as the original does. On larger ones the search goes from large faces to small ones and
 *       ends where none is likely any more: {@link MtcnnOptions#quickLevelPixels()}.
 *   <li>Memory is bounded: beside photos above 2.1 megapixels, the cascade works on 8-bit copies of at most a quarter of their pixels, made
 *       when they are needed, and runs the networks on bands and batches of at most a few megabytes. P-Net's work is bounded by
 *       {@link MtcnnOptions#maximumLevelPixels()}. R-Net and O-Net see the photo's own pixels, or a copy that is finer than their input.
 *   <li>Thread-safe: photos are searched in parallel. {@link #close()} is idempotent and waits for running calls; later calls throw
 *       {@link IllegalStateException}.
 * </ul>
 */
public final class MtcnnDetector implements LandmarkDetector {

    private final CascadeFiles files;
    private final Device device;
    private final MtcnnOptions options;
    private final ReadWriteLock lifecycle = new ReentrantReadWriteLock();
    private final Object loading = new Object();
    private Cascade cascade;
    private boolean closed;

    private MtcnnDetector(CascadeFiles files, Device device, MtcnnOptions options) {
        this.files = files;
        this.device = device;
        this.options = options;
    }

    /**
     * The detector in a directory, with default options.
     *
     * @see #open(Path, Device, MtcnnOptions)
     */
    public static MtcnnDetector open(Path directory, Device device) {
        return open(directory, device, MtcnnOptions.defaults());
    }

    /**
     * The detector in a directory that holds {@code pnet.onnx}, {@code rnet.onnx} and {@code onet.onnx}. A file that is there but is
     * not the network its name says is found when the first photo comes.
     *
     * @throws ModelException if one of the files is missing
     */
    public static MtcnnDetector open(Path directory, Device device, MtcnnOptions options) {
        Objects.requireNonNull(directory, "directory");
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(options, "options");
        for (NetworkKind kind : NetworkKind.values()) {
            Path file = directory.resolve(kind.fileName());
            if (!Files.isRegularFile(file)) {
                throw new ModelException("no " + kind.title() + " of MTCNN: the file " + file + " does not exist"
                        + CascadeNetwork.remedy(kind));
            }
        }
        return new MtcnnDetector(CascadeFiles.in(directory), device, options);
    }

    /** The detector of three files from anywhere; they are read when the first photo comes. */
    static MtcnnDetector of(CascadeFiles files, Device device, MtcnnOptions options) {
        Objects.requireNonNull(files, "files");
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(options, "options");
        return new MtcnnDetector(files, device, options);
    }

    /**
     * {@inheritDoc}
     *
     * @throws ModelException if a network cannot be loaded, is not the one its file name says, or fails
     */
    @Override
    public List<Face> detect(BufferedImage photo) {
        Objects.requireNonNull(photo, "photo");
        return whileOpen(cascade -> cascade.detect(photo));
    }

    /**
     * Loads the networks, if no photo came yet.
     *
     * @throws ModelException if a network cannot be loaded, or is not the one its file name says
     */
    @Override
    public void prepare() {
        whileOpen(Function.identity());
    }

    private <T> T whileOpen(Function<Cascade, T> task) {
        lifecycle.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException(
                        "the detector of " + files.describe(NetworkKind.PROPOSAL.fileName()) + " is closed");
            }
            return task.apply(cascade());
        } finally {
            lifecycle.readLock().unlock();
        }
    }

    /**
     * SHA-256 over the three files and the options.
     *
     * @throws ModelException if a file cannot be read
     */
    @Override
    public String fingerprint() {
        try {
            MessageDigest digest = Sha256.start();
            for (NetworkKind kind : NetworkKind.values()) {
                digest.update(files.read(kind.fileName()));
            }
            digest.update(options.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new ModelException(
                    "cannot read the detector of " + files.describe(NetworkKind.PROPOSAL.fileName()) + ": " + e, e);
        }
    }

    private Cascade cascade() {
        synchronized (loading) {
            if (cascade == null) {
                cascade = Cascade.load(files, device, options);
            }
            return cascade;
        }
    }

    @Override
    public void close() {
        lifecycle.writeLock().lock();
        try {
            closed = true;
            if (cascade != null) {
                cascade.close();
            }
        } finally {
            lifecycle.writeLock().unlock();
        }
    }
}
