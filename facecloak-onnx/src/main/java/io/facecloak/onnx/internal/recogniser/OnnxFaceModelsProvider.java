package io.facecloak.onnx.internal.recogniser;

import io.facecloak.model.FaceModels;
import io.facecloak.model.FaceModelsProvider;
import io.facecloak.onnx.BundledModels;
import io.facecloak.onnx.Device;
import io.facecloak.onnx.OnnxFaceModels;
import java.nio.file.Path;

/** Offers {@link BundledModels}, and directories of ONNX models, on {@link Device#configured()}. */
public final class OnnxFaceModelsProvider implements FaceModelsProvider {

    @Override
    public String name() {
        return "ONNX Runtime";
    }

    @Override
    public FaceModels open(Path directory) {
        return OnnxFaceModels.open(directory, Device.configured());
    }

    @Override
    public FaceModels bundled() {
        return BundledModels.shared();
    }
}
