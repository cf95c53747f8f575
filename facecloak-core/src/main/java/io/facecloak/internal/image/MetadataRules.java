package io.facecloak.internal.image;

import io.facecloak.image.MetadataPolicy;

/**
 * What a photo's texts may still say under a policy. Immutable.
 *
 * @param names of the people in the photo that no text may tell
 */
public record MetadataRules(MetadataPolicy policy, PersonNames names) {

    /** For metadata that name nobody in the photo. */
    public static MetadataRules of(MetadataPolicy policy) {
        return new MetadataRules(policy, PersonNames.NONE);
    }

    /** For the metadata of a photo. */
    public static MetadataRules of(MetadataPolicy policy, PhotoMetadata source) {
        return policy.keepsIdentities() ? of(policy) : new MetadataRules(policy, PersonNames.of(source.xmp()));
    }

    /** Whether a text that somebody or some program wrote, in whatever encoding, has to go. */
    boolean forbid(byte[] text) {
        return forbidPlace(text) || TextEncodings.of(text).anyMatch(names::areIn);
    }

    /** As {@link #forbid(byte[])}, for values that may well be numbers. */
    boolean forbidValue(byte[] value) {
        return TextEncodings.of(value).anyMatch(this::forbidValue);
    }

    boolean forbidValue(String value) {
        return forbidPlaceValue(value) || names.areIn(value);
    }

    /** As {@link #forbid(byte[])}, for texts that name who holds the rights, which the people in the photo may do. */
    boolean forbidPlace(byte[] text) {
        return !policy.keepsPlaces() && TextEncodings.of(text).anyMatch(LocationText::isIn);
    }

    boolean forbidPlaceValue(String value) {
        return !policy.keepsPlaces() && LocationText.isInValue(value);
    }
}
