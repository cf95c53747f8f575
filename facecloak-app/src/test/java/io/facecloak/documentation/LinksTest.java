package io.facecloak.documentation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LinksTest {

    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:|mailto:)([^)#\\s]*)(?:#([^)\\s]*))?\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.*)$");
    private static final Pattern CODE = Pattern.compile("(?ms)^[ ]*```.*?^[ ]*```");

    @Test
    void linksWithinTheDocumentationLeadSomewhere() {
        List<String> broken = new ArrayList<>();
        for (Path document : Repository.files(".md")) {
            Matcher link = LINK.matcher(CODE.matcher(Repository.text(document)).replaceAll(""));
            while (link.find()) {
                Path target = link.group(1).isEmpty()
                        ? document
                        : document.getParent().resolve(link.group(1)).normalize();
                if (!Files.exists(target) || link.group(2) != null && !hasHeading(target, link.group(2))) {
                    broken.add(Repository.relative(document) + ": " + link.group());
                }
            }
        }
        assertEquals(List.of(), broken);
    }

    @Test
    void theIndexNamesEveryPage() {
        Path index = Repository.root().resolve("docs/README.md");
        String text = Repository.text(index);
        List<String> missing = Repository.files(".md").stream()
                .filter(page -> page.startsWith(index.getParent()) && !page.equals(index))
                .map(page -> index.getParent().relativize(page).toString())
                .filter(page -> !text.contains("](" + page + ")"))
                .toList();
        assertEquals(List.of(), missing, "pages that docs/README.md does not link to");
    }

    /** As GitHub makes anchors of headings. */
    private static boolean hasHeading(Path document, String anchor) {
        Matcher heading = HEADING.matcher(Repository.text(document));
        while (heading.find()) {
            String slug = heading.group(1)
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .replace(' ', '-');
            if (slug.equals(anchor)) {
                return true;
            }
        }
        return false;
    }
}
