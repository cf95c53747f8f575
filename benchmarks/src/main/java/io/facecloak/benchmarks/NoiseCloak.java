package io.facecloak.benchmarks;

import io.facecloak.mask.CloakInfo;
import io.facecloak.mask.CloakMask;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Cloaks that nobody learnt: whole levels of noise within 16/255, for measuring what does not depend on what a cloak says. */
final class NoiseCloak {

    private static final int LARGEST = 16;

    private NoiseCloak() {}

    /** Equal for equal seeds; without templates. */
    static CloakMask of(long seed) {
        Random random = new Random(seed);
        float[] delta = new float[CloakMask.LENGTH];
        for (int i = 0; i < delta.length; i++) {
            delta[i] = (random.nextInt(2 * LARGEST + 1) - LARGEST) / 255f;
        }
        CloakInfo info =
                new CloakInfo("noise", Instant.EPOCH, 0, 0, 0, 0, 0, "-", List.of(), "-", List.of(), seed, Map.of());
        return new CloakMask(delta, info, List.of());
    }
}
