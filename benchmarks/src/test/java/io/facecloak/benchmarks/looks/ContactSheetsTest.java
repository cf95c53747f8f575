package io.facecloak.benchmarks.looks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.evaluation.FacePhoto;
import io.facecloak.evaluation.PhotoFolders;
import io.facecloak.model.FaceModels;
import io.facecloak.testing.FixedModels;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContactSheetsTest {

    @TempDir
    private Path folder;

    @Test
    void everyPairHasARowOnASheetAndALineOfFigures() throws IOException {
        List<Sitter> people = DrawnSitters.people(folder.resolve("people"), 3, 3);
        List<Sitter> portraits = DrawnSitters.portraits(folder.resolve("large"), 2);
        List<String> notes = new ArrayList<>();
        ContactSheets sheets = new ContactSheets(
                new LookMaker(DrawnSitters.RECIPE, DrawnSitters.models(), notes::add), Optional.empty(), folder);

        sheets.faces("people", people, 3, 2);
        sheets.photos("large", portraits);
        sheets.writeFigures();

        BufferedImage page = ImageIO.read(folder.resolve("people-1.png").toFile());
        int third = (page.getWidth() - 8) / 3;
        int x = 8 + third / 2;
        int y = page.getHeight() / 8;
        assertNotEquals(0, difference(page, x, x + third, y), "the cloak is not in the picture");
        assertTrue(Files.exists(folder.resolve("people-2.png")), "six rows need two pages");
        BufferedImage large = ImageIO.read(folder.resolve("large-1.png").toFile());
        assertEquals(3 * 400 + 4 * 8, large.getWidth());
        assertEquals(500 + 2 * 8, large.getHeight());

        List<String> lines = Files.readAllLines(folder.resolve("figures.tsv"));
        assertEquals(1 + 6 + 1, lines.size());
        List<String> columns = List.of(lines.get(0).split("\t"));
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split("\t", -1);
            assertEquals(columns.size(), cells.length);
            for (String scale : List.of("photo", "aligned")) {
                double nlpd = Double.parseDouble(cells[columns.indexOf(scale + "_nlpd")]);
                double ssim = Double.parseDouble(cells[columns.indexOf(scale + "_ssim")]);
                assertTrue(nlpd > 0 && ssim < 1, line);
                assertEquals("", cells[columns.indexOf(scale + "_butteraugli")]);
            }
        }
        assertEquals(
                "people-2.png\t2\tperson-2/photo-2.jpg",
                String.join("\t", List.of(lines.get(6).split("\t")).subList(0, 3)));
        assertEquals(2 + 2 * 4, sheets.summary().size());
        assertEquals(List.of(), notes);
    }

    @Test
    void aPersonWithoutAUsableSeedIsLeftOut() throws IOException {
        DrawnSitters.people(folder.resolve("people"), 4, 2);
        Files.writeString(folder.resolve("people/person-0/photo-0.jpg"), "no photo");
        List<Sitter> people = Sitter.of(PhotoFolders.people(folder.resolve("people")));
        List<String> notes = new ArrayList<>();
        ContactSheets sheets = new ContactSheets(
                new LookMaker(DrawnSitters.RECIPE, DrawnSitters.models(), notes::add), Optional.empty(), folder);
        sheets.faces("people", people, 2, 1);
        assertEquals(
                List.of("person-1", "person-2"),
                sheets.figures().stream().map(pair -> pair.photo().identity()).toList());
        assertEquals(1, notes.size());
        assertTrue(notes.get(0).contains("person-0"), notes.toString());
    }

    @Test
    void aFaceThatIsMostlyOutsideItsPhotoIsLeftOut() throws IOException {
        FacePhoto photo = DrawnSitters.people(folder.resolve("people"), 1, 2)
                .get(0)
                .photos()
                .get(0);
        List<String> notes = new ArrayList<>();
        FaceModels models = new FixedModels(List.of(FixedModels.face(-95, 20, 35.2)), List.of());
        assertTrue(new LookMaker(DrawnSitters.RECIPE, models, notes::add)
                .untouched(photo)
                .isEmpty());
        assertTrue(notes.get(0).contains("photo-1"), notes.toString());
        FaceModels inside = new FixedModels(List.of(FixedModels.face(20, 20, 35.2)), List.of());
        assertTrue(new LookMaker(DrawnSitters.RECIPE, inside, notes::add)
                .untouched(photo)
                .isPresent());
    }

    @Test
    void theSplitChoosesPeople() throws IOException {
        List<FacePhoto> photos = List.of(
                new FacePhoto("a", "1", Path.of("a1")),
                new FacePhoto("b", "1", Path.of("b1")),
                new FacePhoto("c", "1", Path.of("c1")));
        assertEquals(photos, PeopleSplit.part(photos, folder, "tune"));
        Files.writeString(folder.resolve("SPLIT.tsv"), "a\ttune\nb\treport\n");
        assertEquals(photos.subList(0, 1), PeopleSplit.part(photos, folder, "tune"));
        assertEquals(photos.subList(1, 2), PeopleSplit.part(photos, folder, "report"));
        assertEquals(photos, PeopleSplit.part(photos, folder, "all"));
        IOException e = assertThrows(IOException.class, () -> PeopleSplit.part(photos, folder, "tuna"));
        assertTrue(e.getMessage().contains("tuna") && e.getMessage().contains("report"), e.getMessage());
    }

    @Test
    void recipesArePresetsAndTheAuthorsCode() {
        assertEquals("balanced", LookRecipe.named("BALANCED").name());
        assertEquals("reference_code", LookRecipe.named("reference-code").name());
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> LookRecipe.named("invisible"));
        assertTrue(e.getMessage().contains("balanced") && e.getMessage().contains("reference_code"), e.getMessage());
    }

    @Test
    void smallFacesAreEnlargedAndLargeOnesAreNot() {
        BufferedImage small = FixedModels.picture(250, 250, 1);
        BufferedImage cut = new FaceCut(FixedModels.face(60, 60, 44), small).of(small);
        assertTrue(cut.getWidth() >= 320 && cut.getWidth() < 400, cut.getWidth() + " pixels");
        BufferedImage large = FixedModels.picture(900, 900, 1);
        BufferedImage whole = new FaceCut(FixedModels.face(200, 200, 140), large).of(large);
        assertTrue(whole.getWidth() > 445 && whole.getWidth() < 600, whole.getWidth() + " pixels");
        assertTrue(contains(large, whole), "the pixels are not the photo's own");
    }

    /** Whether the cut's diagonal is somewhere in the photo. */
    private static boolean contains(BufferedImage photo, BufferedImage cut) {
        int length = Math.min(cut.getWidth(), cut.getHeight());
        for (int y = 0; y + length <= photo.getHeight(); y++) {
            for (int x = 0; x + length <= photo.getWidth(); x++) {
                int i = 0;
                while (i < length && photo.getRGB(x + i, y + i) == cut.getRGB(i, i)) {
                    i++;
                }
                if (i == length) {
                    return true;
                }
            }
        }
        return false;
    }

    @Test
    void readsWhatButteraugliPrints() throws IOException {
        assertEquals(4.3194274902, Butteraugli.parse("warning: x\n4.3194274902\n3-norm: 2.340065\n"));
        assertThrows(IOException.class, () -> Butteraugli.parse("Usage: butteraugli_main"));
        Optional<Butteraugli> installed = Butteraugli.onPath();
        if (installed.isPresent()) {
            BufferedImage one = FixedModels.picture(64, 64, 1);
            assertEquals(0, installed.get().distance(one, one));
            assertTrue(installed.get().distance(one, FixedModels.picture(64, 64, 2)) > 1);
        }
    }

    private static long difference(BufferedImage page, int x, int otherX, int y) {
        long sum = 0;
        for (int i = 0; i < 40; i++) {
            sum += Math.abs((page.getRGB(x + i, y) & 0xff) - (page.getRGB(otherX + i, y) & 0xff));
        }
        return sum;
    }
}
