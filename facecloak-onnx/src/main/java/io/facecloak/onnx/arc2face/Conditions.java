package io.facecloak.onnx.arc2face;

import io.facecloak.onnx.internal.runtime.FloatTensor;
import java.nio.FloatBuffer;

/**
 * What the UNet is told about the picture, as encoded prompts of 77×768 values.
 *
 * @param nothing the empty prompt
 * @param person the prompt with the person's face
 */
record Conditions(float[] nothing, float[] person) {

    /** [2·images, 77, 768]: for each image the empty prompt, then for each image the person. */
    FloatTensor forBatch(int images) {
        FloatTensor all = FloatTensor.allocate(2L * images, Prompt.TOKENS, TextEncoder.WIDTH);
        FloatBuffer target = all.data().duplicate();
        for (int i = 0; i < images; i++) {
            target.put(nothing);
        }
        for (int i = 0; i < images; i++) {
            target.put(person);
        }
        return all;
    }
}
