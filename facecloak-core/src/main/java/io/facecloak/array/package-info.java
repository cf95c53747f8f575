/** Dense arithmetic on many embeddings at once, by an engine that can be replaced: similarity search in galleries. */
package io.facecloak.array;
