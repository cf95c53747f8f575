package io.facecloak.benchmarks.looks;

import java.util.Arrays;
import java.util.Optional;

/** What a reviewer says of a face. */
enum Verdict {
    NOTHING_WRONG("A", "nothing wrong"),
    ODD("B", "odd, would still post"),
    WOULD_NOT_POST("C", "would not post");

    private final String letter;
    private final String words;

    Verdict(String letter, String words) {
        this.letter = letter;
        this.words = words;
    }

    String letter() {
        return letter;
    }

    String words() {
        return words;
    }

    boolean wouldPost() {
        return this != WOULD_NOT_POST;
    }

    /** By its letter or its words, in any case. */
    static Optional<Verdict> parse(String text) {
        String answer = text.strip();
        return Arrays.stream(values())
                .filter(verdict -> verdict.letter.equalsIgnoreCase(answer) || verdict.words.equalsIgnoreCase(answer))
                .findFirst();
    }
}
