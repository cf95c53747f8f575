package io.facecloak.app.web;

import io.facecloak.FaceCloak;
import io.facecloak.app.Strength;
import io.facecloak.apply.Protection;
import io.facecloak.evaluation.comparison.Pictures;
import io.facecloak.evaluation.comparison.Similarity;
import io.facecloak.image.PhotoFormat;
import io.facecloak.image.PhotoLimits;
import io.facecloak.internal.apply.CloakedPhoto;
import io.facecloak.internal.image.Photo;
import io.facecloak.internal.image.PhotoReader;
import io.facecloak.internal.image.PhotoWriter;
import io.facecloak.internal.image.SrgbView;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;

/** Decodes, protects and compares photos, one at a time, since each takes much memory while it is worked on. Thread-safe. */
final class PhotoDesk {

    private final PhotoLimits limits;
    private final Semaphore desk = new Semaphore(1, true);

    PhotoDesk(PhotoLimits limits) {
        this.limits = limits;
    }

    /**
     * The protected copy of a photo, and what it changes.
     *
     * @param strength how far the cloak is refined on the photo's faces; empty: not at all
     * @throws java.util.concurrent.CancellationException if the thread is interrupted while a face is refined; it stays interrupted
     * @throws io.facecloak.image.PhotoFormatException if it is no usable photo
     */
    ProtectedPhoto protect(String id, Upload upload, SessionCloak cloak, Optional<Strength> strength)
            throws IOException {
        return atDesk(() -> {
            Photo photo = new PhotoReader(limits).read(new ByteArrayInputStream(upload.content()), upload.name());
            PhotoWriter writer = new PhotoWriter();
            FaceCloak chosen = strength.map(Strength::refinement)
                    .map(cloak.cloak()::refined)
                    .orElse(cloak.cloak());
            long start = System.nanoTime();
            Protection<BufferedImage> protection = chosen.protect(photo.upright());
            double seconds = (System.nanoTime() - start) / 1e9;
            Photo result = CloakedPhoto.of(photo, protection);
            PictureFile original = new PictureFile(upload.name(), photo.format(), upload.content());
            PhotoFormat format = writer.formatOf(photo);
            PictureFile copy =
                    new PictureFile(nameOfCopy(upload.name(), photo.format(), format), format, writer.encode(result));
            // Compared is what the file holds, not what it was encoded from.
            BufferedImage before = SrgbView.of(photo.upright());
            List<Similarity> similarities =
                    cloak.check().isPresent() ? cloak.check().get().compare(before, copy.view(limits)) : List.of();
            return new ProtectedPhoto(
                    id,
                    upload.name(),
                    before.getWidth(),
                    before.getHeight(),
                    original,
                    copy,
                    protection.faces(),
                    similarities,
                    writer.notes(photo),
                    strength,
                    seconds);
        });
    }

    /** The amplified difference of a photo and its copy. */
    PictureFile difference(ProtectedPhoto photo, int amplification) throws IOException {
        return atDesk(() -> {
            BufferedImage difference = Pictures.difference(
                    photo.original().view(limits), photo.protectedCopy().view(limits), amplification);
            return new PictureFile("difference.png", PhotoFormat.PNG, Pictures.png(difference));
        });
    }

    /** A picture of a photo that browsers can show. */
    PictureFile forBrowsers(PictureFile file) throws IOException {
        return file.isShown() ? file : atDesk(() -> file.forBrowsers(limits));
    }

    private <T> T atDesk(Callable<T> work) throws IOException {
        desk.acquireUninterruptibly();
        try {
            return work.call();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (OutOfMemoryError e) {
            throw new IOException("the photo needs more memory than there is; start the server with a larger -Xmx", e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            desk.release();
        }
    }

    private static String nameOfCopy(String name, PhotoFormat from, PhotoFormat to) {
        return "protected-" + name + (from == to ? "" : "." + to.extension());
    }
}
