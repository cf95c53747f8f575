package io.facecloak.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.evaluation.GroupsResult.RecogniserGroups;
import io.facecloak.testing.FixedModels;
import io.facecloak.testing.SmoothEmbedder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupsExperimentTest {

    private static final TargetedMethod NOTHING = method("nothing", (face, target) -> (photo, where) -> photo);

    @TempDir
    private Path folder;

    private final FixedModels models =
            FaceFolders.models(new SmoothEmbedder("a", 32, 1), new SmoothEmbedder("b", 24, 2));
    private List<FacePhoto> people;
    private List<FacePhoto> strangers;

    @BeforeEach
    void draw() throws IOException {
        people = PhotoFolders.people(FaceFolders.people(folder.resolve("people"), 6, 2));
        strangers = PhotoFolders.distractors(FaceFolders.strangers(folder.resolve("strangers"), 4));
    }

    @Test
    void whoeverWearsTheTargetsFaceIsTakenForTheTarget() throws IOException {
        GroupsResult result = experiment(0.05).run(method("swap", (face, target) -> {
            BufferedImage other = read(target);
            return (photo, where) -> other;
        }));
        assertEquals(2, result.recognisers().size());
        for (RecogniserGroups recogniser : result.recognisers()) {
            assertEquals(2, recogniser.guarded().size());
            assertEquals(6, recogniser.impersonation().outcomes().size());
            assertEquals(1, recogniser.impersonation().psr());
            assertEquals(1, recogniser.dodging().psr());
            assertTrue(recogniser.cleanImpersonation().psr() < 0.5);
        }
    }

    @Test
    void withoutProtectionEverybodyIsStillOneself() throws IOException {
        GroupsResult result = experiment(0.05).run(NOTHING);
        for (RecogniserGroups recogniser : result.recognisers()) {
            assertEquals(0, recogniser.dodging().psr());
            assertEquals(recogniser.clean(), recogniser.guarded());
        }
        assertEquals(result, experiment(0.05).run(NOTHING));
    }

    @Test
    void aMethodWithoutTargetsCanOnlyDodge() throws IOException {
        BufferedImage nobody = FaceFolders.photo(9_999, 0);
        List<String> learnt = new ArrayList<>();
        GroupsResult result = experiment(0.05).run(TargetedMethod.untargeted(new ProtectionMethod() {
            @Override
            public String name() {
                return "blur";
            }

            @Override
            public synchronized Protector protectorOf(String identity, List<FacePhoto> seeds) {
                learnt.add(identity + " from " + seeds);
                return (photo, where) -> nobody;
            }
        }));
        assertEquals("blur", result.method());
        assertTrue(learnt.contains("person-3 from [person-3/photo-0.png]"), learnt.toString());
        assertEquals(1, result.recognisers().get(0).dodging().psr());
    }

    @Test
    void facesThatCannotBeProtectedCountAsTheyAre() throws IOException {
        GroupsResult result = experiment(0.05).run(method("picky", (face, target) -> {
            if (face.identity().equals("person-1")) {
                throw new UnprotectableException("not this one", null);
            }
            BufferedImage other = read(target);
            return (photo, where) -> other;
        }));
        assertEquals("not this one", result.unprotected().get("person-1/photo-0.png"));
        assertEquals(5.0 / 6, result.recognisers().get(0).dodging().psr(), 1e-9);
    }

    @Test
    void brokenFacesAreLeftOutAndBrokenTargetsNamed() throws IOException {
        Files.writeString(people.get(0).file(), "no photo");
        GroupsResult result = experiment(0.05).run(NOTHING);
        assertEquals(List.of("person-0/photo-0.png"), result.leftOut());
        assertEquals(5, result.recognisers().get(0).impersonation().outcomes().size());

        for (FacePhoto stranger : strangers) {
            Files.writeString(stranger.file(), "no photo");
        }
        String message = assertThrows(IllegalArgumentException.class, () -> experiment(0.05))
                .getMessage();
        assertTrue(message.contains("stranger-"), message);
    }

    @Test
    void tooFewPairsForTheRateAreAnError() {
        String message = assertThrows(IllegalArgumentException.class, () -> experiment(0.001))
                .getMessage();
        assertTrue(message.contains("1000 impostor pairs"), message);
    }

    private GroupsExperiment experiment(double falseAcceptRate) throws IOException {
        List<FacePhoto> faces = people.stream()
                .filter(photo -> photo.name().equals("photo-0.png"))
                .toList();
        return new GroupsExperiment(
                TargetGroups.draw(faces, strangers, 2, 7),
                people,
                models.detector(),
                models.embedders(),
                FaceCrop.CENTRAL,
                falseAcceptRate,
                EmbeddingCache.NONE,
                EvaluationProgress.NONE);
    }

    private static BufferedImage read(FacePhoto photo) throws IOException {
        return ImageIO.read(photo.file().toFile());
    }

    private interface Learning {
        Protector learn(FacePhoto face, FacePhoto target) throws IOException, UnprotectableException;
    }

    private static TargetedMethod method(String name, Learning learning) {
        return new TargetedMethod() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Protector protectorTowards(FacePhoto face, FacePhoto target)
                    throws IOException, UnprotectableException {
                return learning.learn(face, target);
            }
        };
    }
}
