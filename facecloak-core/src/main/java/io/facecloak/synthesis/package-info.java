/** Stage 1 (paper, section III-B): varied portraits of one person from one photo, without a model, and the check that they still show the person. */
package io.facecloak.synthesis;
