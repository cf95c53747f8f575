/**
 * How well cloaks protect and how little they show: identification and verification as in the paper (section IV-A1), image quality, and
 * the disturbances that pictures meet on their way. Looks at everything; nothing else in the library looks at it.
 */
package io.facecloak.evaluation;
