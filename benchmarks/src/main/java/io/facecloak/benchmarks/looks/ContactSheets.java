package io.facecloak.benchmarks.looks;

import io.facecloak.FaceCloak;
import io.facecloak.evaluation.FacePhoto;
import io.facecloak.evaluation.FaceQuality;
import io.facecloak.evaluation.QualityScores;
import io.facecloak.evaluation.comparison.Pictures;
import io.facecloak.face.FaceAligner;
import io.facecloak.internal.storage.AtomicFile;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/** Pages of original, protected and difference, and the figures of every pair. */
final class ContactSheets {

    private static final int ROWS = 4;

    /** Shows differences of up to 42 levels; what is fainter than three levels looks grey, as it should. */
    private static final int AMPLIFICATION = 3;

    private final LookMaker maker;
    private final Optional<Butteraugli> butteraugli;
    private final Path folder;
    private final List<Figures> figures = new ArrayList<>();

    /**
     * @param butteraugli adds its distance where it is present
     * @param folder exists
     */
    ContactSheets(LookMaker maker, Optional<Butteraugli> butteraugli, Path folder) {
        this.maker = maker;
        this.butteraugli = butteraugli;
        this.folder = folder;
    }

    /** The figures of one pair at one scale. */
    record Scale(QualityScores scores, OptionalDouble butteraugli) {}

    /**
     * The figures of one pair.
     *
     * @param face the square that the figures of the photo's own pixels are of
     */
    record Figures(String group, String sheet, int row, FacePhoto photo, Rectangle face, Scale atPhoto, Scale atCrop) {}

    /**
     * Faces, several to a page: {@code group-1.png}, {@code group-2.png} and so on.
     *
     * @param people so many of the sitters, without those who had to be left out
     */
    void faces(String group, List<Sitter> sitters, int people, int photosEach) throws IOException {
        List<BufferedImage> rows = new ArrayList<>();
        int page = 1;
        int shown = 0;
        for (Sitter sitter : sitters) {
            if (shown == people) {
                break;
            }
            List<Look> looks = looks(sitter, photosEach);
            shown += looks.isEmpty() ? 0 : 1;
            for (Look look : looks) {
                if (rows.size() == ROWS) {
                    Pictures.write(page(rows), folder.resolve(sheet(group, page++)));
                    rows.clear();
                }
                FaceCut cut = new FaceCut(look.face(), look.original());
                rows.add(comparison(cut.of(look.original()), cut.of(look.result())));
                measure(group, sheet(group, page), rows.size(), look);
            }
        }
        if (!rows.isEmpty()) {
            Pictures.write(page(rows), folder.resolve(sheet(group, page)));
        }
    }

    /** Whole photos at full size, one to a page. */
    void photos(String group, List<Sitter> sitters) throws IOException {
        int page = 1;
        for (Sitter sitter : sitters) {
            for (Look look : looks(sitter, sitter.photos().size())) {
                String sheet = sheet(group, page++);
                Pictures.write(comparison(look.original(), look.result()), folder.resolve(sheet));
                measure(group, sheet, 1, look);
            }
        }
    }

    private static BufferedImage comparison(BufferedImage before, BufferedImage after) {
        return Pictures.row(List.of(before, after, Pictures.difference(before, after, AMPLIFICATION)));
    }

    private static String sheet(String group, int page) {
        return group + "-" + page + ".png";
    }

    private List<Look> looks(Sitter sitter, int photos) {
        Optional<FaceCloak> cloak = maker.learn(sitter);
        List<Look> looks = new ArrayList<>();
        for (FacePhoto photo : sitter.photos()) {
            if (cloak.isPresent() && looks.size() < photos) {
                maker.cloaked(photo, cloak.get()).ifPresent(looks::add);
            }
        }
        return looks;
    }

    private void measure(String group, String sheet, int row, Look look) throws IOException {
        BufferedImage before = look.original();
        BufferedImage after = look.result();
        Rectangle face = FaceQuality.square(look.face().landmarks(), before.getWidth(), before.getHeight());
        FaceQuality quality = look.quality();
        figures.add(new Figures(
                group,
                sheet,
                row,
                look.photo(),
                face,
                new Scale(quality.photo(), distance(cut(before, face), cut(after, face))),
                new Scale(quality.aligned(), distance(aligned(before, look), aligned(after, look)))));
    }

    private OptionalDouble distance(BufferedImage before, BufferedImage after) throws IOException {
        return butteraugli.isPresent()
                ? OptionalDouble.of(butteraugli.get().distance(before, after))
                : OptionalDouble.empty();
    }

    private static BufferedImage cut(BufferedImage photo, Rectangle face) {
        return photo.getSubimage(face.x, face.y, face.width, face.height);
    }

    private static BufferedImage aligned(BufferedImage photo, Look look) {
        return FaceAligner.align(photo, look.face().landmarks()).toPicture();
    }

    /** One below the other, on white. */
    private static BufferedImage page(List<BufferedImage> rows) {
        int width = rows.stream().mapToInt(BufferedImage::getWidth).max().orElseThrow();
        int height = rows.stream().mapToInt(BufferedImage::getHeight).sum();
        BufferedImage page = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = page.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, width, height);
        int y = 0;
        for (BufferedImage row : rows) {
            graphics.drawImage(row, 0, y, null);
            y += row.getHeight();
        }
        graphics.dispose();
        return page;
    }

    List<Figures> figures() {
        return List.copyOf(figures);
    }

    /** Writes {@code figures.tsv}: a line per pair, each measure at the photo's scale and at the aligned crop's. */
    void writeFigures() throws IOException {
        StringBuilder table = new StringBuilder("sheet\trow\tphoto\tface_width\tface_height");
        for (String scale : List.of("photo", "aligned")) {
            for (Measure measure : Measure.values()) {
                table.append('\t').append(scale).append('_').append(measure.column);
            }
        }
        for (Figures pair : figures) {
            table.append('\n')
                    .append(String.join(
                            "\t",
                            pair.sheet(),
                            Integer.toString(pair.row()),
                            pair.photo().toString(),
                            Integer.toString(pair.face().width),
                            Integer.toString(pair.face().height)));
            for (Scale scale : List.of(pair.atPhoto(), pair.atCrop())) {
                for (Measure measure : Measure.values()) {
                    OptionalDouble value = measure.value.apply(scale);
                    table.append('\t')
                            .append(value.isPresent() ? String.format(Locale.ROOT, "%.4f", value.getAsDouble()) : "");
                }
            }
        }
        AtomicFile.write(
                folder.resolve("figures.tsv"), table.append('\n').toString().getBytes(StandardCharsets.UTF_8), true);
    }

    /** A Markdown table of means and the worst pair of every group and scale. */
    List<String> summary() {
        List<String> lines = new ArrayList<>();
        StringBuilder head = new StringBuilder("| faces | scale | of |");
        StringBuilder rule = new StringBuilder("| --- | --- | --- |");
        for (Measure measure : Measure.values()) {
            head.append(' ').append(measure.title).append(" |");
            rule.append(" --- |");
        }
        lines.add(head.toString());
        lines.add(rule.toString());
        for (String group : figures.stream().map(Figures::group).distinct().toList()) {
            List<Figures> pairs =
                    figures.stream().filter(pair -> pair.group().equals(group)).toList();
            String name = pairs.size() + " " + group;
            for (boolean worst : new boolean[] {false, true}) {
                lines.add(line(name + " | photo", pairs, Figures::atPhoto, worst));
            }
            for (boolean worst : new boolean[] {false, true}) {
                lines.add(line(name + " | aligned", pairs, Figures::atCrop, worst));
            }
        }
        return lines;
    }

    private static String line(String name, List<Figures> pairs, Function<Figures, Scale> scale, boolean worst) {
        StringBuilder line = new StringBuilder("| ").append(name).append(worst ? " | worst |" : " | mean |");
        for (Measure measure : Measure.values()) {
            double[] values = pairs.stream()
                    .map(scale)
                    .map(measure.value)
                    .flatMapToDouble(OptionalDouble::stream)
                    .sorted()
                    .toArray();
            line.append(' ')
                    .append(values.length == 0 ? "–" : measure.cell(values, worst))
                    .append(" |");
        }
        return line.toString();
    }

    /** The columns. */
    private enum Measure {
        PSNR(
                "psnr",
                "PSNR",
                "%.1f dB",
                false,
                scale -> OptionalDouble.of(scale.scores().psnr())),
        SSIM(
                "ssim",
                "SSIM",
                "%.3f",
                false,
                scale -> OptionalDouble.of(scale.scores().ssim())),
        MS_SSIM("ms_ssim", "MS-SSIM", "%.3f", false, scale -> scale.scores().msSsim()),
        CIEDE2000(
                "ciede2000_p99",
                "CIEDE2000, 99th percentile",
                "%.1f",
                true,
                scale -> OptionalDouble.of(scale.scores().ciede2000())),
        NLPD(
                "nlpd",
                "NLPD",
                "%.3f",
                true,
                scale -> OptionalDouble.of(scale.scores().nlpd())),
        BUTTERAUGLI("butteraugli", "Butteraugli", "%.1f", true, Scale::butteraugli);

        private final String column;
        private final String title;
        private final String format;
        private final boolean distance;
        private final Function<Scale, OptionalDouble> value;

        Measure(String column, String title, String format, boolean distance, Function<Scale, OptionalDouble> value) {
            this.column = column;
            this.title = title;
            this.format = format;
            this.distance = distance;
            this.value = value;
        }

        /** @param sorted at least one value, ascending */
        String cell(double[] sorted, boolean worst) {
            double extreme = distance ? sorted[sorted.length - 1] : sorted[0];
            double mean = Arrays.stream(sorted).average().orElseThrow();
            return String.format(Locale.ROOT, format, worst ? extreme : mean);
        }
    }
}
