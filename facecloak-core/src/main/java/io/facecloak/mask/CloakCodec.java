package io.facecloak.mask;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StreamCorruptedException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/** The body of a cloak file of version 1 (docs/cloak-file.md): big-endian fields, each bounded. */
final class CloakCodec {

    static final int MAX_TEXT = 4096;
    static final int MAX_LIST = 256;
    static final int MAX_DIMENSION = 8192;

    private CloakCodec() {}

    static byte[] write(CloakMask cloak) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        writeInfo(cloak.info(), out);
        writeCount("templates", cloak.templates().size(), CloakMask.MAX_TEMPLATES, out);
        for (PersonTemplate template : cloak.templates()) {
            writeTemplate(template, out);
        }
        writeSteps(cloak, out);
        return bytes.toByteArray();
    }

    static CloakMask read(InputStream body) throws IOException {
        DataInputStream in = new DataInputStream(body);
        CloakInfo info = readInfo(in);
        int count = readCount(CloakMask.MAX_TEMPLATES, in);
        List<PersonTemplate> templates = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            templates.add(readTemplate(in));
        }
        return new CloakMask(readSteps(in), info, templates);
    }

    private static void writeInfo(CloakInfo info, DataOutputStream out) throws IOException {
        writeText("libraryVersion", info.libraryVersion(), out);
        out.writeLong(info.created().toEpochMilli());
        out.writeDouble(info.budget());
        out.writeDouble(info.raisedBudget());
        out.writeDouble(info.stepSize());
        out.writeInt(info.iterations());
        out.writeInt(info.portraits());
        writeText("updateRule", info.updateRule(), out);
        writeList("surrogates", info.surrogates(), out);
        writeText("synthesizer", info.synthesizer(), out);
        writeList("focusMasks", info.focusMasks(), out);
        out.writeLong(info.randomSeed());
        writeCount("notes", info.notes().size(), MAX_LIST, out);
        for (Map.Entry<String, String> note : info.notes().entrySet()) {
            writeText("notes", note.getKey(), out);
            writeText("notes", note.getValue(), out);
        }
    }

    private static CloakInfo readInfo(DataInputStream in) throws IOException {
        return new CloakInfo(
                readText(in),
                Instant.ofEpochMilli(in.readLong()),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readInt(),
                in.readInt(),
                readText(in),
                readList(in),
                readText(in),
                readList(in),
                in.readLong(),
                readNotes(in));
    }

    private static Map<String, String> readNotes(DataInputStream in) throws IOException {
        int count = readCount(MAX_LIST, in);
        Map<String, String> notes = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            notes.put(readText(in), readText(in));
        }
        return notes;
    }

    private static void writeTemplate(PersonTemplate template, DataOutputStream out) throws IOException {
        writeText("embedderName", template.embedderName(), out);
        writeText("fingerprint", template.fingerprint(), out);
        out.writeDouble(template.matchThreshold());
        float[] embedding = template.embedding();
        writeCount("embedding", embedding.length, MAX_DIMENSION, out);
        for (float value : embedding) {
            out.writeFloat(value);
        }
    }

    private static PersonTemplate readTemplate(DataInputStream in) throws IOException {
        String name = readText(in);
        String fingerprint = readText(in);
        double threshold = in.readDouble();
        float[] embedding = new float[readCount(MAX_DIMENSION, in)];
        for (int i = 0; i < embedding.length; i++) {
            embedding[i] = in.readFloat();
        }
        return new PersonTemplate(name, fingerprint, threshold, embedding);
    }

    /** High bytes first, then low bytes: that halves the deflated size, for the high bytes are few and repeat. */
    private static void writeSteps(CloakMask cloak, DataOutputStream out) throws IOException {
        byte[] plain = new byte[2 * CloakMask.LENGTH];
        for (int i = 0; i < CloakMask.LENGTH; i++) {
            plain[i] = (byte) (cloak.step(i) >> 8);
            plain[CloakMask.LENGTH + i] = (byte) cloak.step(i);
        }
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
        try (DeflaterOutputStream deflated = new DeflaterOutputStream(out, deflater)) {
            deflated.write(plain);
        } finally {
            deflater.end();
        }
    }

    private static short[] readSteps(DataInputStream in) throws IOException {
        byte[] plain = new byte[2 * CloakMask.LENGTH];
        try (InflaterInputStream inflated = new InflaterInputStream(in)) {
            new DataInputStream(inflated).readFully(plain);
            if (inflated.read() >= 0) {
                throw new StreamCorruptedException("more samples than a cloak has");
            }
        }
        short[] steps = new short[CloakMask.LENGTH];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = (short) (plain[i] << 8 | plain[CloakMask.LENGTH + i] & 0xff);
            if (Math.abs(steps[i]) > CloakMask.MAX_STEPS) {
                throw new StreamCorruptedException("sample " + i + " is out of range");
            }
        }
        return steps;
    }

    private static void writeList(String name, List<String> texts, DataOutputStream out) throws IOException {
        writeCount(name, texts.size(), MAX_LIST, out);
        for (String text : texts) {
            writeText(name, text, out);
        }
    }

    private static List<String> readList(DataInputStream in) throws IOException {
        int count = readCount(MAX_LIST, in);
        List<String> texts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            texts.add(readText(in));
        }
        return texts;
    }

    private static void writeText(String name, String text, DataOutputStream out) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        writeCount(name, utf8.length, MAX_TEXT, out);
        out.write(utf8);
    }

    private static String readText(DataInputStream in) throws IOException {
        byte[] utf8 = new byte[readCount(MAX_TEXT, in)];
        in.readFully(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private static void writeCount(String name, int count, int limit, DataOutputStream out) throws IOException {
        if (count > limit) {
            throw new IllegalArgumentException(name + " is too long for a cloak file: " + count + ", at most " + limit);
        }
        out.writeShort(count);
    }

    private static int readCount(int limit, DataInputStream in) throws IOException {
        int count = in.readUnsignedShort();
        if (count > limit) {
            throw new StreamCorruptedException("a length of " + count + ", at most " + limit + " allowed");
        }
        return count;
    }
}
