/**
 * FaceCloak on an Apache Spark cluster: {@link io.facecloak.examples.spark.LearnCloaks} learns the cloaks of many people,
 * {@link io.facecloak.examples.spark.ProtectPhotos} puts them on many photos. Both are described in docs/at-scale.md.
 *
 * <p>What is wrong with a photo, a seed or a cloak is recorded in the table of outcomes. What is wrong with a machine (no models, no
 * native library) fails the task, so that it is not recorded against photos.
 */
package io.facecloak.examples.spark;
