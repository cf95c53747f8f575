package io.facecloak.internal.apply;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.apply.FaceOutcome;
import io.facecloak.apply.FaceOutcome.Decision;
import io.facecloak.apply.FacePolicy;
import io.facecloak.apply.Protection;
import io.facecloak.apply.ProtectionOptions;
import io.facecloak.face.AlignedFace;
import io.facecloak.face.Box;
import io.facecloak.face.Face;
import io.facecloak.face.FaceAligner;
import io.facecloak.face.Landmarks;
import io.facecloak.face.Point;
import io.facecloak.face.SimilarityTransform;
import io.facecloak.image.PhotoFormat;
import io.facecloak.internal.image.PhotoReader;
import io.facecloak.internal.image.SrgbView;
import io.facecloak.internal.image.TestPhotos;
import io.facecloak.internal.image.TestPictures;
import io.facecloak.mask.CloakInfo;
import io.facecloak.mask.CloakMask;
import io.facecloak.mask.PersonTemplate;
import io.facecloak.model.Embedder;
import io.facecloak.model.LandmarkDetector;
import io.facecloak.model.ModelException;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.color.ColorSpace;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CloakApplierTest {

    private static final int[] EVERY_LAYOUT = {
        BufferedImage.TYPE_INT_RGB,
        BufferedImage.TYPE_INT_ARGB,
        BufferedImage.TYPE_INT_ARGB_PRE,
        BufferedImage.TYPE_INT_BGR,
        BufferedImage.TYPE_3BYTE_BGR,
        BufferedImage.TYPE_4BYTE_ABGR,
        BufferedImage.TYPE_4BYTE_ABGR_PRE,
        BufferedImage.TYPE_USHORT_565_RGB,
        BufferedImage.TYPE_USHORT_555_RGB,
        BufferedImage.TYPE_BYTE_GRAY,
        BufferedImage.TYPE_USHORT_GRAY
    };

    private interface Pattern {
        float at(int channel, int y, int x);
    }

    private static CloakMask cloak(Pattern pattern, PersonTemplate... templates) {
        float[] delta = new float[CloakMask.LENGTH];
        for (int i = 0; i < delta.length; i++) {
            delta[i] = pattern.at(i / (112 * 112), i / 112 % 112, i % 112);
        }
        CloakInfo info = new CloakInfo("test", Instant.EPOCH, 0, 0, 0, 0, 0, "", List.of(), "", List.of(), 0, Map.of());
        return new CloakMask(delta, info, List.of(templates));
    }

    private static CloakApplier all(CloakMask cloak, Face... faces) {
        return new CloakApplier(cloak, FakeModels.finding(faces), List.of(), FacePolicy.ALL);
    }

    private static CloakApplier applier(CloakMask cloak, Embedder matcher, ProtectionOptions options, Face... faces) {
        return new CloakApplier(cloak, FakeModels.finding(faces), List.of(matcher), options);
    }

    private static BufferedImage filled(int width, int height, int type, int argb) {
        BufferedImage picture = new BufferedImage(width, height, type);
        int[] row = new int[width];
        Arrays.fill(row, argb);
        for (int y = 0; y < height; y++) {
            picture.setRGB(0, y, width, 1, row, 0, width);
        }
        return picture;
    }

    @Nested
    class Change {

        @Test
        void noCloakChangesNothing() {
            CloakMask none = cloak((c, y, x) -> 0);
            for (int type : EVERY_LAYOUT) {
                BufferedImage photo = TestPictures.random(150, 140, type, type);
                Protection<BufferedImage> protection =
                        all(none, FakeModels.face(70, 70, 100, 10)).apply(photo);
                assertEquals(1, protection.cloaked());
                assertEquals(type, protection.photo().getType());
                assertNotSame(photo, protection.photo());
                assertArrayEquals(
                        TestPictures.samples(photo), TestPictures.samples(protection.photo()), "type " + type);
            }
        }

        @ParameterizedTest
        @ValueSource(
                ints = {
                    BufferedImage.TYPE_INT_RGB,
                    BufferedImage.TYPE_INT_ARGB,
                    BufferedImage.TYPE_INT_BGR,
                    BufferedImage.TYPE_3BYTE_BGR,
                    BufferedImage.TYPE_4BYTE_ABGR
                })
        void constantCloakGivesExactlyThatChangeInTheMiddle(int type) {
            CloakMask cloak = cloak((c, y, x) -> new float[] {8, -5, 16}[c] / 255);
            for (double size : new double[] {60, 112, 400}) {
                BufferedImage photo = filled(500, 500, type, 0xff6080a0);
                BufferedImage cloaked = all(cloak, FakeModels.face(250, 250, size, 33))
                        .apply(photo)
                        .photo();
                int reach = (int) (size * 0.2);
                for (int y = 250 - reach; y <= 250 + reach; y++) {
                    for (int x = 250 - reach; x <= 250 + reach; x++) {
                        assertEquals(0xff687bb0, cloaked.getRGB(x, y), "at " + x + "," + y + " size " + size);
                    }
                }
            }
        }

        @Test
        void pixelsOutsideTheFaceAndAlphaStayBitByBit() {
            CloakMask cloak = cloak((c, y, x) -> 16 / 255f);
            Face face = FakeModels.face(90, 70, 80, 25);
            SimilarityTransform toAligned = FaceAligner.toAligned(face.landmarks());
            for (int type : EVERY_LAYOUT) {
                BufferedImage photo = TestPictures.random(160, 150, type, type);
                BufferedImage cloaked = all(cloak, face).apply(photo).photo();
                boolean changed = false;
                for (int y = 0; y < 150; y++) {
                    for (int x = 0; x < 160; x++) {
                        Point p = toAligned.apply(new Point(x, y));
                        int[] before = photo.getRaster().getPixel(x, y, (int[]) null);
                        int[] after = cloaked.getRaster().getPixel(x, y, (int[]) null);
                        if (Math.max(Math.abs(p.x() - 55.5), Math.abs(p.y() - 55.5)) > 57) {
                            assertArrayEquals(before, after, "type " + type + " at " + x + "," + y);
                        }
                        changed |= !Arrays.equals(before, after);
                        if (photo.getColorModel().hasAlpha()) {
                            assertEquals(before[3], after[3], "alpha");
                        }
                    }
                }
                assertTrue(changed, "type " + type);
            }
        }

        @ParameterizedTest
        @CsvSource({"60, 0, 4.5", "60, -40, 4.5", "112, 0, 2.5", "112, 15, 2.5", "400, 0, 0.6", "400, 170, 0.6"})
        void deltaIsFoundAgainAfterAlignment(double size, double degrees, double tolerance) {
            CloakMask cloak = cloak(
                    (c, y, x) -> (float) (14 * Math.sin(0.11 * x + 0.5 * c) * Math.cos(0.09 * y - 0.3 * c)) / 255);
            Face face = FakeModels.face(260.3, 251.8, size, degrees);
            BufferedImage photo = TestPictures.smooth(520, 510, BufferedImage.TYPE_3BYTE_BGR);
            BufferedImage cloaked = all(cloak, face).apply(photo).photo();
            AlignedFace before = FaceAligner.align(photo, face.landmarks());
            AlignedFace after = FaceAligner.align(cloaked, face.landmarks());
            WeightMap region =
                    FaceRegion.of(before, face.landmarks().map(FaceAligner.toAligned(face.landmarks())::apply));
            float[] delta = cloak.delta();
            double worst = 0;
            for (int c = 0; c < 3; c++) {
                for (int y = 8; y < 104; y++) {
                    for (int x = 8; x < 104; x++) {
                        double found = after.at(c, y, x) - before.at(c, y, x);
                        worst = Math.max(
                                worst, 255 * Math.abs(found - region.at(x, y) * delta[(c * 112 + y) * 112 + x]));
                    }
                }
            }
            assertTrue(worst <= tolerance, "worst " + worst + " levels");
        }

        /** In a photo of any depth, and of any size of the face. */
        @ParameterizedTest
        @CsvSource({"-40, 0", "-25, 20", "30, 0", "45, -10"})
        void nothingIsChangedOnTheBackgroundBesideATurnedHead(double yaw, double tilt) {
            CloakMask cloak = cloak((c, y, x) -> 16 / 255f);
            DrawnHead head = new DrawnHead(
                            yaw, tilt, new Color(176, 122, 88), new Color(28, 24, 24), new Color(130, 140, 165))
                    .withNoise(3);
            ColorModel deep = new ComponentColorModel(
                    ColorSpace.getInstance(ColorSpace.CS_sRGB),
                    false,
                    false,
                    ComponentColorModel.OPAQUE,
                    DataBuffer.TYPE_USHORT);
            for (double size : new double[] {0.25, 1, 3}) {
                for (ColorModel model : List.of(deep, ColorModel.getRGBdefault())) {
                    AffineTransform enlarge = AffineTransform.getScaleInstance(size, size);
                    int side = (int) (head.photo().getWidth() * size);
                    BufferedImage photo =
                            new BufferedImage(model, model.createCompatibleWritableRaster(side, side), false, null);
                    Graphics2D graphics = photo.createGraphics();
                    graphics.setRenderingHint(
                            RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
                    graphics.drawImage(head.photo(), enlarge, null);
                    graphics.dispose();
                    Landmarks landmarks = head.landmarks().map(p -> new Point(size * p.x(), size * p.y()));

                    Protection<BufferedImage> protection = all(cloak).apply(photo, List.of(landmarks));

                    AlignedFace before = FaceAligner.align(SrgbView.of(photo), landmarks);
                    AlignedFace after = FaceAligner.align(SrgbView.of(protection.photo()), landmarks);
                    boolean[] background = head.backgroundPixels(6);
                    boolean[] face = head.facePixels(8);
                    int stained = 0;
                    int bare = 0;
                    int beside = 0;
                    int inside = 0;
                    for (int i = 0; i < background.length; i++) {
                        float change = 255 * Math.abs(after.at(1, i / 112, i % 112) - before.at(1, i / 112, i % 112));
                        beside += background[i] ? 1 : 0;
                        stained += background[i] && change > 2 ? 1 : 0;
                        inside += face[i] ? 1 : 0;
                        bare += face[i] && change < 8 ? 1 : 0;
                    }
                    assertTrue(stained <= 0.02 * beside, stained + " of " + beside + " stained, size " + size);
                    assertTrue(bare <= 0.1 * inside, bare + " of " + inside + " bare, size " + size);
                }
            }
        }

        @Test
        void fineDetailIsAveragedNotAliasedOnSmallFaces() {
            CloakMask checkerboard = cloak((c, y, x) -> ((x + y) % 2 == 0 ? 16 : -16) / 255f);
            BufferedImage photo = filled(100, 100, BufferedImage.TYPE_INT_RGB, 0xff6080a0);
            BufferedImage cloaked = all(checkerboard, FakeModels.face(50.2, 49.7, 31, 0))
                    .apply(photo)
                    .photo();
            for (int y = 40; y < 60; y++) {
                for (int x = 40; x < 60; x++) {
                    int change = (cloaked.getRGB(x, y) & 0xff) - 0xa0;
                    assertTrue(Math.abs(change) <= 3, "change of " + change);
                }
            }
        }

        @Test
        void cloakFadesOutAtTheBorder() {
            CloakMask cloak = cloak((c, y, x) -> 16 / 255f);
            BufferedImage photo = filled(400, 400, BufferedImage.TYPE_INT_RGB, 0xff405060);
            BufferedImage cloaked =
                    all(cloak, FakeModels.face(200, 200, 336, 0)).apply(photo).photo();
            int previous = 0;
            for (int x = 30; x < 200; x++) {
                int change = (cloaked.getRGB(x, 200) & 0xff) - 0x60;
                assertTrue(change >= previous && change - previous <= 2, "step from " + previous + " to " + change);
                previous = change;
            }
            assertEquals(16, previous);
        }

        @Test
        void samplesAreClampedNotWrapped() {
            CloakMask cloak = cloak((c, y, x) -> new float[] {20, -20, 0}[c] / 255);
            BufferedImage photo = filled(200, 200, BufferedImage.TYPE_3BYTE_BGR, 0xfffa0580);
            BufferedImage cloaked =
                    all(cloak, FakeModels.face(100, 100, 150, 0)).apply(photo).photo();
            assertEquals(0xffff0080, cloaked.getRGB(100, 100));
        }

        @Test
        void overlappingFacesDoNotAddUp() {
            CloakMask cloak = cloak((c, y, x) -> 16 / 255f);
            Face[] crowd = {
                FakeModels.face(100, 100, 120, 0),
                FakeModels.face(140, 110, 100, 20),
                FakeModels.face(100, 100, 120, 0),
                FakeModels.face(120, 130, 60, -30)
            };
            BufferedImage photo = filled(260, 260, BufferedImage.TYPE_INT_RGB, 0xff6080a0);
            Protection<BufferedImage> protection = all(cloak, crowd).apply(photo);
            assertEquals(4, protection.cloaked());
            int most = 0;
            for (int y = 0; y < 260; y++) {
                for (int x = 0; x < 260; x++) {
                    most = Math.max(most, (protection.photo().getRGB(x, y) & 0xff) - 0xa0);
                }
            }
            assertEquals(16, most);
            assertEquals(0xff7090b0, protection.photo().getRGB(100, 100));
        }

        @Test
        void facesCutByTheBorderAreCloakedAsFarAsTheyReach() {
            CloakMask cloak = cloak((c, y, x) -> 16 / 255f);
            BufferedImage photo = filled(80, 60, BufferedImage.TYPE_INT_RGB, 0xff6080a0);
            Protection<BufferedImage> protection = all(
                            cloak, FakeModels.face(0, 0, 100, 12), FakeModels.face(400, 400, 100, 0))
                    .apply(photo);
            assertEquals(0xff7090b0, protection.photo().getRGB(5, 5));
            assertEquals(0xff6080a0, protection.photo().getRGB(79, 59));
        }

        @Test
        void inputIsNeverChanged() {
            BufferedImage photo = TestPictures.random(150, 150, BufferedImage.TYPE_INT_RGB, 8);
            int[] before = TestPictures.samples(photo);
            all(cloak((c, y, x) -> 16 / 255f), FakeModels.face(75, 75, 100, 0)).apply(photo);
            assertArrayEquals(before, TestPictures.samples(photo));
        }

        /** A head lying on its side, upside down, or between: the landmarks say so. */
        @ParameterizedTest
        @ValueSource(ints = {30, 90, 135, 180, 270})
        void tiltedHeadsGetATiltedCloak(int degrees) {
            CloakMask upperHalf = cloak((c, y, x) -> y < 50 ? 16 / 255f : 0);
            Face face = FakeModels.face(150, 150, 200, degrees);
            BufferedImage photo = filled(300, 300, BufferedImage.TYPE_INT_RGB, 0xff6080a0);
            BufferedImage cloaked = all(upperHalf, face).apply(photo).photo();
            double up = Math.toRadians(degrees - 90);
            for (int distance : new int[] {30, 50, 70}) {
                int dx = (int) Math.round(distance * Math.cos(up));
                int dy = (int) Math.round(distance * Math.sin(up));
                assertEquals(0xff7090b0, cloaked.getRGB(150 + dx, 150 + dy), "towards the forehead");
                assertEquals(0xff6080a0, cloaked.getRGB(150 - dx, 150 - dy), "towards the chin");
            }
        }
    }

    @Nested
    class KindsOfPhotos {

        @Test
        void grayPhotosGetTheLuma() {
            CloakMask cloak = cloak((c, y, x) -> new float[] {20, 10, -30}[c] / 255);
            int luma = (int) Math.round(0.299 * 20 + 0.587 * 10 - 0.114 * 30);
            BufferedImage gray = new BufferedImage(200, 200, BufferedImage.TYPE_BYTE_GRAY);
            Arrays.fill(((DataBufferByte) gray.getRaster().getDataBuffer()).getData(), (byte) 100);
            BufferedImage cloaked =
                    all(cloak, FakeModels.face(100, 100, 150, 0)).apply(gray).photo();
            assertEquals(BufferedImage.TYPE_BYTE_GRAY, cloaked.getType());
            assertEquals(100 + luma, cloaked.getRaster().getSample(100, 100, 0));
            BufferedImage nearlyGray = filled(200, 200, BufferedImage.TYPE_INT_RGB, 0xff646766);
            int expected = 0xff646766 + luma * 0x010101;
            assertEquals(
                    expected,
                    all(cloak, FakeModels.face(100, 100, 150, 0))
                            .apply(nearlyGray)
                            .photo()
                            .getRGB(100, 100));
        }

        @Test
        void sixteenBitsKeepTheirDepth() {
            ColorSpace space = ColorSpace.getInstance(ColorSpace.CS_sRGB);
            ComponentColorModel model =
                    new ComponentColorModel(space, false, false, ComponentColorModel.OPAQUE, DataBuffer.TYPE_USHORT);
            BufferedImage photo = new BufferedImage(
                    model, Raster.createInterleavedRaster(DataBuffer.TYPE_USHORT, 200, 200, 3, null), false, null);
            TestPictures.fill(photo, 4);
            photo.getRaster().setPixel(100, 100, new int[] {30001, 40002, 65000});
            CloakMask cloak = cloak((c, y, x) -> new float[] {8.5f, -3.25f, 16}[c] / 255);
            BufferedImage cloaked =
                    all(cloak, FakeModels.face(100, 100, 150, 0)).apply(photo).photo();
            int[] pixel = cloaked.getRaster().getPixel(100, 100, (int[]) null);
            assertArrayEquals(new int[] {30001 + 2185, 40002 - 835, 65535}, pixel);
            assertArrayEquals(
                    photo.getRaster().getPixel(2, 3, (int[]) null),
                    cloaked.getRaster().getPixel(2, 3, (int[]) null));
        }

        @Test
        void palettesBecomeColours() {
            CloakMask cloak = cloak((c, y, x) -> 3 / 255f);
            BufferedImage photo = TestPictures.smooth(200, 200, BufferedImage.TYPE_BYTE_INDEXED);
            BufferedImage cloaked =
                    all(cloak, FakeModels.face(100, 100, 150, 0)).apply(photo).photo();
            assertEquals(photo.getRGB(0, 0), cloaked.getRGB(0, 0));
            assertEquals(photo.getRGB(100, 100) + 0x030303, cloaked.getRGB(100, 100));
            BufferedImage untouched = all(cloak).apply(photo).photo();
            assertEquals(BufferedImage.TYPE_BYTE_INDEXED, untouched.getType());
            BufferedImage bits = TestPictures.random(200, 200, BufferedImage.TYPE_BYTE_BINARY, 1);
            BufferedImage gray =
                    all(cloak, FakeModels.face(100, 100, 150, 0)).apply(bits).photo();
            assertEquals(BufferedImage.TYPE_BYTE_GRAY, gray.getType());
            assertEquals(bits.getRGB(0, 0) & 0xff, gray.getRaster().getSample(0, 0, 0));
        }

        @Test
        void subimagesAreReadWhereTheyAre() {
            BufferedImage whole = TestPictures.random(300, 300, BufferedImage.TYPE_3BYTE_BGR, 8);
            BufferedImage part = whole.getSubimage(50, 60, 150, 150);
            BufferedImage copy = new BufferedImage(150, 150, BufferedImage.TYPE_3BYTE_BGR);
            copy.getRaster().setPixels(0, 0, 150, 150, TestPictures.samples(part));
            CloakApplier applier = all(cloak((c, y, x) -> x / 2000f), FakeModels.face(75, 75, 100, 7));
            assertArrayEquals(
                    TestPictures.samples(applier.apply(copy).photo()),
                    TestPictures.samples(applier.apply(part).photo()));
        }

        /** The difference of colours within a pixel is what a viewer would see as coloured noise. */
        @Test
        void nearlyGrayPhotosGetNoColouredNoise() {
            Random random = new Random(3);
            CloakMask cloak = cloak((c, y, x) -> (random.nextFloat() - 0.5f) * 40 / 255);
            for (int type : new int[] {BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_3BYTE_BGR}) {
                BufferedImage photo = new BufferedImage(200, 200, type);
                for (int y = 0; y < 200; y++) {
                    for (int x = 0; x < 200; x++) {
                        int level = 60 + (x + y) / 4;
                        // A tint of up to 8 levels, as of a gray photo that went through a colour JPEG.
                        photo.setRGB(
                                x, y, level + random.nextInt(9) << 16 | level + 4 << 8 | level + random.nextInt(9));
                    }
                }
                BufferedImage cloaked = all(cloak, FakeModels.face(100, 100, 150, 0))
                        .apply(photo)
                        .photo();
                int changed = 0;
                for (int y = 0; y < 200; y++) {
                    for (int x = 0; x < 200; x++) {
                        int before = photo.getRGB(x, y);
                        int after = cloaked.getRGB(x, y);
                        int red = (after >> 16 & 0xff) - (before >> 16 & 0xff);
                        assertEquals(red, (after >> 8 & 0xff) - (before >> 8 & 0xff), "green as red");
                        assertEquals(red, (after & 0xff) - (before & 0xff), "blue as red");
                        changed += red == 0 ? 0 : 1;
                    }
                }
                assertTrue(changed > 5000, "changed pixels: " + changed);
            }
            BufferedImage sepia = filled(200, 200, BufferedImage.TYPE_INT_RGB, 0xff706048);
            int toned = all(cloak((c, y, x) -> c == 0 ? 16 / 255f : 0), FakeModels.face(100, 100, 150, 0))
                    .apply(sepia)
                    .photo()
                    .getRGB(100, 100);
            assertEquals(0xff806048, toned, "a toned photo is a colour photo");
        }

        @Test
        void wideGamutIsShownToModelsInSrgbAndChangedInItsOwnSpace() throws IOException {
            TestPhotos.Variant wide = TestPhotos.all().stream()
                    .filter(v -> v.format() == PhotoFormat.PNG && v.name().equals("wide gamut"))
                    .findFirst()
                    .orElseThrow();
            BufferedImage photo = new PhotoReader()
                    .read(new ByteArrayInputStream(wide.file()), "wide")
                    .upright();
            assertFalse(photo.getColorModel().getColorSpace().isCS_sRGB());
            List<BufferedImage> views = new ArrayList<>();
            Face face = FakeModels.face(32, 24, 40, 0);
            LandmarkDetector detector = new LandmarkDetector() {
                @Override
                public List<Face> detect(BufferedImage view) {
                    views.add(view);
                    return List.of(face);
                }

                @Override
                public void close() {}
            };
            FakeModels.MeanColour matcher = new FakeModels.MeanColour("colours/1");
            float[] asSeen = matcher.embed(FaceAligner.align(SrgbView.of(photo), face.landmarks()));
            CloakMask cloak = cloak(
                    (c, y, x) -> new float[] {8, -5, 16}[c] / 255, new PersonTemplate("c", "colours/1", 0.98, asSeen));

            Protection<BufferedImage> protection =
                    new CloakApplier(cloak, detector, List.of(matcher), FacePolicy.MATCH).apply(photo);

            assertTrue(
                    (views.get(0).getRGB(60, 4) >> 16 & 0xff)
                            > photo.getRaster().getSample(60, 4, 0) + 5,
                    "a saturated red's number is larger in sRGB than in the wide gamut");
            assertEquals(1, protection.faces().get(0).similarity().orElseThrow(), 1e-6, "the recogniser sees sRGB");
            BufferedImage cloaked = protection.photo();
            assertEquals(
                    photo.getColorModel().getColorSpace(),
                    cloaked.getColorModel().getColorSpace());
            int[] before = photo.getRaster().getPixel(32, 24, (int[]) null);
            assertArrayEquals(
                    new int[] {before[0] + 8, before[1] - 5, before[2] + 16},
                    cloaked.getRaster().getPixel(32, 24, (int[]) null));
            assertArrayEquals(
                    photo.getRaster().getPixel(0, 0, (int[]) null),
                    cloaked.getRaster().getPixel(0, 0, (int[]) null));
        }
    }

    @Nested
    class ChoiceOfFaces {

        @Test
        void tinyFacesAreLeftAlone() {
            CloakMask cloak = cloak((c, y, x) -> 16 / 255f);
            BufferedImage photo = filled(100, 100, BufferedImage.TYPE_INT_RGB, 0xff6080a0);
            Protection<BufferedImage> tiny =
                    all(cloak, FakeModels.face(50, 50, 15, 0)).apply(photo);
            assertEquals(Decision.TOO_SMALL, tiny.faces().get(0).decision());
            assertArrayEquals(TestPictures.samples(photo), TestPictures.samples(tiny.photo()));
            Protection<BufferedImage> twenty =
                    all(cloak, FakeModels.face(50, 50, 20, 0)).apply(photo);
            assertEquals(Decision.CLOAKED, twenty.faces().get(0).decision());
            assertEquals(0xff7090b0, twenty.photo().getRGB(50, 50));
        }

        @Test
        void onlyTheLargestFaceWhenAsked() {
            CloakApplier applier = new CloakApplier(
                    cloak((c, y, x) -> 16 / 255f),
                    FakeModels.finding(FakeModels.face(50, 50, 60, 0), FakeModels.face(150, 150, 90, 0)),
                    List.of(),
                    FacePolicy.LARGEST);
            Protection<BufferedImage> protection =
                    applier.apply(filled(220, 220, BufferedImage.TYPE_INT_RGB, 0xff6080a0));
            assertEquals(
                    List.of(Decision.NOT_LARGEST, Decision.CLOAKED),
                    protection.faces().stream().map(FaceOutcome::decision).toList());
            assertEquals(0xff6080a0, protection.photo().getRGB(50, 50));
            assertEquals(0xff7090b0, protection.photo().getRGB(150, 150));
            assertEquals(OptionalDouble.empty(), protection.faces().get(1).similarity());
        }

        @Test
        void onlyThePersonWhenMatched() {
            BufferedImage photo = filled(300, 150, BufferedImage.TYPE_INT_RGB, 0xff206040);
            Graphics2D graphics = photo.createGraphics();
            graphics.setColor(new Color(0xc04020));
            graphics.fillRect(150, 0, 150, 150);
            graphics.dispose();
            Embedder matcher = new FakeModels.MeanColour("colours/1");
            Face other = FakeModels.face(75, 75, 80, 0);
            Face person = FakeModels.face(225, 75, 80, 0);
            float[] embedding = matcher.embed(FaceAligner.align(photo, person.landmarks()));
            CloakMask cloak = cloak((c, y, x) -> 16 / 255f, new PersonTemplate("c", "colours/1", 0.98, embedding));
            Protection<BufferedImage> protection = new CloakApplier(
                            cloak, FakeModels.finding(other, person), List.of(matcher), FacePolicy.MATCH)
                    .apply(photo);
            assertEquals(Decision.OTHER_PERSON, protection.faces().get(0).decision());
            assertEquals(Decision.CLOAKED, protection.faces().get(1).decision());
            assertEquals(1, protection.faces().get(1).similarity().orElseThrow(), 1e-6);
            assertTrue(protection.faces().get(0).similarity().orElseThrow() < 0.9);
            assertEquals(0xff206040, protection.photo().getRGB(75, 75));
            assertEquals(0xffd05030, protection.photo().getRGB(225, 75));
        }

        @Test
        void matchingNeedsTemplatesAndTheirRecogniser() {
            CloakMask without = cloak((c, y, x) -> 0);
            List<Embedder> matchers = List.of(new FakeModels.MeanColour("colours/1"));
            IllegalStateException noTemplates = assertThrows(
                    IllegalStateException.class,
                    () -> new CloakApplier(without, FakeModels.finding(), matchers, FacePolicy.MATCH));
            assertTrue(noTemplates.getMessage().contains("LARGEST"), noTemplates.getMessage());
            CloakMask foreign = cloak((c, y, x) -> 0, new PersonTemplate("facenet", "other", 0.5, new float[] {1}));
            ModelException noRecogniser = assertThrows(
                    ModelException.class,
                    () -> new CloakApplier(foreign, FakeModels.finding(), matchers, FacePolicy.MATCH));
            assertTrue(noRecogniser.getMessage().contains("facenet"), noRecogniser.getMessage());
            assertTrue(noRecogniser.getMessage().contains("mean-colour"), noRecogniser.getMessage());
        }

        @Test
        void aPhotoWithoutFacesIsNoError() {
            BufferedImage photo = TestPictures.smooth(40, 30, BufferedImage.TYPE_INT_RGB);
            Protection<BufferedImage> protection =
                    all(cloak((c, y, x) -> 16 / 255f)).apply(photo);
            assertEquals(List.of(), protection.faces());
            assertArrayEquals(TestPictures.samples(photo), TestPictures.samples(protection.photo()));
        }

        @Test
        void fiftyFacesAreAllCloakedEachAtItsPlace() {
            CloakMask cloak = cloak((c, y, x) -> 16 / 255f);
            Face[] crowd = new Face[50];
            for (int i = 0; i < crowd.length; i++) {
                crowd[i] = FakeModels.face(40 + 60 * (i % 10), 40 + 60 * (i / 10), 50, 7 * i);
            }
            BufferedImage photo = filled(640, 320, BufferedImage.TYPE_INT_RGB, 0xff6080a0);

            Protection<BufferedImage> protection = all(cloak, crowd).apply(photo);

            assertEquals(50, protection.cloaked());
            for (int i = 0; i < crowd.length; i++) {
                assertEquals(crowd[i], protection.faces().get(i).face(), "in the detector's order");
                assertEquals(0xff7090b0, protection.photo().getRGB(40 + 60 * (i % 10), 40 + 60 * (i / 10)));
            }
            assertEquals(0xff6080a0, protection.photo().getRGB(3, 3));
        }

        @Test
        void aCrowdIsMatchedInBatchesWithTheRightAnswers() {
            BufferedImage photo = filled(900, 100, BufferedImage.TYPE_INT_RGB, 0xff206040);
            Graphics2D graphics = photo.createGraphics();
            graphics.setColor(new Color(0xc04020));
            Face[] crowd = new Face[80];
            for (int i = 0; i < crowd.length; i++) {
                crowd[i] = FakeModels.face(20 + 10 * i, 50, 16, 0);
                if (i == 7 || i == 50 || i == 79) {
                    crowd[i] = FakeModels.face(20 + 10 * i, 20, 16, 0);
                    graphics.fillRect(10 + 10 * i, 10, 20, 20);
                }
            }
            graphics.dispose();
            FakeModels.MeanColour matcher = new FakeModels.MeanColour("colours/1");
            float[] embedding = matcher.embed(FaceAligner.align(photo, crowd[7].landmarks()));
            CloakMask cloak = cloak((c, y, x) -> 16 / 255f, new PersonTemplate("c", "colours/1", 0.98, embedding));

            Protection<BufferedImage> protection =
                    new CloakApplier(cloak, FakeModels.finding(crowd), List.of(matcher), FacePolicy.MATCH).apply(photo);

            for (int i = 0; i < crowd.length; i++) {
                boolean person = i == 7 || i == 50 || i == 79;
                assertEquals(
                        person ? Decision.CLOAKED : Decision.OTHER_PERSON,
                        protection.faces().get(i).decision(),
                        "face " + i);
            }
            assertTrue(matcher.runs() <= 4, "runs of the recogniser: " + matcher.runs());
        }

        @Test
        void beyondTheLimitTheSmallestFacesAreLeftAlone() {
            CloakMask cloak = cloak((c, y, x) -> 16 / 255f);
            Face[] crowd = {
                FakeModels.face(30, 40, 30, 0),
                FakeModels.face(90, 40, 50, 0),
                FakeModels.face(150, 40, 4, 0),
                FakeModels.face(200, 40, 40, 0)
            };
            BufferedImage photo = filled(240, 80, BufferedImage.TYPE_INT_RGB, 0xff6080a0);
            for (FacePolicy policy : List.of(FacePolicy.ALL, FacePolicy.LARGEST)) {
                Protection<BufferedImage> protection = new CloakApplier(
                                cloak,
                                FakeModels.finding(crowd),
                                List.of(),
                                ProtectionOptions.DEFAULT.withFacePolicy(policy).withMaxFaces(2))
                        .apply(photo);
                assertEquals(
                        List.of(
                                policy == FacePolicy.ALL ? Decision.TOO_MANY : Decision.NOT_LARGEST,
                                Decision.CLOAKED,
                                Decision.TOO_SMALL,
                                policy == FacePolicy.ALL ? Decision.CLOAKED : Decision.NOT_LARGEST),
                        protection.faces().stream().map(FaceOutcome::decision).toList());
                assertEquals(0xff6080a0, protection.photo().getRGB(30, 40));
                assertEquals(0xff7090b0, protection.photo().getRGB(90, 40));
            }
        }

        @Test
        void similarityIsMeasuredBeforeAndAfterOnlyWhenAsked() {
            BufferedImage photo = filled(300, 150, BufferedImage.TYPE_INT_RGB, 0xff206040);
            FakeModels.MeanColour matcher = new FakeModels.MeanColour("colours/1");
            Face large = FakeModels.face(225, 75, 80, 0);
            Face small = FakeModels.face(75, 75, 40, 0);
            float[] embedding = matcher.embed(FaceAligner.align(photo, large.landmarks()));
            PersonTemplate template = new PersonTemplate("c", "colours/1", 0.98, embedding);
            CloakMask reddish = cloak((c, y, x) -> c == 0 ? 60 / 255f : 0, template);
            for (FacePolicy policy : FacePolicy.values()) {
                ProtectionOptions options = ProtectionOptions.DEFAULT.withFacePolicy(policy);
                int before = matcher.runs();
                Protection<BufferedImage> plain =
                        applier(reddish, matcher, options, large, small).apply(photo);
                assertEquals(policy.matches() ? 1 : 0, matcher.runs() - before, "runs with " + policy);
                assertEquals(OptionalDouble.empty(), plain.faces().get(0).similarityAfter());

                Protection<BufferedImage> measured = applier(
                                reddish, matcher, options.withMeasureSimilarity(true), large, small)
                        .apply(photo);

                assertArrayEquals(TestPictures.samples(plain.photo()), TestPictures.samples(measured.photo()));
                for (FaceOutcome outcome : measured.faces()) {
                    boolean cloaked = outcome.decision() == Decision.CLOAKED;
                    assertEquals(cloaked, outcome.similarityAfter().isPresent());
                    if (cloaked) {
                        assertEquals(1, outcome.similarity().orElseThrow(), 1e-6);
                        double after = template.similarity(matcher.embed(FaceAligner.align(
                                measured.photo(), outcome.face().landmarks())));
                        assertEquals(after, outcome.similarityAfter().orElseThrow(), 1e-9);
                        assertTrue(after < 0.97, "similarity after " + after);
                    }
                }
            }
            assertThrows(
                    IllegalStateException.class,
                    () -> applier(
                            cloak((c, y, x) -> 0),
                            matcher,
                            ProtectionOptions.DEFAULT
                                    .withFacePolicy(FacePolicy.ALL)
                                    .withMeasureSimilarity(true)));
        }

        @Test
        void aProfileIsAsLargeAsItsHeadNotAsItsEyeDistance() {
            // Seen from the side: both eyes, and both corners of the mouth, nearly fall together.
            Landmarks profile = new Landmarks(
                    new Point(100, 80),
                    new Point(103, 80),
                    new Point(80, 100),
                    new Point(98, 125),
                    new Point(100, 125));
            assertTrue(profile.eyeDistance() < CloakApplier.MIN_EYE_DISTANCE);
            CloakMask cloak = cloak((c, y, x) -> 16 / 255f);
            BufferedImage photo = filled(220, 220, BufferedImage.TYPE_INT_RGB, 0xff6080a0);

            Protection<BufferedImage> protection = all(cloak).apply(photo, List.of(profile));

            assertEquals(Decision.CLOAKED, protection.faces().get(0).decision());
            assertEquals(0xff7090b0, protection.photo().getRGB(98, 100));
        }

        @Test
        void facesWithoutAPixelInThePhotoAreNotCalledCloaked() {
            CloakMask cloak = cloak((c, y, x) -> 16 / 255f);
            BufferedImage photo = filled(80, 60, BufferedImage.TYPE_INT_RGB, 0xff6080a0);
            Protection<BufferedImage> protection = all(
                            cloak, FakeModels.face(400, 400, 100, 0), FakeModels.face(-30, 30, 50, 0))
                    .apply(photo);
            assertEquals(
                    List.of(Decision.OUTSIDE, Decision.OUTSIDE),
                    protection.faces().stream().map(FaceOutcome::decision).toList());
            assertArrayEquals(TestPictures.samples(photo), TestPictures.samples(protection.photo()));
        }

        @Test
        void senselessLandmarksAreSkippedNotFailedOn() {
            CloakMask cloak = cloak((c, y, x) -> 16 / 255f);
            BufferedImage photo = filled(80, 60, BufferedImage.TYPE_INT_RGB, 0xff6080a0);
            Point point = new Point(30, 30);
            Point infinite = new Point(Double.POSITIVE_INFINITY, 3);
            Landmarks sound = FakeModels.face(40, 30, 40, 0).landmarks();
            for (Landmarks landmarks : List.of(
                    new Landmarks(point, point, point, point, point),
                    sound.map(p -> new Point(Double.NaN, p.y())),
                    new Landmarks(infinite, sound.rightEye(), point, sound.leftMouth(), sound.rightMouth()),
                    new Landmarks(sound.leftEye(), sound.rightEye(), new Point(5, Double.NaN), point, point))) {
                assertEquals(
                        Decision.TOO_SMALL,
                        all(cloak)
                                .apply(photo, List.of(landmarks))
                                .faces()
                                .get(0)
                                .decision());
            }
        }

        @Test
        void inABoxOfTheCallerTheDetectorFindsTheLandmarks() {
            CloakMask cloak = cloak((c, y, x) -> 16 / 255f);
            Face tilted = FakeModels.face(180, 120, 60, 40);
            List<List<Integer>> seen = new ArrayList<>();
            LandmarkDetector detector = new LandmarkDetector() {
                @Override
                public List<Face> detect(BufferedImage part) {
                    seen.add(List.of(part.getWidth(), part.getHeight()));
                    // What it saw of the photo began at (120, 60).
                    Box box = new Box(30, 30, 90, 90);
                    Face beside = new Face(new Box(0, 0, 20, 20), tilted.landmarks(), 0.9);
                    return List.of(
                            beside,
                            new Face(box, tilted.landmarks().map(p -> new Point(p.x() - 120, p.y() - 60)), 0.8));
                }

                @Override
                public void close() {}
            };
            BufferedImage photo = filled(300, 200, BufferedImage.TYPE_INT_RGB, 0xff6080a0);
            Box box = new Box(150, 90, 210, 150);

            Protection<BufferedImage> protection =
                    new CloakApplier(cloak, detector, List.of(), FacePolicy.ALL).apply(photo, List.of(box));

            assertEquals(List.of(List.of(120, 120)), seen, "the box with half a face more on each side");
            Face found = protection.faces().get(0).face();
            assertEquals(box, found.box());
            assertEquals(0.8, found.score());
            assertEquals(
                    0, found.landmarks().nose().distanceTo(tilted.landmarks().nose()), 1e-9);
            assertArrayEquals(
                    TestPictures.samples(all(cloak, tilted).apply(photo).photo()),
                    TestPictures.samples(protection.photo()));
        }

        @Test
        void aBoxInWhichTheDetectorFindsNothingGetsAnUprightCloak() {
            CloakMask cloak = cloak((c, y, x) -> 16 / 255f);
            BufferedImage photo = filled(300, 200, BufferedImage.TYPE_INT_RGB, 0xff6080a0);
            // As large as MTCNN's box round a face whose aligned space is 112 pixels wide, and at its place.
            Box usual = new Box(100 + 15.7, 40 + 10.8, 100 + 94.7, 40 + 116.9);

            FaceOutcome outcome =
                    all(cloak).apply(photo, List.of(usual)).faces().get(0);

            assertEquals(Decision.CLOAKED, outcome.decision());
            assertEquals(0, outcome.face().score(), "guessed");
            for (int i = 0; i < 5; i++) {
                Point expected = FaceAligner.TEMPLATE.points().get(i);
                Point guessed = outcome.face().landmarks().points().get(i);
                assertEquals(0, guessed.distanceTo(new Point(100 + expected.x(), 40 + expected.y())), 1e-6);
            }
            Box given = all(cloak)
                    .apply(photo, List.of(outcome.face().landmarks()))
                    .faces()
                    .get(0)
                    .face()
                    .box();
            assertEquals(usual.left(), given.left(), 0.1);
            assertEquals(usual.bottom(), given.bottom(), 0.1);
            for (Box wrong : List.of(new Box(5, 5, 5, 9), new Box(9, 5, 3, 9), new Box(0, 0, Double.NaN, 5))) {
                assertThrows(IllegalArgumentException.class, () -> all(cloak).apply(photo, List.of(wrong)));
            }
            assertEquals(
                    Decision.OUTSIDE,
                    all(cloak)
                            .apply(photo, List.of(new Box(-500, -500, -400, -380)))
                            .faces()
                            .get(0)
                            .decision());
        }
    }

    @Nested
    class Threads {

        @Test
        void threadsSharingOneCloakGetWhatOneThreadGets() throws Exception {
            Random random = new Random(6);
            CloakMask cloak = cloak((c, y, x) -> (random.nextFloat() - 0.5f) * 32 / 255);
            CloakApplier applier = all(cloak, FakeModels.face(100, 90, 130, 9), FakeModels.face(190, 170, 90, -60));
            List<BufferedImage> photos = new ArrayList<>();
            List<int[]> expected = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                photos.add(TestPictures.random(260, 240, EVERY_LAYOUT[i % EVERY_LAYOUT.length], i));
                expected.add(TestPictures.samples(applier.apply(photos.get(i)).photo()));
            }
            ExecutorService threads = Executors.newFixedThreadPool(2);
            try {
                List<Future<Protection<BufferedImage>>> results = new ArrayList<>();
                for (BufferedImage photo : photos) {
                    results.add(threads.submit(() -> applier.apply(photo)));
                }
                for (int i = 0; i < photos.size(); i++) {
                    assertArrayEquals(
                            expected.get(i),
                            TestPictures.samples(results.get(i).get().photo()));
                }
            } finally {
                threads.shutdownNow();
            }
        }
    }
}
