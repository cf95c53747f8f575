package io.facecloak.evaluation;

/**
 * A colour in CIE 1976 L*a*b* under D65.
 *
 * @param lightness L*, 0..100
 * @param a green to red
 * @param b blue to yellow
 */
record CieLab(double lightness, double a, double b) {

    /** The white of the matrix below, so that greys have exactly no colour. */
    private static final double WHITE_X = 0.4124 + 0.3576 + 0.1805;

    private static final double WHITE_Z = 0.0193 + 0.1192 + 0.9505;

    /** 25⁷, where the corrections for blue and for greys have half their strength. */
    private static final double HALF_CHROMA = Math.pow(25, 7);

    /** In degrees; opposite hues count as the lesser turn, however their difference is rounded. */
    private static final double HALF_TURN = 180 + 1e-9;

    /** Linear light, 0..1, of every 8-bit level. */
    private static final double[] LINEAR = new double[256];

    static {
        for (int i = 0; i < LINEAR.length; i++) {
            double level = i / 255.0;
            LINEAR[i] = level <= 0.04045 ? level / 12.92 : Math.pow((level + 0.055) / 1.055, 2.4);
        }
    }

    /** From 8-bit sRGB with the transfer function and matrix of IEC 61966-2-1; alpha is ignored. */
    static CieLab ofSrgb(int rgb) {
        double red = LINEAR[rgb >> 16 & 0xff];
        double green = LINEAR[rgb >> 8 & 0xff];
        double blue = LINEAR[rgb & 0xff];
        double x = compressed((0.4124 * red + 0.3576 * green + 0.1805 * blue) / WHITE_X);
        double y = compressed(0.2126 * red + 0.7152 * green + 0.0722 * blue);
        double z = compressed((0.0193 * red + 0.1192 * green + 0.9505 * blue) / WHITE_Z);
        return new CieLab(116 * y - 16, 500 * (x - y), 200 * (y - z));
    }

    private static double compressed(double t) {
        double delta = 6 / 29.0;
        return t > delta * delta * delta ? Math.cbrt(t) : t / (3 * delta * delta) + 4 / 29.0;
    }

    /**
     * The colour difference CIEDE2000 with k = 1 for lightness, chroma and hue, in the formulation of Sharma, Wu and Dalal, "The CIEDE2000
     * color-difference formula: implementation notes, supplementary test data, and mathematical observations", Color Research and
     * Application 30 (2005). About 1 is just noticeable between two patches side by side. Symmetric.
     */
    double ciede2000(CieLab other) {
        double stretch = 1 + (1 - saturation((Math.hypot(a, b) + Math.hypot(other.a, other.b)) / 2)) / 2;
        double a1 = stretch * a;
        double a2 = stretch * other.a;
        double c1 = Math.hypot(a1, b);
        double c2 = Math.hypot(a2, other.b);
        double h1 = hue(a1, b);
        double h2 = hue(a2, other.b);
        boolean grey = c1 * c2 == 0;

        double turn = grey ? 0 : h2 - h1;
        turn += turn > HALF_TURN ? -360 : turn < -HALF_TURN ? 360 : 0;
        double deltaL = other.lightness - lightness;
        double deltaC = c2 - c1;
        double deltaH = 2 * Math.sqrt(c1 * c2) * sin(turn / 2);

        double l = (lightness + other.lightness) / 2;
        double c = (c1 + c2) / 2;
        double h = grey ? h1 + h2 : (h1 + h2) / 2;
        if (!grey && Math.abs(h1 - h2) > HALF_TURN) {
            h += h < 180 ? 180 : -180;
        }
        double t = 1 - 0.17 * cos(h - 30) + 0.24 * cos(2 * h) + 0.32 * cos(3 * h + 6) - 0.20 * cos(4 * h - 63);
        double fromMiddle = (l - 50) * (l - 50);
        double lightnessTerm = deltaL / (1 + 0.015 * fromMiddle / Math.sqrt(20 + fromMiddle));
        double chromaTerm = deltaC / (1 + 0.045 * c);
        double hueTerm = deltaH / (1 + 0.015 * c * t);
        double blueness = 30 * Math.exp(-Math.pow((h - 275) / 25, 2));
        double rotation = -sin(2 * blueness) * 2 * saturation(c);
        return Math.sqrt(Math.max(
                0,
                lightnessTerm * lightnessTerm
                        + chromaTerm * chromaTerm
                        + hueTerm * hueTerm
                        + rotation * chromaTerm * hueTerm));
    }

    /** 0 for greys, near 1 for strong colours. */
    private static double saturation(double chroma) {
        double power = Math.pow(chroma, 7);
        return Math.sqrt(power / (power + HALF_CHROMA));
    }

    /** In [0, 360). */
    private static double hue(double a, double b) {
        double degrees = Math.toDegrees(Math.atan2(b, a));
        return degrees < 0 ? degrees + 360 : degrees;
    }

    private static double sin(double degrees) {
        return Math.sin(Math.toRadians(degrees));
    }

    private static double cos(double degrees) {
        return Math.cos(Math.toRadians(degrees));
    }
}
