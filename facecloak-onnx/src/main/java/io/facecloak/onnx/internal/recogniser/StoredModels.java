package io.facecloak.onnx.internal.recogniser;

import io.facecloak.model.Embedder;
import io.facecloak.model.FaceModels;
import io.facecloak.model.LandmarkDetector;
import io.facecloak.model.Synthesizer;
import io.facecloak.onnx.Device;
import io.facecloak.onnx.OnnxFaceModels;
import io.facecloak.onnx.store.ModelEntry.ModelKind;
import io.facecloak.onnx.store.ModelStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Several models of a store as one set: each is a models directory that offers one kind or more. */
public final class StoredModels implements FaceModels {

    private final Map<OnnxFaceModels, Set<ModelKind>> members;
    private final FaceModels missing;

    private StoredModels(Map<OnnxFaceModels, Set<ModelKind>> members, FaceModels missing) {
        this.members = members;
        this.missing = missing;
    }

    /** @param missing stands in where no model offers a kind */
    public static StoredModels open(ModelStore store, Device device, FaceModels missing, List<String> names) {
        if (names.isEmpty()) {
            throw new IllegalArgumentException("names must not be empty");
        }
        Map<OnnxFaceModels, Set<ModelKind>> members = new LinkedHashMap<>();
        for (String name : names) {
            Path directory = store.directory(name);
            Set<ModelKind> kinds = store.catalogue().entry(name).orElseThrow().kinds();
            if (kinds.contains(ModelKind.FILES)) {
                throw new IllegalArgumentException(
                        "names must be recognisers, detectors or generators, but " + name + " is neither");
            }
            members.put(OnnxFaceModels.open(directory, device), kinds);
        }
        return new StoredModels(members, missing);
    }

    private List<OnnxFaceModels> offering(ModelKind kind) {
        return members.keySet().stream()
                .filter(member -> members.get(member).contains(kind))
                .toList();
    }

    @Override
    public LandmarkDetector detector() {
        return offering(ModelKind.DETECTOR).stream()
                .findFirst()
                .map(FaceModels::detector)
                .orElseGet(missing::detector);
    }

    @Override
    public List<Embedder> embedders() {
        List<Embedder> embedders = new ArrayList<>();
        offering(ModelKind.RECOGNISER).forEach(member -> embedders.addAll(member.embedders()));
        return embedders.isEmpty() ? missing.embedders() : List.copyOf(embedders);
    }

    @Override
    public Optional<Synthesizer> synthesizer() {
        return offering(ModelKind.GENERATOR).stream().findFirst().flatMap(FaceModels::synthesizer);
    }

    @Override
    public void close() {
        members.keySet().forEach(FaceModels::close);
    }
}
