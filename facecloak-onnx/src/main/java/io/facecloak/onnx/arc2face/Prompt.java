package io.facecloak.onnx.arc2face;

import io.facecloak.onnx.internal.runtime.FloatTensor;
import java.util.Arrays;

/**
 * Arc2Face's two prompts as token ids of CLIP's byte-pair encoding. They never change, so no tokenizer is needed. The ids are the entries
 * of {@code tokenizer/vocab.json} of Stable Diffusion 1.5 (SHA-256 e089ad92…, 49408 entries) and follow from OpenAI CLIP's published
 * list of merges: {@code photo</w>} 1125, {@code of</w>} 539, {@code a</w>} 320, {@code id</w>} 1014, {@code person</w>} 2533, begin of
 * text 49406, end of text 49407, which is also the padding.
 */
final class Prompt {

    /** Tokens of every prompt. */
    static final int TOKENS = 77;

    private static final float BEGIN = 49406;
    private static final float END = 49407;

    /** "photo of a id person": the text encoder puts the face in the place of the token 1014, {@code id}. */
    private static final float[] PERSON = {BEGIN, 1125, 539, 320, 1014, 2533, END};

    /** "". */
    private static final float[] NOTHING = {BEGIN, END};

    private Prompt() {}

    /** Token ids [1, 77] of the prompt that describes the person. */
    static FloatTensor person() {
        return padded(PERSON);
    }

    /** Token ids [1, 77] of the empty prompt, from which guidance leads away. */
    static FloatTensor nothing() {
        return padded(NOTHING);
    }

    private static FloatTensor padded(float[] ids) {
        float[] all = Arrays.copyOf(ids, TOKENS);
        Arrays.fill(all, ids.length, TOKENS, END);
        FloatTensor tensor = FloatTensor.allocate(1, TOKENS);
        tensor.data().duplicate().put(all);
        return tensor;
    }
}
