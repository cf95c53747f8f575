package io.facecloak.documentation;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The arrows of docs/architecture.md, and how much of the library users see. */
class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("io.facecloak");

    /** What of core and onnx users may call. */
    private static boolean isExported(JavaClass type) {
        String name = type.getPackageName();
        boolean library = !name.contains(".internal")
                && Stream.of("heif", "nd4j", "evaluation", "spring", "app", "documentation", "testing")
                        .noneMatch(room -> (name + ".").startsWith("io.facecloak." + room + "."));
        return library && isPublic(type);
    }

    private static boolean isPublic(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && type.getEnclosingClass().map(ArchitectureTest::isPublic).orElse(true);
    }

    @Test
    void nothingImportsTheFacade() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.facecloak.apply..",
                        "io.facecloak.array..",
                        "io.facecloak.face..",
                        "io.facecloak.focus..",
                        "io.facecloak.image..",
                        "io.facecloak.internal..",
                        "io.facecloak.mask..",
                        "io.facecloak.model..",
                        "io.facecloak.optimize..",
                        "io.facecloak.synthesis..",
                        "io.facecloak.onnx..")
                .should()
                .dependOnClassesThat(resideInAPackage("io.facecloak"))
                .check(CLASSES);
    }

    @Test
    void facesAndFormatsKnowNoModelAndNoStage() {
        noClasses()
                .that(resideInAnyPackage(
                        "io.facecloak.face..", "io.facecloak.image..", "io.facecloak.internal.image.."))
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "io.facecloak.model..",
                        "io.facecloak.synthesis..",
                        "io.facecloak.focus..",
                        "io.facecloak.optimize..",
                        "io.facecloak.mask..",
                        "io.facecloak.apply..",
                        "io.facecloak.internal.apply.."))
                .check(CLASSES);
    }

    @Test
    void modelsAndMasksKnowNoStage() {
        noClasses()
                .that(resideInAnyPackage("io.facecloak.model..", "io.facecloak.mask..", "io.facecloak.focus.."))
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "io.facecloak.synthesis..",
                        "io.facecloak.optimize..",
                        "io.facecloak.apply..",
                        "io.facecloak.internal.apply.."))
                .check(CLASSES);
    }

    @Test
    void storageAndThreadsKnowNobody() {
        classes()
                .that(resideInAnyPackage(
                        "io.facecloak.internal.storage..",
                        "io.facecloak.internal.parallel..",
                        "io.facecloak.internal.jpeg.."))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java..",
                        "javax..",
                        "org.slf4j..",
                        "io.facecloak.internal.storage..",
                        "io.facecloak.internal.parallel..",
                        "io.facecloak.internal.jpeg.."))
                .check(CLASSES);
    }

    @Test
    void arrowsBetweenModulesRunOneWay() {
        noClasses()
                .that(resideInAnyPackage("io.facecloak.onnx.."))
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("io.facecloak.evaluation..", "io.facecloak.app..", "io.facecloak.heif.."))
                .check(CLASSES);
        noClasses()
                .that(resideInAPackage("io.facecloak.evaluation.."))
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.facecloak.app.."))
                .check(CLASSES);
        noClasses()
                .that(resideInAPackage("io.facecloak.heif.."))
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.facecloak.onnx..", "io.facecloak.evaluation.."))
                .check(CLASSES);
    }

    @Test
    void whatUsersSeeMentionsNeitherInternalNorForeignTypes() {
        Set<String> mentions = CLASSES.stream()
                .filter(ArchitectureTest::isExported)
                .flatMap(type -> type.getMembers().stream())
                .filter(member -> member.getModifiers().contains(JavaModifier.PUBLIC)
                        || member.getModifiers().contains(JavaModifier.PROTECTED))
                .filter(member -> !member.getModifiers().contains(JavaModifier.SYNTHETIC))
                .flatMap(member -> signature(member)
                        .map(JavaClass::getBaseComponentType)
                        .filter(type -> !type.isPrimitive())
                        .filter(type -> !type.getName().startsWith("java"))
                        .filter(type -> !isExported(type))
                        .map(type -> member.getFullName() + " mentions " + type.getName()))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Set.of(), mentions);
    }

    private static Stream<JavaClass> signature(JavaMember member) {
        return member.getAllInvolvedRawTypes().stream();
    }

    @Test
    void usersSeeFewTypes() {
        Set<String> exported = CLASSES.stream()
                .filter(ArchitectureTest::isExported)
                .filter(type -> type.getEnclosingClass().isEmpty())
                .map(JavaClass::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        assertTrue(exported.contains("io.facecloak.FaceCloak"), "the classes were imported");
        assertTrue(exported.size() <= 80, exported.size() + " public types: " + exported);
    }
}
