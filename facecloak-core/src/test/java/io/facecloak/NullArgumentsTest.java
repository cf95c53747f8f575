package io.facecloak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.apply.FaceOutcome;
import io.facecloak.apply.FacePolicy;
import io.facecloak.apply.FolderSummary;
import io.facecloak.apply.PhotoJob;
import io.facecloak.apply.PhotoOutcome;
import io.facecloak.apply.Protection;
import io.facecloak.apply.ProtectionOptions;
import io.facecloak.array.ArrayEngine;
import io.facecloak.face.AlignedFace;
import io.facecloak.face.Box;
import io.facecloak.face.Face;
import io.facecloak.face.FaceAligner;
import io.facecloak.face.Landmarks;
import io.facecloak.face.Point;
import io.facecloak.face.Portrait;
import io.facecloak.face.SimilarityTransform;
import io.facecloak.focus.BudgetMap;
import io.facecloak.focus.HighPassMask;
import io.facecloak.focus.LearnableAttention;
import io.facecloak.focus.RegionStickers;
import io.facecloak.image.MetadataBlocks;
import io.facecloak.image.MetadataPolicy;
import io.facecloak.image.Orientation;
import io.facecloak.image.PhotoDescription;
import io.facecloak.image.PhotoFormat;
import io.facecloak.image.PhotoLimits;
import io.facecloak.mask.CloakFile;
import io.facecloak.mask.CloakInfo;
import io.facecloak.mask.CloakMask;
import io.facecloak.mask.PersonTemplate;
import io.facecloak.model.FaceModels;
import io.facecloak.model.Progress;
import io.facecloak.optimize.Anchors;
import io.facecloak.optimize.CloakOptimizer;
import io.facecloak.optimize.Gallery;
import io.facecloak.optimize.OptimizerSettings;
import io.facecloak.optimize.Refinement;
import io.facecloak.synthesis.SeedVariations;
import io.facecloak.testing.FixedModels;
import io.facecloak.testing.SmoothEmbedder;
import io.facecloak.transform.AlignmentJitter;
import io.facecloak.transform.InputDiversity;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever passes null where no null may be is told which argument it was. */
class NullArgumentsTest {

    private static final List<Class<?>> TYPES = List.of(
            FaceCloak.class,
            FaceCloakBuilder.class,
            FolderProtection.class,
            CloakFolder.class,
            LearningSettings.class,
            FaceOutcome.class,
            FolderSummary.class,
            PhotoJob.class,
            PhotoOutcome.class,
            Protection.class,
            ProtectionOptions.class,
            ArrayEngine.class,
            AlignedFace.class,
            Box.class,
            Face.class,
            FaceAligner.class,
            Landmarks.class,
            Point.class,
            Portrait.class,
            SimilarityTransform.class,
            BudgetMap.class,
            HighPassMask.class,
            LearnableAttention.class,
            RegionStickers.class,
            MetadataBlocks.class,
            Orientation.class,
            PhotoDescription.class,
            PhotoFormat.class,
            PhotoLimits.class,
            CloakFile.class,
            CloakInfo.class,
            CloakMask.class,
            PersonTemplate.class,
            FaceModels.class,
            Anchors.class,
            CloakOptimizer.class,
            Gallery.class,
            OptimizerSettings.class,
            Refinement.class,
            SeedVariations.class,
            AlignmentJitter.class,
            InputDiversity.class);

    @TempDir
    private Path folder;

    @Test
    void theArgumentIsNamed() throws Exception {
        Values values = new Values(folder);
        Map<String, String> wrong = new LinkedHashMap<>();
        int tried = 0;
        for (Class<?> type : TYPES) {
            for (Executable executable : executables(type)) {
                Object target = executable instanceof Method method && !Modifier.isStatic(method.getModifiers())
                        ? values.of(type)
                        : type;
                Parameter[] parameters = executable.getParameters();
                for (int i = 0; i < parameters.length; i++) {
                    if (parameters[i].getType().isPrimitive() || target == null) {
                        continue;
                    }
                    Object[] arguments = new Object[parameters.length];
                    boolean known = true;
                    for (int k = 0; k < parameters.length; k++) {
                        arguments[k] = k == i ? null : values.of(parameters[k].getType());
                        known &= k == i || arguments[k] != null;
                    }
                    if (!known) {
                        continue;
                    }
                    tried++;
                    String told = told(executable, target, arguments);
                    // Of a with... method, the component is named.
                    String name = parameters[i].getName().replaceFirst("^new", "");
                    if (!told.toLowerCase(Locale.ROOT).contains(name.toLowerCase(Locale.ROOT))) {
                        wrong.put(executable + ", " + parameters[i].getName(), told);
                    }
                }
            }
        }
        assertTrue(tried > 100, "only " + tried + " arguments were tried");
        assertEquals(Map.of(), wrong, wrong.size() + " of " + tried);
    }

    private static List<Executable> executables(Class<?> type) {
        List<Executable> all = new ArrayList<>();
        Stream.of(type.getConstructors()).forEach(all::add);
        Stream.of(type.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
                .filter(method -> !Modifier.isAbstract(method.getModifiers()))
                .filter(method -> !List.of("equals", "valueOf").contains(method.getName()))
                .sorted(Comparator.comparing(Method::toString))
                .forEach(all::add);
        return all;
    }

    private static String told(Executable executable, Object target, Object[] arguments) throws Exception {
        try {
            if (executable instanceof Constructor<?> constructor) {
                constructor.newInstance(arguments);
            } else {
                ((Method) executable).invoke(target, arguments);
            }
            return "nothing";
        } catch (InvocationTargetException e) {
            return e.getCause() instanceof NullPointerException
                    ? String.valueOf(e.getCause().getMessage())
                    : e.getCause().toString();
        }
    }

    /** Something usable of each type. */
    private static final class Values {

        private final Map<Class<?>, Object> known = new LinkedHashMap<>();

        Values(Path folder) throws Exception {
            Face face = FixedModels.face(90, 60, 120);
            SmoothEmbedder embedder = new SmoothEmbedder("smooth", 32, 7);
            FixedModels models = new FixedModels(List.of(face), List.of(embedder));
            BufferedImage picture = FixedModels.picture(320, 280, 4);
            CloakInfo info =
                    new CloakInfo("test", Instant.EPOCH, 0, 0, 0, 0, 0, "", List.of(), "", List.of(), 0, Map.of());
            CloakMask mask = new CloakMask(new float[CloakMask.LENGTH], info, List.of());
            FaceCloak cloak = FaceCloak.of(mask, models, ProtectionOptions.DEFAULT.withFacePolicy(FacePolicy.ALL));
            AlignedFace aligned = FaceAligner.align(picture, face.landmarks());
            for (Object value : Arrays.asList(
                    cloak,
                    mask,
                    info,
                    face,
                    face.landmarks(),
                    face.box(),
                    aligned,
                    embedder,
                    models,
                    models.detector(),
                    picture,
                    new Point(1, 1),
                    new Portrait(picture, face.landmarks()),
                    FaceAligner.toAligned(face.landmarks()),
                    ProtectionOptions.DEFAULT,
                    Preset.BALANCED.settings(),
                    Preset.BALANCED,
                    OptimizerSettings.PAPER,
                    Refinement.BALANCED,
                    AlignmentJitter.DEFAULT,
                    new InputDiversity(0.5, 0.8),
                    new RegionStickers(),
                    new HighPassMask(),
                    LearnableAttention.PAPER,
                    Orientation.NORMAL,
                    MetadataBlocks.NONE,
                    PhotoLimits.DEFAULT,
                    MetadataPolicy.SHARING,
                    FacePolicy.ALL,
                    FaceOutcome.Decision.CLOAKED,
                    PhotoOutcome.Status.PROTECTED,
                    PhotoFormat.JPEG,
                    folder.resolve("a"),
                    "text",
                    new byte[0],
                    Optional.empty(),
                    OptionalDouble.empty(),
                    Instant.EPOCH,
                    Progress.NONE,
                    FaceCloak.builder(),
                    cloak.folders(),
                    new ByteArrayInputStream(new byte[0]),
                    new ByteArrayOutputStream(),
                    new SeedVariations(SeedVariations.Strength.MILD, 1),
                    SeedVariations.Strength.MILD,
                    OptimizerSettings.UpdateRule.AVERAGED,
                    OptimizerSettings.Feedback.RAW,
                    new Random(1))) {
                known.put(value.getClass(), value);
            }
            known.put(List.class, List.of());
            known.put(Set.class, Set.of());
            known.put(Map.class, Map.of());
            known.put(float[].class, new float[CloakMask.LENGTH]);
            known.put(Runnable.class, (Runnable) () -> {});
        }

        Object of(Class<?> type) {
            if (type == int.class) {
                return 1;
            } else if (type == long.class) {
                return 1L;
            } else if (type == double.class) {
                return 0.5;
            } else if (type == float.class) {
                return 0.5f;
            } else if (type == boolean.class) {
                return false;
            }
            return known.entrySet().stream()
                    .filter(entry -> type.isAssignableFrom(entry.getKey()) && type != Object.class)
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse(null);
        }
    }
}
