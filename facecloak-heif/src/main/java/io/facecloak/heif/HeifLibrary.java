package io.facecloak.heif;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.util.List;

/** The system's libheif, loaded once, when it is first needed. Thread-safe. */
final class HeifLibrary {

    /** Names a file or a library where libheif lies in an unusual place. */
    static final String PROPERTY = "facecloak.heif.library";

    /** 1.15. */
    private static final int OLDEST = 1 << 24 | 15 << 16;

    private static final List<String> MAC_FOLDERS = List.of("/opt/homebrew/lib", "/usr/local/lib", "/opt/local/lib");

    private static LibHeif loaded;

    private HeifLibrary() {}

    /** @throws IOException if it is not installed or too old; the message says what to install */
    static synchronized LibHeif get() throws IOException {
        if (loaded == null) {
            String told = System.getProperty(PROPERTY);
            loaded = load(told == null ? names() : List.of(told));
        }
        return loaded;
    }

    /** @param names to be tried in turn */
    static LibHeif load(List<String> names) throws IOException {
        if (Platform.isMac()) {
            MAC_FOLDERS.forEach(folder -> NativeLibrary.addSearchPath("heif", folder));
        }
        LinkageError reason = null;
        for (String name : names) {
            try {
                return checked(Native.load(name, LibHeif.class));
            } catch (LinkageError e) {
                reason = e;
            }
        }
        throw new IOException("libheif, which reads HEIC and AVIF photos, cannot be loaded; " + install(), reason);
    }

    private static List<String> names() {
        if (Platform.isWindows()) {
            return List.of("heif", "libheif", "libheif-1");
        }
        // Without the package for developers, Linux has the versioned name alone.
        return Platform.isMac() ? List.of("heif") : List.of("libheif.so.1", "heif");
    }

    private static LibHeif checked(LibHeif library) throws IOException {
        if (library.heif_get_version_number() < OLDEST) {
            throw new IOException("libheif " + library.heif_get_version()
                    + " is older than 1.15, which FaceCloak needs for HEIC and AVIF photos; " + install());
        }
        library.heif_init(Pointer.NULL);
        return library;
    }

    /** What to do, for the system at hand. */
    static String install() {
        if (Platform.isMac()) {
            return "install it with 'brew install libheif', or convert the photo to JPEG";
        }
        if (Platform.isWindows()) {
            return "install it, such as with MSYS2's 'pacman -S mingw-w64-x86_64-libheif' or 'vcpkg install libheif', and name"
                    + " its DLL with -D" + PROPERTY + "=FILE, or convert the photo to JPEG";
        }
        return "install the package libheif1 (Debian, Ubuntu: 'apt install libheif1'), libheif (Fedora: 'dnf install"
                + " libheif', Arch: 'pacman -S libheif', Alpine: 'apk add libheif'), or convert the photo to JPEG";
    }

    /** What to do where libheif lacks a codec, which some systems put into packages of their own. */
    static String installCodec(int format) {
        String plugin = format == LibHeif.AV1 ? "libheif-plugin-aomdec" : "libheif-plugin-libde265";
        String fedora = format == LibHeif.AV1 ? "libheif" : "libheif-freeworld (RPM Fusion)";
        return "install its plug-in (Debian 13, Ubuntu 24: 'apt install " + plugin + "'; Fedora: " + fedora
                + "), or convert the photo to JPEG";
    }
}
