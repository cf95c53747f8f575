package io.facecloak.mask;

import io.facecloak.internal.storage.AtomicFile;
import io.facecloak.internal.storage.Sha256;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Objects;

/**
 * Reads and writes cloaks. The format (docs/cloak-file.md) is versioned and ends in a SHA-256 checksum; every field is bounded before
 * anything is allocated, and no Java serialisation is involved. Stateless and thread-safe.
 */
public final class CloakFile {

    static final byte[] MAGIC = {(byte) 0x89, 'C', 'L', 'O', 'A', 'K', '\r', '\n'};
    static final int VERSION = 1;
    static final int HEADER = MAGIC.length + Short.BYTES + Integer.BYTES;
    static final int CHECKSUM = 32;

    /** Far above what {@link CloakCodec}'s limits allow in a sensible file. */
    static final int MAX_BODY = 8 << 20;

    private CloakFile() {}

    /**
     * Writes atomically, replacing an existing cloak file or an empty one. Only its owner may read and change the file, whatever the umask
     * and a replaced file allowed.
     *
     * @throws IllegalArgumentException if a text or list of the cloak is longer than the format allows
     * @throws IOException if it cannot be written, or the target exists and is no cloak file
     */
    public static void write(CloakMask cloak, Path target) throws IOException {
        AtomicFile.writeSecret(target, encode(cloak), CloakFile::requireReplaceable);
    }

    /**
     * Fails early, before a cloak is learnt, for a target that {@link #write(CloakMask, Path)} would refuse.
     *
     * @throws IOException as {@link #write(CloakMask, Path)} would throw it
     */
    public static void requireWritable(Path target) throws IOException {
        AtomicFile.requireWritable(target, true);
        if (Files.exists(target)) {
            requireReplaceable(target);
        }
    }

    /** A cloak of any version, even a damaged one; never what a mistyped name would lose. */
    private static void requireReplaceable(Path existing) throws IOException {
        if (Files.isRegularFile(existing)) {
            byte[] start;
            try (InputStream in = Files.newInputStream(existing)) {
                start = in.readNBytes(MAGIC.length);
            }
            if (start.length == 0 || Arrays.equals(start, MAGIC)) {
                return;
            }
        }
        throw new FileAlreadyExistsException(
                existing.toString(), null, "it is not a cloak file, so it is not replaced; choose another name");
    }

    /**
     * Writes to a stream, which stays open.
     *
     * @throws IllegalArgumentException if a text or list of the cloak is longer than the format allows
     */
    public static void write(CloakMask cloak, OutputStream target) throws IOException {
        target.write(encode(cloak));
    }

    /**
     * Reads a cloak.
     *
     * @throws CloakFormatException if the file is no cloak, truncated, corrupt, or written by a newer version of the library
     */
    public static CloakMask read(Path source) throws IOException {
        Objects.requireNonNull(source, "source");
        try (InputStream in = Files.newInputStream(source)) {
            return read(in, source.toString());
        }
    }

    /**
     * Reads a cloak that takes up the rest of the stream; the stream stays open.
     *
     * @param name for messages
     * @throws CloakFormatException as for {@link #read(Path)}
     */
    public static CloakMask read(InputStream source, String name) throws IOException {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(name, "name");
        byte[] bytes = source.readNBytes(HEADER + MAX_BODY + CHECKSUM + 1);
        int magic = Math.min(bytes.length, MAGIC.length);
        if (!Arrays.equals(bytes, 0, magic, MAGIC, 0, magic)) {
            throw new CloakFormatException(name + " is not a cloak file; choose a file that FaceCloak saved");
        }
        if (bytes.length < HEADER) {
            throw truncated(name);
        }
        ByteBuffer header = ByteBuffer.wrap(bytes, MAGIC.length, HEADER - MAGIC.length);
        int version = Short.toUnsignedInt(header.getShort());
        if (version > VERSION) {
            throw new CloakFormatException(name + " has cloak format " + version + ", but this library reads up to "
                    + VERSION + "; update the library");
        }
        int length = header.getInt();
        if (version < 1 || length < 0 || length > MAX_BODY) {
            throw corrupt(name, null);
        }
        int end = HEADER + length;
        if (bytes.length < end + CHECKSUM) {
            throw truncated(name);
        }
        byte[] checksum = Arrays.copyOfRange(bytes, end, end + CHECKSUM);
        if (bytes.length > end + CHECKSUM
                || !MessageDigest.isEqual(checksum, Sha256.digest(Arrays.copyOf(bytes, end)))) {
            throw corrupt(name, null);
        }
        try {
            return CloakCodec.read(new ByteArrayInputStream(bytes, HEADER, length));
        } catch (IOException | IllegalArgumentException e) {
            throw corrupt(name, e);
        }
    }

    private static byte[] encode(CloakMask cloak) throws IOException {
        byte[] body = CloakCodec.write(cloak);
        if (body.length > MAX_BODY) {
            throw new IllegalArgumentException(
                    "the cloak takes " + body.length + " bytes, but the format allows " + MAX_BODY);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(HEADER + body.length + CHECKSUM);
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(MAGIC);
        out.writeShort(VERSION);
        out.writeInt(body.length);
        out.write(body);
        out.write(Sha256.digest(bytes.toByteArray()));
        return bytes.toByteArray();
    }

    private static CloakFormatException truncated(String name) {
        return new CloakFormatException(name + " is truncated; copy the cloak file again from its source");
    }

    private static CloakFormatException corrupt(String name, Exception cause) {
        return new CloakFormatException(name + " is corrupt; copy the cloak file again from its source", cause);
    }
}
