package io.facecloak.documentation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MessagesTest {

    /** A row that begins with a message and nothing else; other rows quote other programs. */
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]*)` \\|");

    /** Where a message is put together from several literals, with values between them. */
    private static final int REACH = 600;

    @Test
    void messagesQuotedInTroubleshootingAreThoseOfTheCode() {
        List<String> sources = Repository.mainSources().stream()
                .map(Repository::text)
                .map(source -> source.replaceAll("\"\\s*\\+\\s*\"", ""))
                .toList();
        Path page = Repository.root().resolve("docs/troubleshooting.md");
        List<String> unknown = new ArrayList<>();
        int messages = 0;
        Matcher row = ROW.matcher(Repository.text(page));
        while (row.find()) {
            messages++;
            Pattern message = pattern(row.group(1));
            if (sources.stream().noneMatch(source -> message.matcher(source).find())) {
                unknown.add(row.group(1));
            }
        }
        assertTrue(messages > 10, "the page's tables have another form");
        assertEquals(List.of(), unknown, "no source has these messages");
    }

    private static Pattern pattern(String message) {
        List<String> parts = new ArrayList<>();
        for (String part : message.split("…")) {
            parts.add(Pattern.quote(part.strip()));
        }
        return Pattern.compile(String.join(".{0," + REACH + "}?", parts), Pattern.DOTALL);
    }
}
