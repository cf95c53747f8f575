package io.facecloak.benchmarks.table;

import io.facecloak.onnx.BundledModels;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/** Who taught the bundled recognisers: a judge of them knows a little of what the cloaks were learnt on. */
final class Teachers {

    private static final String METADATA = "bundled/models.properties";
    private static final String SUFFIX = ".teachers";

    private Teachers() {}

    /** The names in the bundled models' metadata, {@code recogniser.teachers=a,b}; none if it does not say. */
    static Set<String> ofBundled() throws IOException {
        Set<String> teachers = new TreeSet<>();
        try (InputStream stream = BundledModels.class.getResourceAsStream(METADATA)) {
            if (stream != null) {
                Properties metadata = new Properties();
                metadata.load(stream);
                for (String key : metadata.stringPropertyNames()) {
                    if (key.endsWith(SUFFIX)) {
                        teachers.addAll(Set.of(metadata.getProperty(key).trim().split("\\s*,\\s*")));
                    }
                }
            }
        }
        return teachers;
    }
}
