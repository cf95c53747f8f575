package io.facecloak.onnx.internal.graph;

/** Shortens what a model of unknown origin brings into a message: names may have any length. */
public final class Excerpt {

    private static final int LONGEST = 240;

    private Excerpt() {}

    /** The text, or its beginning. */
    public static String of(String text) {
        return of(text, LONGEST);
    }

    /** A name, or its beginning. */
    public static String ofName(String name) {
        return of(name, 60);
    }

    private static String of(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest) + "…";
    }
}
