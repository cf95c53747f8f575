package io.facecloak.app.web;

import io.facecloak.FaceCloak;
import io.javalin.http.ConflictResponse;
import io.javalin.http.ContentTooLargeResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One browser's work, in memory: the cloak, the synthetic faces, the photos. Thread-safe. */
final class Session {

    /** What is new since a version, for those who wait for it. */
    record Update(long version, Learning learning) {}

    private static final int MAX_LISTENERS = 4;

    private final String id;
    private final String token;
    private final WebLimits limits;
    private final Map<String, ProtectedPhoto> photos = new LinkedHashMap<>();
    /** Photos that are on their way, and how long they may be. */
    private final Map<String, Long> expected = new HashMap<>();

    private final Set<Thread> protecting = new HashSet<>();
    private List<byte[]> faces = List.of();
    private Learning learning = Learning.NONE;
    private SessionCloak cloak;
    private boolean cancelled;
    private boolean ended;
    private long version;
    private long lastUsed = System.nanoTime();
    private int nextPhoto = 1;
    private int listeners;

    /**
     * @param id the secret in the browser's cookie
     * @param token the secret that every changing request repeats, which other web sites cannot read
     */
    Session(String id, String token, WebLimits limits) {
        this.id = id;
        this.token = token;
        this.limits = limits;
    }

    String id() {
        return id;
    }

    String token() {
        return token;
    }

    synchronized void touch() {
        lastUsed = System.nanoTime();
    }

    synchronized long lastUsed() {
        return lastUsed;
    }

    /**
     * Forgets the cloak and the photos, and makes room for a new cloak.
     *
     * @throws ConflictResponse if one is being learnt
     */
    synchronized void beginLearning() {
        if (learning.running()) {
            throw new ConflictResponse("a cloak is being learnt already; wait, or cancel it first");
        }
        clear();
        update(Learning.waiting());
    }

    /** Changes the state of the learning; for the thread that learns. */
    synchronized void progress(Learning.Phase phase, int done, int total) {
        update(learning.at(phase, done, total));
    }

    synchronized void showFaces(List<byte[]> pngs) {
        faces = List.copyOf(pngs);
        update(learning.withFaces(faces.size()));
    }

    synchronized void endLearning(SessionCloak learnt) {
        cloak = learnt;
        update(learning.ready());
    }

    synchronized void failLearning(String message) {
        faces = List.of();
        update(learning.failed(message));
    }

    synchronized void learningCancelled() {
        faces = List.of();
        update(learning.cancelled());
    }

    /** Asks the thread that learns to stop. */
    synchronized void cancelLearning() {
        cancelled = true;
    }

    synchronized boolean cancelled() {
        return cancelled || ended;
    }

    /**
     * Takes a cloak that was learnt before.
     *
     * @throws ConflictResponse if one is being learnt
     */
    synchronized void use(SessionCloak loaded) {
        beginLearning();
        endLearning(loaded);
    }

    /** @throws ConflictResponse if there is none */
    synchronized SessionCloak cloak() {
        if (cloak == null) {
            throw new ConflictResponse("there is no cloak yet; give a seed photo first");
        }
        return cloak;
    }

    synchronized Optional<FaceCloak> learntCloak() {
        return Optional.ofNullable(cloak).map(SessionCloak::cloak);
    }

    synchronized Learning learning() {
        return learning;
    }

    synchronized Optional<byte[]> face(int index) {
        return index >= 0 && index < faces.size() ? Optional.of(faces.get(index)) : Optional.empty();
    }

    /**
     * A fresh name for a photo, and room for it until it is {@linkplain #keep kept} or {@linkplain #releasePhoto given up}.
     *
     * @param bytes how long it may be
     * @throws ContentTooLargeResponse if there is no room for another
     */
    synchronized String reservePhoto(long bytes) {
        requireRoom(bytes);
        String reserved = String.valueOf(nextPhoto++);
        expected.put(reserved, bytes);
        return reserved;
    }

    /** Does nothing if the photo was kept. */
    synchronized void releasePhoto(String photoId) {
        expected.remove(photoId);
    }

    /**
     * Keeps a photo.
     *
     * @throws ContentTooLargeResponse if there is no room for it
     * @throws ConflictResponse if the cloak that protects it is no longer the session's
     */
    synchronized void keep(ProtectedPhoto photo, SessionCloak with) {
        if (cloak != with) {
            throw new ConflictResponse("the cloak changed meanwhile; give the photo again");
        }
        releasePhoto(photo.id());
        requireRoom(photo.bytes());
        photos.put(photo.id(), photo);
    }

    /** The calling thread protects a photo from now on, and may be {@linkplain #stopPhotos interrupted}. */
    synchronized void beginPhoto() {
        protecting.add(Thread.currentThread());
    }

    /** The calling thread has protected its photo, or not; an interrupt that came too late is forgotten. */
    synchronized void endPhoto() {
        protecting.remove(Thread.currentThread());
        Thread.interrupted();
    }

    /** Interrupts the threads that protect photos: a photo with many faces may take a while. */
    synchronized void stopPhotos() {
        protecting.forEach(Thread::interrupt);
    }

    private void requireRoom(long bytes) {
        long used = photos.values().stream().mapToLong(ProtectedPhoto::bytes).sum()
                + expected.values().stream().mapToLong(Long::longValue).sum();
        if (photos.size() + expected.size() >= limits.photos() || used + bytes > limits.sessionBytes()) {
            throw new ContentTooLargeResponse("there is no room for more than " + limits.photos() + " photos or "
                    + (limits.sessionBytes() >> 20) + " MB; remove some first");
        }
    }

    synchronized Optional<ProtectedPhoto> photo(String photoId) {
        return Optional.ofNullable(photos.get(photoId));
    }

    synchronized List<ProtectedPhoto> photos() {
        return new ArrayList<>(photos.values());
    }

    synchronized boolean remove(String photoId) {
        return photos.remove(photoId) != null;
    }

    /** Forgets everything and lets go of those who wait. */
    synchronized void end() {
        ended = true;
        clear();
        update(Learning.NONE);
    }

    synchronized boolean ended() {
        return ended;
    }

    /** Whether one more may listen: each takes a thread. */
    synchronized boolean beginListening() {
        if (listeners == MAX_LISTENERS) {
            return false;
        }
        listeners++;
        return true;
    }

    synchronized void endListening() {
        listeners--;
    }

    /**
     * The state after {@code seen}, waiting for it if need be.
     *
     * @return empty if nothing happened for so long, or the session has ended
     */
    synchronized Optional<Update> await(long seen, long millis) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000;
        while (version <= seen && !ended) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return Optional.empty();
            }
            wait(left);
        }
        return ended ? Optional.empty() : Optional.of(new Update(version, learning));
    }

    private void clear() {
        stopPhotos();
        cancelled = false;
        cloak = null;
        faces = List.of();
        photos.clear();
    }

    private void update(Learning learning) {
        this.learning = learning;
        version++;
        notifyAll();
    }
}
