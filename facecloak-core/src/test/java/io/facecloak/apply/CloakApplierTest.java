package io.facecloak.apply;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.image.AlignedFace;
import io.facecloak.image.Face;
import io.facecloak.image.FaceAligner;
import io.facecloak.image.Point;
import io.facecloak.image.SimilarityTransform;
import io.facecloak.image.TestPictures;
import io.facecloak.mask.CloakInfo;
import io.facecloak.mask.CloakMask;
import io.facecloak.mask.PersonTemplate;
import io.facecloak.model.Embedder;
import io.facecloak.model.ModelException;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
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

    @Test
    void noCloakChangesNothing() {
        CloakMask none = cloak((c, y, x) -> 0);
        for (int type : EVERY_LAYOUT) {
            BufferedImage photo = TestPictures.random(150, 140, type, type);
            Protection protection = all(none, FakeModels.face(70, 70, 100, 10)).apply(photo);
            assertEquals(1, protection.cloaked());
            assertEquals(type, protection.photo().getType());
            assertNotSame(photo, protection.photo());
            assertArrayEquals(TestPictures.samples(photo), TestPictures.samples(protection.photo()), "type " + type);
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
            BufferedImage cloaked =
                    all(cloak, FakeModels.face(250, 250, size, 33)).apply(photo).photo();
            int reach = (int) (size * 0.3);
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
    @CsvSource({"60, 0, 3.0", "60, -40, 3.0", "112, 0, 1.0", "112, 15, 1.0", "400, 0, 0.6", "400, 170, 0.6"})
    void deltaIsFoundAgainAfterAlignment(double size, double degrees, double tolerance) {
        CloakMask cloak =
                cloak((c, y, x) -> (float) (14 * Math.sin(0.11 * x + 0.5 * c) * Math.cos(0.09 * y - 0.3 * c)) / 255);
        Face face = FakeModels.face(260.3, 251.8, size, degrees);
        BufferedImage photo = TestPictures.smooth(520, 510, BufferedImage.TYPE_3BYTE_BGR);
        BufferedImage cloaked = all(cloak, face).apply(photo).photo();
        AlignedFace before = FaceAligner.align(photo, face.landmarks());
        AlignedFace after = FaceAligner.align(cloaked, face.landmarks());
        float[] delta = cloak.delta();
        double worst = 0;
        for (int c = 0; c < 3; c++) {
            for (int y = 8; y < 104; y++) {
                for (int x = 8; x < 104; x++) {
                    double found = after.at(c, y, x) - before.at(c, y, x);
                    worst = Math.max(worst, 255 * Math.abs(found - delta[(c * 112 + y) * 112 + x]));
                }
            }
        }
        assertTrue(worst <= tolerance, "worst " + worst + " levels");
    }

    /** Point samples of a checkerboard would give full-strength stripes; its mean is zero. */
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
        Protection protection = all(cloak, crowd).apply(photo);
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
        Protection protection = all(cloak, FakeModels.face(0, 0, 100, 12), FakeModels.face(400, 400, 100, 0))
                .apply(photo);
        assertEquals(0xff7090b0, protection.photo().getRGB(0, 0));
        assertEquals(0xff6080a0, protection.photo().getRGB(79, 59));
    }

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
    void inputIsNeverChanged() {
        BufferedImage photo = TestPictures.random(150, 150, BufferedImage.TYPE_INT_RGB, 8);
        int[] before = TestPictures.samples(photo);
        all(cloak((c, y, x) -> 16 / 255f), FakeModels.face(75, 75, 100, 0)).apply(photo);
        assertArrayEquals(before, TestPictures.samples(photo));
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

    @Test
    void tinyFacesAreLeftAlone() {
        CloakMask cloak = cloak((c, y, x) -> 16 / 255f);
        BufferedImage photo = filled(100, 100, BufferedImage.TYPE_INT_RGB, 0xff6080a0);
        Protection tiny = all(cloak, FakeModels.face(50, 50, 15, 0)).apply(photo);
        assertEquals(Decision.TOO_SMALL, tiny.faces().get(0).decision());
        assertArrayEquals(TestPictures.samples(photo), TestPictures.samples(tiny.photo()));
        Protection twenty = all(cloak, FakeModels.face(50, 50, 20, 0)).apply(photo);
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
        Protection protection = applier.apply(filled(220, 220, BufferedImage.TYPE_INT_RGB, 0xff6080a0));
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
        Protection protection = new CloakApplier(
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
        Protection protection = all(cloak((c, y, x) -> 16 / 255f)).apply(photo);
        assertEquals(List.of(), protection.faces());
        assertArrayEquals(TestPictures.samples(photo), TestPictures.samples(protection.photo()));
    }

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
            List<Future<Protection>> results = new ArrayList<>();
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

    private static BufferedImage filled(int width, int height, int type, int argb) {
        BufferedImage picture = new BufferedImage(width, height, type);
        int[] row = new int[width];
        Arrays.fill(row, argb);
        for (int y = 0; y < height; y++) {
            picture.setRGB(0, y, width, 1, row, 0, width);
        }
        return picture;
    }
}
