package io.facecloak.internal.image;

import java.io.IOException;
import java.text.Normalizer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.ParserConfigurationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.w3c.dom.Attr;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * The people whom a photo's XMP says it shows: by face regions, by lists of persons, or by keywords below 'People' and the like. Texts that
 * name one of them, by full or by single name, tell who is in the photo as well as the regions do. Immutable.
 */
final class PersonNames {

    private static final Logger LOG = LoggerFactory.getLogger(PersonNames.class);

    static final PersonNames NONE = new PersonNames(Set.of());

    /** Properties, in whatever namespace, whose values are names of people in the picture. */
    private static final Pattern PERSON = Pattern.compile(
            "Person(?:InImage|Name|DisplayName|s)?|People|Personality|PatientName", Pattern.CASE_INSENSITIVE);

    /** Namespaces in which the name of a region is called just that. */
    private static final Set<String> REGIONS = Set.of(
            "http://www.metadataworkinggroup.com/schemas/regions/", "http://iptc.org/std/Iptc4xmpExt/2008-02-29/");

    /** Keywords in a hierarchy that begins with people. */
    private static final Pattern KEYWORD = Pattern.compile(
            "\\s*(?:people|persons?|personen|personnes?|personas?|persone|pessoas?|who|wer|leute|famil\\p{L}*|friends?|freunde"
                    + "|faces?|gesichter)\\s*[|/\\\\:>](.+)",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private static final Pattern SEPARATOR = Pattern.compile("[|/\\\\:>;]");

    /** Parts of names that name nobody. */
    private static final Set<String> PARTICLES = Set.of(
            "and",
            "und",
            "the",
            "van",
            "von",
            "der",
            "den",
            "del",
            "della",
            "dos",
            "das",
            "les",
            "mrs",
            "miss",
            "herr",
            "frau",
            "jun",
            "sen",
            "iii",
            "unknown",
            "unbekannt",
            "person",
            "face");

    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern LETTERS = Pattern.compile("\\p{L}+");

    /** A hostile packet could name thousands. */
    private static final int MAX_NAMES = 200;

    private static final int MAX_WORDS = 8;

    /** Letters; shorter words are found by chance. */
    private static final int MIN_LENGTH = 3;

    private final List<Pattern> names;

    private PersonNames(Set<String> values) {
        Set<String> patterns = new LinkedHashSet<>();
        values.stream().limit(MAX_NAMES).forEach(value -> addPatterns(value, patterns));
        this.names = patterns.stream().map(Pattern::compile).toList();
    }

    static PersonNames of(Optional<byte[]> xmp) {
        if (xmp.isEmpty()) {
            return NONE;
        }
        Set<String> found = new LinkedHashSet<>();
        try {
            collect(XmpPacket.parsed(xmp.get()).getDocumentElement(), false, found, 0);
        } catch (IOException | SAXException | ParserConfigurationException e) {
            LOG.debug("no names in XMP that is not legible", e);
        }
        return found.isEmpty() ? NONE : new PersonNames(found);
    }

    private static void collect(Element element, boolean person, Set<String> names, int depth) throws SAXException {
        if (depth > XmpFilter.MAX_DEPTH) {
            throw new SAXException("elements nested deeper than " + XmpFilter.MAX_DEPTH);
        }
        boolean naming = person || namesPerson(element);
        boolean leaf = true;
        NamedNodeMap attributes = element.getAttributes();
        for (int i = 0; i < attributes.getLength(); i++) {
            Attr attribute = (Attr) attributes.item(i);
            add(attribute.getValue(), namesPerson(attribute), names);
        }
        for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element inner) {
                leaf = false;
                collect(inner, naming, names, depth + 1);
            }
        }
        if (leaf) {
            add(element.getTextContent(), naming, names);
        }
    }

    private static boolean namesPerson(Node node) {
        String name = String.valueOf(node.getLocalName());
        return PERSON.matcher(name).matches() || name.equals("Name") && REGIONS.contains(node.getNamespaceURI());
    }

    private static void add(String value, boolean person, Set<String> names) {
        if (person) {
            names.add(value);
        }
        Matcher keyword = KEYWORD.matcher(value);
        if (keyword.matches()) {
            names.addAll(List.of(SEPARATOR.split(keyword.group(1))));
        }
    }

    /** For the whole name, with or without signs between its words, and for each of its words. */
    private static void addPatterns(String value, Set<String> patterns) {
        List<String> words = LETTERS.matcher(plain(value))
                .results()
                .map(MatchResult::group)
                .limit(MAX_WORDS)
                .toList();
        String joined = String.join("", words);
        if (isIdeographic(joined)) {
            patterns.add(Pattern.quote(joined));
            return;
        }
        if (joined.length() >= MIN_LENGTH && words.size() > 1) {
            patterns.add(asWord(String.join("[\\s._-]{0,3}", words)));
        }
        words.stream()
                .filter(word -> word.length() >= MIN_LENGTH && !PARTICLES.contains(word))
                .forEach(word -> patterns.add(asWord(word)));
    }

    /** Also in the genitive. */
    private static String asWord(String letters) {
        return "(?<!\\p{L})" + letters + "(?:['\u2019]?s)?(?!\\p{L})";
    }

    /** Scripts in which words are not parted by blanks. */
    private static boolean isIdeographic(String name) {
        return name.codePoints().anyMatch(Character::isIdeographic);
    }

    private static String plain(String text) {
        return MARKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFKD))
                .replaceAll("")
                .toLowerCase(Locale.ROOT);
    }

    /** Whether a text names one of them. */
    boolean areIn(String text) {
        if (names.isEmpty()) {
            return false;
        }
        String plain = plain(text);
        return names.stream().anyMatch(name -> name.matcher(plain).find());
    }
}
