package io.facecloak.app.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.gson.Gson;
import com.google.gson.JsonParser;
import io.facecloak.evaluation.report.PlainText;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PlainTextTest {

    @Test
    void whatATerminalObeysComesOutAsItsNumber() {
        assertEquals("\\u001b]52;c;eA==\\u0007", PlainText.of("\u001b]52;c;eA==\u0007"));
        assertEquals("a\\u009b2Jb\\u007f", PlainText.of("a\u009b2Jb\u007f"), "C1, which UTF-8 terminals obey, too");
        assertEquals("one\\ntwo\\rthree\\tfour", PlainText.of("one\ntwo\rthree\tfour"));
        assertEquals("photo\\u202egpj.exe", PlainText.of("photo\u202egpj.exe"));
    }

    @Test
    void whatPeopleWriteStays() {
        String text = "Zoë, 山田, أحمد, 👩\u200d👧 C:\\photos\\new.jpg";

        assertEquals(text, PlainText.of(text));
        assertEquals(text, PlainText.lines(text));
    }

    @Test
    void noControlCharacterIsLeft() {
        for (char c = 0; c < 0x2100; c++) {
            String plain = PlainText.of("a" + c + "b");
            assertFalse(plain.chars().anyMatch(Character::isISOControl), "U+" + Integer.toHexString(c));
        }
    }

    @Test
    void ownLinesStayAndJsonStaysTheSameJson() {
        String evil = "a\u001b[2Jb\u009b\u202e\nc";
        String json = "{\n  \"name\": " + new Gson().toJson(evil) + "\n}";

        String plain = PlainText.lines(json);

        assertEquals(
                evil,
                JsonParser.parseString(plain).getAsJsonObject().get("name").getAsString());
        assertEquals(2, plain.chars().filter(c -> c == '\n').count());
        assertEquals("a\r\nb\\rc", PlainText.lines("a\r\nb\rc"));
    }

    @Test
    void otherStreamsAreMadePlainToo() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(new PlainOutput(bytes), true, StandardCharsets.UTF_8);

        stream.println("ä\u001b[1m");
        stream.print("山\u009b");
        stream.flush();

        assertEquals("ä\\u001b[1m" + System.lineSeparator() + "山\\u009b", bytes.toString(StandardCharsets.UTF_8));
    }
}
