package io.facecloak.onnx;

import com.sun.jna.Function;
import com.sun.jna.Platform;
import io.facecloak.face.AlignedFace;
import io.facecloak.model.Embedder;
import java.util.function.Supplier;

/** What an application server loads anew with each deployment: uses the engine and JNA, and tells what came of it. */
public final class ReloadedApplication implements Supplier<float[]> {

    @Override
    public float[] get() {
        if (Function.getFunction(Platform.C_LIBRARY_NAME, "abs").invokeInt(new Object[] {-3}) != 3) {
            throw new IllegalStateException("JNA miscounts");
        }
        Embedder recogniser = BundledModels.shared().embedders().get(0);
        float[] pixels = new float[AlignedFace.CHANNELS * AlignedFace.SIZE * AlignedFace.SIZE];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (i * 7919 % 1000) / 1000f;
        }
        return recogniser.embed(AlignedFace.of(AlignedFace.SIZE, pixels));
    }
}
