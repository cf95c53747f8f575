package io.facecloak.documentation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class PackagesTest {

    @Test
    void everyPackageSaysWhatItIsFor() {
        List<String> silent = Repository.mainSources().stream()
                .map(Path::getParent)
                .distinct()
                // a program of somebody who uses the library, in no package
                .filter(folder -> !Repository.relative(folder).startsWith("consumer"))
                .filter(folder -> !isDescribed(folder.resolve("package-info.java")))
                .map(Repository::relative)
                .toList();
        assertEquals(List.of(), silent, "packages without Javadoc in package-info.java");
    }

    private static boolean isDescribed(Path packageInfo) {
        return Files.exists(packageInfo) && Repository.text(packageInfo).startsWith("/**");
    }
}
