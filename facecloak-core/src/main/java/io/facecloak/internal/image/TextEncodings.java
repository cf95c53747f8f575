package io.facecloak.internal.image;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What bytes say that are text: formats do not tell an encoding, or programs do not heed it. */
final class TextEncodings {

    private TextEncodings() {}

    /** The text in Latin-1 and UTF-8; with zeros in it, which may also part texts, in UTF-16 too. */
    static Stream<String> of(byte[] text) {
        Stream<String> plain = Stream.of(StandardCharsets.ISO_8859_1, StandardCharsets.UTF_8)
                .map(encoding -> new String(text, encoding));
        boolean wide = IntStream.range(0, text.length).anyMatch(i -> text[i] == 0);
        return wide
                ? Stream.concat(
                        plain.flatMap(string -> Stream.of(string.replace("\0", ""), string.replace('\0', ' '))),
                        Stream.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)
                                .map(encoding -> new String(text, encoding)))
                : plain;
    }
}
