/** Arithmetic of embeddings. */
package io.facecloak.internal.embedding;
