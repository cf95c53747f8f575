/** What FaceCloak asks of a model: embeddings with gradients, landmarks, synthetic portraits. Engines implement these interfaces. */
package io.facecloak.model;
