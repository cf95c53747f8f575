package io.facecloak.internal.storage;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Makes folders, and tells whether others can change what lies in one. Where the file system has no POSIX permissions, every folder counts
 * as the user's own. Stateless and thread-safe.
 */
public final class Folders {

    /** Others may create files in a folder with this bit, but not move or delete those of its owners. */
    private static final int STICKY = 01000;

    private static final int ROOT = 0;

    /** Who owns files whose owner has no number in this container. */
    private static final int NOBODY = 65534;

    private Folders() {}

    /** Makes a folder and those above it; a link to a folder is one, which Java 17 itself denies. */
    public static void create(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
        }
    }

    /** As {@link #create}; those that are made belong to the owner alone. */
    public static void createOwn(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path above = folder.toAbsolutePath().getParent();
        if (above != null) {
            createOwn(above);
        }
        try {
            Files.createDirectory(folder, OwnerOnly.folder(folder));
            OwnerOnly.restrict(folder);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
            // Another process was faster.
        }
    }

    /**
     * Refuses a file or folder to which others than its owner can write. A group of the owner's name counts as the owner.
     *
     * @throws FileSystemException if they can; the message names it and the remedy
     */
    public static void requireNoOthers(Path path) throws IOException {
        requireNoOthers(path, false);
    }

    /**
     * As {@link #requireNoOthers(Path)}, and refuses what belongs to another user than this process's and root.
     *
     * @throws FileSystemException if others can write to it; the message names it and the remedy
     */
    public static void requireOwn(Path path) throws IOException {
        requireNoOthers(path, false);
        requireOwner(path, false);
    }

    /**
     * As {@link #requireOwn}, and refuses a folder that others can replace as a whole, because they can write to one above it.
     *
     * @throws FileSystemException if they can; the message names the folder that they can write to and the remedy
     */
    public static void requireOwnPath(Path folder) throws IOException {
        Path real = folder.toRealPath();
        requireOwn(real);
        for (Path above = real.getParent(); above != null; above = above.getParent()) {
            requireNoOthers(above, true);
            requireOwner(above, true);
        }
    }

    private static void requireNoOthers(Path path, boolean unlessSticky) throws IOException {
        if (!isUnix(path)) {
            return;
        }
        PosixFileAttributes posix = Files.readAttributes(path, PosixFileAttributes.class);
        boolean group = posix.permissions().contains(PosixFilePermission.GROUP_WRITE)
                && !posix.group().getName().equals(posix.owner().getName());
        boolean others = posix.permissions().contains(PosixFilePermission.OTHERS_WRITE);
        boolean sticky = ((Integer) Files.getAttribute(path, "unix:mode") & STICKY) != 0;
        if ((group || others) && !(sticky && unlessSticky)) {
            throw new FileSystemException(
                    path.toString(),
                    null,
                    "others can write to it (" + PosixFilePermissions.toString(posix.permissions())
                            + "); take that right from them with chmod go-w, or choose another folder");
        }
    }

    private static void requireOwner(Path path, boolean orNobody) throws IOException {
        if (!isUnix(path)) {
            return;
        }
        int owner = (Integer) Files.getAttribute(path, "unix:uid");
        if (owner != ROOT && !(orNobody && owner == NOBODY) && !isOwnUser(owner)) {
            throw new FileSystemException(
                    path.toString(),
                    null,
                    "it belongs to another user, " + Files.getOwner(path).getName() + "; choose another folder");
        }
    }

    private static boolean isUnix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("unix");
    }

    /** Where the system does not tell who runs the process, every owner is. */
    private static boolean isOwnUser(int owner) throws IOException {
        Path self = Path.of("/proc/self");
        return !Files.exists(self) || owner == (Integer) Files.getAttribute(self, "unix:uid");
    }
}
