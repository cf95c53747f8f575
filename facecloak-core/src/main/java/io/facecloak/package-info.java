/**
 * FaceCloak: one seed photo in, protected photos out. Start at {@link io.facecloak.FaceCloak}.
 *
 * <p>The three stages of the paper have a package each: {@code synthesis} (varied faces from one), {@code optimize} (the cloak is
 * learnt) and {@code apply} (the cloak is added to a photo).
 */
package io.facecloak;
