package io.facecloak.evaluation.report;

import io.facecloak.internal.storage.AtomicFile;
import io.facecloak.internal.storage.Folders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** Writes reports. Stateless and thread-safe. */
public final class ReportWriter {

    private ReportWriter() {}

    /**
     * The page: one HTML text with all pictures and charts in it, which asks nothing of the network.
     */
    public static String page(Report report) {
        return ReportPage.of(report);
    }

    /**
     * Writes {@code report.html}, and the same figures as {@code report.json} and CSV files. The folder is created; files of an earlier
     * report are replaced, each as a whole.
     *
     * @return the page
     * @throws IOException if a file cannot be written
     */
    public static Path write(Report report, Path folder) throws IOException {
        Folders.create(folder);
        for (Map.Entry<String, String> file : ReportData.files(report).entrySet()) {
            write(folder.resolve(file.getKey()), file.getValue());
        }
        Path page = folder.resolve("report.html");
        write(page, page(report));
        return page;
    }

    private static void write(Path file, String text) throws IOException {
        AtomicFile.write(file, text.getBytes(StandardCharsets.UTF_8), true);
    }
}
