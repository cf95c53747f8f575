package io.facecloak.internal.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryPermission;
import java.nio.file.attribute.AclEntryType;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The rights of files and folders that concern nobody but their owner: {@code rw-------} and {@code rwx------}, whatever the umask says,
 * or an access control list that names the owner alone; nothing where the file system knows neither. Stateless and thread-safe.
 */
public final class OwnerOnly {

    private static final Set<PosixFilePermission> OTHERS = PosixFilePermissions.fromString("---rwxrwx");

    private OwnerOnly() {}

    /** What a new file is created with, so that it never has other rights; an access control list follows by {@link #restrict}. */
    public static FileAttribute<?>[] file(Path where) {
        return attributes(where, "rw-------");
    }

    /** As {@link #file}, for a new folder. */
    static FileAttribute<?>[] folder(Path where) {
        return attributes(where, "rwx------");
    }

    private static FileAttribute<?>[] attributes(Path where, String permissions) {
        return where.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    /** Takes from a file that exists what others may do with it; the owner's rights stay. */
    public static void restrict(Path file) throws IOException {
        PosixFileAttributeView posix = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (posix != null) {
            Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
            permissions.addAll(posix.readAttributes().permissions());
            if (permissions.removeAll(OTHERS)) {
                posix.setPermissions(permissions);
            }
            return;
        }
        AclFileAttributeView acl = Files.getFileAttributeView(file, AclFileAttributeView.class);
        if (acl != null) {
            acl.setAcl(everythingFor(acl.getOwner()));
        }
    }

    private static List<AclEntry> everythingFor(UserPrincipal owner) {
        return List.of(AclEntry.newBuilder()
                .setType(AclEntryType.ALLOW)
                .setPrincipal(owner)
                .setPermissions(EnumSet.allOf(AclEntryPermission.class))
                .build());
    }
}
