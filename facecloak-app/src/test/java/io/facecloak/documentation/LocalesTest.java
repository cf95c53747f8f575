package io.facecloak.documentation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Numbers are written the same on every computer, whatever digits and decimal signs its language has. */
class LocalesTest {

    private static final String NUMBER = "%[-,+0 ]*[0-9]*(\\.[0-9]+)?[dfge]";

    /** A format without a locale before it, and a text that is formatted where no locale can be given. */
    private static final List<Pattern> FORBIDDEN = List.of(
            Pattern.compile("(String\\.format|\\.printf)\\(\\s*\"[^\"]*" + NUMBER),
            Pattern.compile("\"[^\"]*" + NUMBER + "[^\"]*\"\\s*\\.formatted\\("));

    @Test
    void numbersAreFormattedWithALocale() {
        List<String> found = new ArrayList<>();
        for (Path source : Repository.mainSources()) {
            String text = Repository.text(source);
            for (Pattern forbidden : FORBIDDEN) {
                Matcher matcher = forbidden.matcher(text);
                while (matcher.find()) {
                    found.add(Repository.relative(source) + ": " + matcher.group());
                }
            }
        }
        assertEquals(List.of(), found);
    }

    @Test
    void theRuleFindsWhatItIsFor() {
        for (String wrong :
                List.of("String.format(\"%d of %s\", 1)", "out.printf(\n  \"%5.2f\", x)", "\"%,d\"\n  .formatted(x)")) {
            assertTrue(FORBIDDEN.stream().anyMatch(rule -> rule.matcher(wrong).find()), wrong);
        }
        String right = "String.format(Locale.ROOT, \"%d\", 1); \"%s\".formatted(name)";
        assertTrue(FORBIDDEN.stream().noneMatch(rule -> rule.matcher(right).find()));
    }
}
