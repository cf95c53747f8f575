package io.facecloak.heif;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A colour space by code points (NCLX; ITU-T H.273), as a colour profile, which other formats need.
 *
 * @param primaries 1: those of sRGB, 9: BT.2020, 12: Display P3, ...
 * @param transfer 13: sRGB's, 16: PQ, 18: HLG, ...
 */
record CodedColour(int primaries, int transfer) {

    private static final int PQ = 16;

    private static final double[] SRGB = {0.640, 0.330, 0.300, 0.600, 0.150, 0.060};

    private static final double[] D65 = {0.3127, 0.3290};
    private static final double[] ILLUMINANT_C = {0.310, 0.316};
    private static final double[] DCI = {0.314, 0.351};

    /** What profiles are relative to. */
    private static final double[] D50 = {0.9642, 1.0, 0.8249};

    private static final double[][] BRADFORD = {
        {0.8951, 0.2664, -0.1614}, {-0.7502, 1.7135, 0.0367}, {0.0389, -0.0685, 1.0296}
    };

    private static final int HEADER = 128;

    /** Whether samples are nits rather than shares of the display's white; they must be mapped before the profile fits. */
    boolean isPq() {
        return transfer == PQ;
    }

    /** Empty for sRGB and what comes close to it. */
    Optional<byte[]> profile() {
        double[] xy = chromaticities();
        return xy == SRGB && isLikeSrgb() ? Optional.empty() : Optional.of(profile(xy, white()));
    }

    /** x and y of red, green, blue; what is unspecified or unknown is taken for sRGB. */
    private double[] chromaticities() {
        return switch (primaries) {
            case 4 -> new double[] {0.67, 0.33, 0.21, 0.71, 0.14, 0.08};
            case 5 -> new double[] {0.64, 0.33, 0.29, 0.60, 0.15, 0.06};
            case 6, 7 -> new double[] {0.630, 0.340, 0.310, 0.595, 0.155, 0.070};
            case 8 -> new double[] {0.681, 0.319, 0.243, 0.692, 0.145, 0.049};
            case 9 -> new double[] {0.708, 0.292, 0.170, 0.797, 0.131, 0.046};
            case 11, 12 -> new double[] {0.680, 0.320, 0.265, 0.690, 0.150, 0.060};
            case 22 -> new double[] {0.630, 0.340, 0.295, 0.605, 0.155, 0.077};
            default -> SRGB;
        };
    }

    private double[] white() {
        return switch (primaries) {
            case 4, 8 -> ILLUMINANT_C;
            case 11 -> DCI;
            default -> D65;
        };
    }

    /** BT.709's and HLG's curves are shown as sRGB's, as browsers do; PQ is mapped to it. */
    private boolean isLikeSrgb() {
        return gamma() == 0;
    }

    /** The exponent of a plain power curve; 0 for sRGB's. */
    private double gamma() {
        return switch (transfer) {
            case 4 -> 2.2;
            case 5 -> 2.8;
            case 8 -> 1.0;
            case 17 -> 2.6;
            default -> 0;
        };
    }

    private byte[] profile(double[] xy, double[] white) {
        double[][] toXyz = matrix(xy, white);
        double[][] adaptation = adaptation(xyz(white[0], white[1]));
        double[][] adapted = product(adaptation, toXyz);
        byte[] curve = curve();
        Map<String, byte[]> tags = new LinkedHashMap<>();
        tags.put("desc", text("FaceCloak: NCLX " + primaries + "/" + transfer));
        tags.put("cprt", text("No copyright"));
        tags.put("wtpt", xyzTag(D50));
        tags.put("chad", matrixTag(adaptation));
        tags.put("rXYZ", xyzTag(column(adapted, 0)));
        tags.put("gXYZ", xyzTag(column(adapted, 1)));
        tags.put("bXYZ", xyzTag(column(adapted, 2)));
        tags.put("rTRC", curve);
        tags.put("gTRC", curve);
        tags.put("bTRC", curve);
        return assembled(tags);
    }

    private static byte[] assembled(Map<String, byte[]> tags) {
        int start = HEADER + 4 + 12 * tags.size();
        int size = start + tags.values().stream().mapToInt(tag -> tag.length).sum();
        ByteBuffer out = ByteBuffer.allocate(size);
        out.putInt(0, size).putInt(8, 0x0430_0000);
        put(out, 12, "mntrRGB XYZ ");
        // A date that every build agrees on.
        out.putShort(24, (short) 2026).putShort(26, (short) 1).putShort(28, (short) 1);
        put(out, 36, "acsp");
        for (int i = 0; i < 3; i++) {
            out.putInt(68 + 4 * i, fixed(D50[i]));
        }
        out.position(HEADER);
        out.putInt(tags.size());
        int at = start;
        for (Map.Entry<String, byte[]> tag : tags.entrySet()) {
            out.put(tag.getKey().getBytes(StandardCharsets.ISO_8859_1));
            out.putInt(at).putInt(tag.getValue().length);
            out.put(at, tag.getValue());
            at += tag.getValue().length;
        }
        return out.array();
    }

    private static void put(ByteBuffer out, int at, String text) {
        out.put(at, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static ByteBuffer tag(String type, int size) {
        ByteBuffer tag = ByteBuffer.allocate(size + 3 & ~3);
        put(tag, 0, type);
        return tag.position(8);
    }

    private static byte[] text(String text) {
        byte[] wide = text.getBytes(StandardCharsets.UTF_16BE);
        return tag("mluc", 28 + wide.length)
                .putInt(1)
                .putInt(12)
                .put("enUS".getBytes(StandardCharsets.ISO_8859_1))
                .putInt(wide.length)
                .putInt(28)
                .put(wide)
                .array();
    }

    private static byte[] xyzTag(double[] xyz) {
        return tag("XYZ ", 20)
                .putInt(fixed(xyz[0]))
                .putInt(fixed(xyz[1]))
                .putInt(fixed(xyz[2]))
                .array();
    }

    private static byte[] matrixTag(double[][] matrix) {
        ByteBuffer tag = tag("sf32", 8 + 9 * 4);
        for (double[] row : matrix) {
            for (double value : row) {
                tag.putInt(fixed(value));
            }
        }
        return tag.array();
    }

    private byte[] curve() {
        double gamma = gamma();
        if (gamma > 0) {
            return tag("para", 16).putInt(0).putInt(fixed(gamma)).array();
        }
        // Type 3: (a·x + b)^g from d on, c·x below.
        return tag("para", 32)
                .putInt(3 << 16)
                .putInt(fixed(2.4))
                .putInt(fixed(1 / 1.055))
                .putInt(fixed(0.055 / 1.055))
                .putInt(fixed(1 / 12.92))
                .putInt(fixed(0.04045))
                .array();
    }

    private static int fixed(double value) {
        return (int) Math.round(value * 65536);
    }

    private static double[] xyz(double x, double y) {
        return new double[] {x / y, 1, (1 - x - y) / y};
    }

    /** From linear RGB to XYZ, where RGB (1, 1, 1) is the white. */
    private static double[][] matrix(double[] xy, double[] white) {
        double[][] columns = new double[3][3];
        for (int c = 0; c < 3; c++) {
            double[] colour = xyz(xy[2 * c], xy[2 * c + 1]);
            for (int row = 0; row < 3; row++) {
                columns[row][c] = colour[row];
            }
        }
        double[] shares = applied(inverse(columns), xyz(white[0], white[1]));
        for (double[] row : columns) {
            for (int c = 0; c < 3; c++) {
                row[c] *= shares[c];
            }
        }
        return columns;
    }

    private static double[][] adaptation(double[] white) {
        double[] from = applied(BRADFORD, white);
        double[] to = applied(BRADFORD, D50);
        double[][] scaled = new double[3][3];
        for (int row = 0; row < 3; row++) {
            for (int c = 0; c < 3; c++) {
                scaled[row][c] = BRADFORD[row][c] * to[row] / from[row];
            }
        }
        return product(inverse(BRADFORD), scaled);
    }

    private static double[] applied(double[][] matrix, double[] vector) {
        double[] result = new double[3];
        for (int row = 0; row < 3; row++) {
            for (int c = 0; c < 3; c++) {
                result[row] += matrix[row][c] * vector[c];
            }
        }
        return result;
    }

    private static double[][] product(double[][] a, double[][] b) {
        double[][] result = new double[3][3];
        for (int c = 0; c < 3; c++) {
            double[] column = applied(a, column(b, c));
            for (int row = 0; row < 3; row++) {
                result[row][c] = column[row];
            }
        }
        return result;
    }

    private static double[] column(double[][] matrix, int c) {
        return new double[] {matrix[0][c], matrix[1][c], matrix[2][c]};
    }

    private static double[][] inverse(double[][] m) {
        double[][] result = new double[3][3];
        double determinant = 0;
        for (int c = 0; c < 3; c++) {
            determinant += m[0][c] * cofactor(m, 0, c);
        }
        for (int row = 0; row < 3; row++) {
            for (int c = 0; c < 3; c++) {
                result[row][c] = cofactor(m, c, row) / determinant;
            }
        }
        return result;
    }

    private static double cofactor(double[][] m, int row, int c) {
        int r1 = (row + 1) % 3;
        int r2 = (row + 2) % 3;
        int c1 = (c + 1) % 3;
        int c2 = (c + 2) % 3;
        return m[r1][c1] * m[r2][c2] - m[r1][c2] * m[r2][c1];
    }
}
