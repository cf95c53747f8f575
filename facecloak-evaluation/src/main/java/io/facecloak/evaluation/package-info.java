/**
 * How well cloaks protect and how little they show: data sets of faces, identification and verification as in the paper (section
 * IV-A1), image quality, and the disturbances that pictures meet on their way. {@link io.facecloak.evaluation.ProtectionExperiment} puts
 * them together. Looks at everything but the facade; nothing else in the library looks at it.
 */
package io.facecloak.evaluation;
