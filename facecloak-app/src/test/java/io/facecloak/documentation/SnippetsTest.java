package io.facecloak.documentation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnippetsTest {

    private static final Pattern JAVA = Pattern.compile("(?ms)^[ ]*```java\\R(.*?)^[ ]*```");
    private static final Pattern TYPE =
            Pattern.compile("(?m)^(?:public |final |abstract )*(?:class|interface|record|enum) (\\w+)");

    @TempDir
    private Path classes;

    /** A piece of Java code of a document, as something that compiles. */
    private static final class Snippet extends SimpleJavaFileObject {

        private final String place;
        private final String source;

        Snippet(String place, String type, String source) {
            super(URI.create("string:///" + place + "/" + type + ".java"), Kind.SOURCE);
            this.place = place;
            this.source = source;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
        }
    }

    /** Statements are compiled with {@link Given}, whole types as they are; both know all packages of the library. */
    @Test
    void allJavaCodeInTheDocumentationCompiles() {
        List<Snippet> snippets = new ArrayList<>();
        for (Path document : Repository.files(".md")) {
            Matcher code = JAVA.matcher(Repository.text(document));
            for (int i = 1; code.find(); i++) {
                snippets.add(snippet(Repository.relative(document) + "/" + i, code.group(1), snippets.size()));
            }
        }
        assertFalse(snippets.isEmpty(), "no code found");

        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        List<String> options =
                List.of("-proc:none", "-d", classes.toString(), "-classpath", System.getProperty("java.class.path"));
        compiler.getTask(null, null, diagnostics, options, null, snippets).call();

        String errors = diagnostics.getDiagnostics().stream()
                .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                .map(SnippetsTest::describe)
                .collect(Collectors.joining("\n"));
        assertEquals("", errors, "code that does not compile (a name that it takes for granted belongs into Given)");
    }

    private static Snippet snippet(String place, String code, int number) {
        Matcher type = TYPE.matcher(code);
        if (type.find()) {
            return new Snippet(place, type.group(1), code.startsWith("package ") ? code : imports() + code);
        }
        String name = "Snippet" + number;
        return new Snippet(
                place,
                name,
                imports() + "class " + name + " extends io.facecloak.documentation.Given {\n"
                        + "public void run() throws Exception {\n" + code + "}}\n");
    }

    /** On one line, so that the line numbers of errors stay near those of the code. */
    private static String imports() {
        TreeSet<String> packages = new TreeSet<>(List.of("java.awt.image", "java.nio.file", "java.util"));
        for (Path source : Repository.mainSources()) {
            String module = Repository.relative(source);
            if (module.startsWith("facecloak-core/") || module.startsWith("facecloak-onnx/")) {
                packages.add(module.replaceFirst(".*/src/main/java/", "")
                        .replaceFirst("/[^/]*$", "")
                        .replace('/', '.'));
            }
        }
        return packages.stream().map(name -> "import " + name + ".*; ").collect(Collectors.joining());
    }

    private static String describe(Diagnostic<? extends JavaFileObject> diagnostic) {
        String place = diagnostic.getSource() instanceof Snippet snippet ? snippet.place : "?";
        return place + ", near line " + diagnostic.getLineNumber() + ": " + diagnostic.getMessage(Locale.ROOT);
    }
}
