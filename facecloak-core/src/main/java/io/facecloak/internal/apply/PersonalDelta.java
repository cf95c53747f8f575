package io.facecloak.internal.apply;

import io.facecloak.face.AlignedFace;
import io.facecloak.face.Landmarks;
import io.facecloak.mask.CloakMask;

/** The personal cloak, the same for every face but for where the face is. Immutable and thread-safe. */
final class PersonalDelta implements DeltaSource {

    private final AlignedDelta colour;
    private final AlignedDelta gray;

    PersonalDelta(CloakMask cloak) {
        this.colour = AlignedDelta.of(cloak.levels());
        this.gray = colour.gray();
    }

    @Override
    public AlignedDelta of(AlignedFace face, Landmarks landmarks, double enlargement, boolean gray) {
        return (gray ? this.gray : colour).weighted(FaceRegion.of(face, landmarks));
    }
}
