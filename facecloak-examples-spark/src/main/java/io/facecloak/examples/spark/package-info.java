/**
 * FaceCloak on an Apache Spark cluster: {@link io.facecloak.examples.spark.LearnCloaks} learns the cloaks of many people,
 * {@link io.facecloak.examples.spark.ProtectPhotos} puts them on many photos. Both are described in docs/at-scale.md.
 *
 * <p>Faults of a photo, a seed or a cloak are recorded in the table of outcomes. Faults of a machine (no models, no native library) fail
 * the task, so that they are not held against photos.
 */
package io.facecloak.examples.spark;
