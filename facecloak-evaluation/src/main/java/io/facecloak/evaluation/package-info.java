/**
 * How well cloaks protect and how little they show: data sets of faces, identification and verification as in the paper (section
 * IV-A1), image quality, and the disturbances that pictures undergo after publication. {@link io.facecloak.evaluation.ProtectionExperiment} combines
 * them. Depends on everything but the facade; nothing else in the library depends on it.
 */
package io.facecloak.evaluation;
