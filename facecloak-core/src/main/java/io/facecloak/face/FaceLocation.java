package io.facecloak.face;

/**
 * Where a face is in a photo, as exactly as somebody knows it: a {@link Face}, its {@link Landmarks} alone, or only a {@link Box} round it.
 */
public sealed interface FaceLocation permits Face, Landmarks, Box {}
