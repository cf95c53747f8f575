package io.facecloak.benchmarks.looks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.evaluation.PhotoFolders;
import io.facecloak.face.Face;
import io.facecloak.testing.FixedModels;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlindSheetTest {

    @TempDir
    private Path folder;

    private final List<String> notes = new ArrayList<>();

    @Test
    void halfOfTheFacesAreCloakedAndTheKeyTellsWhich() throws IOException {
        List<Sitter> people = DrawnSitters.people(folder.resolve("people"), 7, 3);
        List<Sitter> portraits = DrawnSitters.portraits(folder.resolve("large"), 4);
        Path out = folder.resolve("sheet");
        Path file = folder.resolve("keys/sheet.tsv");

        BlindKey key = sheet(8, 5).write(people, portraits, out, file);

        assertEquals(key, BlindKey.read(file));
        assertEquals(8, key.faces().size());
        assertEquals(4, key.faces().stream().filter(BlindKey.Face::cloaked).count());
        List<BlindKey.Face> large = key.faces().stream()
                .filter(face -> face.photo().startsWith("model/"))
                .toList();
        assertEquals(2, large.size());
        assertNotEquals(large.get(0).cloaked(), large.get(1).cloaked(), "size must not tell");
        assertEquals(
                8, key.faces().stream().map(BlindKey.Face::photo).distinct().count(), "a photo was shown twice");
        assertTrue(key.faces().stream().noneMatch(face -> face.photo().contains("photo-0")), "a seed was shown");
        for (BlindKey.Face face : key.faces()) {
            BufferedImage shown = read(out.resolve(BlindAnswers.label(face.number()) + ".png"));
            BufferedImage original = original(face.photo());
            boolean same = equal(shown, original);
            assertEquals(!face.cloaked(), same, face.toString());
        }
        assertEquals(List.of(), notes);
    }

    @Test
    void nothingThatReviewersGetTellsWhichFacesAreCloaked() throws IOException {
        List<Sitter> people = DrawnSitters.people(folder.resolve("people"), 6, 2);
        Path out = folder.resolve("sheet");
        BlindKey key = sheet(6, 1).write(people, List.of(), out, folder.resolve("key.tsv"));

        Set<String> names = new TreeSet<>();
        try (Stream<Path> files = Files.list(out)) {
            files.forEach(file -> names.add(file.getFileName().toString()));
        }
        assertEquals(Set.of("01.png", "02.png", "03.png", "04.png", "05.png", "06.png", "answers.tsv"), names);
        for (int number = 1; number <= 6; number++) {
            Path picture = out.resolve(BlindAnswers.label(number) + ".png");
            assertEquals(Set.of("IHDR", "IDAT", "IEND"), chunks(Files.readAllBytes(picture)), picture.toString());
        }
        String form = Files.readString(out.resolve("answers.tsv"));
        assertTrue(form.contains(key.sheet()));
        for (String secret : List.of("person", "photo-", "quick", "cloaked", "untouched", "key")) {
            assertFalse(form.contains(secret), secret);
        }
    }

    @Test
    void equalSeedsGiveEqualSheetsAndOthersDoNot() throws IOException {
        List<Sitter> people = DrawnSitters.people(folder.resolve("people"), 6, 3);
        BlindKey one = sheet(6, 1).write(people, List.of(), folder.resolve("a"), folder.resolve("a.tsv"));
        BlindKey again = sheet(6, 1).write(people, List.of(), folder.resolve("b"), folder.resolve("b.tsv"));
        BlindKey other = sheet(6, 2).write(people, List.of(), folder.resolve("c"), folder.resolve("c.tsv"));

        assertEquals(one, again);
        assertEquals(one.sheet(), again.sheet());
        assertNotEquals(one.faces(), other.faces());
        assertNotEquals(one.sheet(), other.sheet());
        for (int number = 1; number <= 6; number++) {
            String picture = BlindAnswers.label(number) + ".png";
            assertArrayEquals(
                    Files.readAllBytes(folder.resolve("a").resolve(picture)),
                    Files.readAllBytes(folder.resolve("b").resolve(picture)));
        }
    }

    /** Of many orders, none puts all cloaked faces first, and the first face is cloaked about half of the times. */
    @Test
    void theOrderTellsNothing() throws IOException {
        List<Sitter> people = DrawnSitters.people(folder.resolve("people"), 4, 2);
        int first = 0;
        Set<List<Boolean>> orders = new HashSet<>();
        for (int seed = 0; seed < 24; seed++) {
            BlindKey key =
                    sheet(4, seed).write(people, List.of(), folder.resolve("out" + seed), folder.resolve("key" + seed));
            orders.add(key.faces().stream().map(BlindKey.Face::cloaked).toList());
            first += key.faces().get(0).cloaked() ? 1 : 0;
        }
        assertTrue(first > 4 && first < 20, first + " of 24");
        assertTrue(orders.size() > 3, orders.toString());
    }

    @Test
    void theKeyStaysOutsideAndNothingIsOverwritten() throws IOException {
        List<Sitter> people = DrawnSitters.people(folder.resolve("people"), 4, 2);
        Path out = folder.resolve("sheet");
        for (Path inside : List.of(out.resolve("key.tsv"), folder.resolve("x/../sheet/deep/key.tsv"))) {
            IllegalArgumentException e = assertThrows(
                    IllegalArgumentException.class, () -> sheet(4, 1).write(people, List.of(), out, inside));
            assertTrue(e.getMessage().contains("outside"), e.getMessage());
        }
        assertFalse(Files.exists(out));

        Path key = folder.resolve("key.tsv");
        sheet(4, 1).write(people, List.of(), out, key);
        assertThrows(IOException.class, () -> sheet(4, 2).write(people, List.of(), out, folder.resolve("other.tsv")));
        assertThrows(IOException.class, () -> sheet(4, 2).write(people, List.of(), folder.resolve("other"), key));
        assertFalse(Files.exists(folder.resolve("other")));
        assertFalse(Files.exists(folder.resolve("other.tsv")));
    }

    @Test
    void badPhotosAreLeftOutAndTooFewAreAnError() throws IOException {
        DrawnSitters.people(folder.resolve("people"), 4, 3);
        Files.writeString(folder.resolve("people/person-1/photo-1.jpg"), "no photo");
        Files.writeString(folder.resolve("people/person-2/photo-0.jpg"), "no seed");
        List<Sitter> people = DrawnSitters.people(folder.resolve("more"), 1, 3);
        List<Sitter> all = new ArrayList<>(Sitter.of(PhotoFolders.people(folder.resolve("people"))));
        all.addAll(people);

        BlindKey key = sheet(8, 3).write(all, List.of(), folder.resolve("out"), folder.resolve("key"));
        assertEquals(8, key.faces().size());

        IOException e = assertThrows(IOException.class, () -> sheet(12, 3)
                .write(all, List.of(), folder.resolve("out2"), folder.resolve("key2")));
        assertTrue(e.getMessage().contains("of 12"), e.getMessage());
        assertFalse(Files.exists(folder.resolve("out2")));
        assertFalse(notes.isEmpty());
        assertThrows(IllegalArgumentException.class, () -> sheet(7, 1));
        assertThrows(IllegalArgumentException.class, () -> sheet(0, 1));
    }

    private BlindSheet sheet(int faces, long seed) {
        return new BlindSheet(new LookMaker(DrawnSitters.RECIPE, DrawnSitters.models(), notes::add), faces, seed);
    }

    /** The face in its photo as it came. */
    private BufferedImage original(String photo) throws IOException {
        Path file = photo.startsWith("model/")
                ? folder.resolve("large").resolve(photo.substring("model/".length()))
                : folder.resolve("people").resolve(photo);
        BufferedImage picture = read(file);
        Face face = FixedModels.face(20, 20, 35.2);
        return new FaceCut(face, picture).of(picture);
    }

    private static boolean equal(BufferedImage one, BufferedImage other) {
        return one.getWidth() == other.getWidth()
                && one.getHeight() == other.getHeight()
                && IntStream.range(0, one.getWidth() * one.getHeight())
                        .allMatch(i -> one.getRGB(i % one.getWidth(), i / one.getWidth())
                                == other.getRGB(i % one.getWidth(), i / one.getWidth()));
    }

    private static BufferedImage read(Path file) throws IOException {
        return ImageIO.read(file.toFile());
    }

    private static Set<String> chunks(byte[] png) throws IOException {
        Set<String> chunks = new HashSet<>();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(png, 8, png.length - 8))) {
            while (in.available() > 0) {
                int length = in.readInt();
                chunks.add(new String(in.readNBytes(4), StandardCharsets.US_ASCII));
                in.skipNBytes(length + 4L);
            }
        }
        return chunks;
    }
}
