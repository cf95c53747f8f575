package io.facecloak.heif;

/** Maps samples in PQ (SMPTE ST 2084), which tell absolute brightness up to 10,000 cd/m², to what a display of ordinary brightness shows. */
final class PqCurve {

    private static final double M1 = 2610.0 / 16384;
    private static final double M2 = 2523.0 / 4096 * 128;
    private static final double C1 = 3424.0 / 4096;
    private static final double C2 = 2413.0 / 4096 * 32;
    private static final double C3 = 2392.0 / 4096 * 32;

    private static final double PEAK = 10_000;

    /** White paper, by ITU-R BT.2408. */
    private static final double WHITE = 203;

    /** From here on, brightness is compressed, so that what shines keeps some drawing. */
    private static final double SHOULDER = 0.6;

    private PqCurve() {}

    /**
     * The sample in sRGB's curve.
     *
     * @param sample from 0 to 1
     */
    static double toSrgb(double sample) {
        double root = Math.pow(sample, 1 / M2);
        double nits = PEAK * Math.pow(Math.max(0, root - C1) / (C2 - C3 * root), 1 / M1);
        double light = nits / WHITE;
        double shown = light <= SHOULDER
                ? light
                : SHOULDER + (1 - SHOULDER) * (1 - Math.exp(-(light - SHOULDER) / (1 - SHOULDER)));
        return shown <= 0.003_130_8 ? 12.92 * shown : 1.055 * Math.pow(shown, 1 / 2.4) - 0.055;
    }
}
