/** Chooses the people and photos to measure. */
package io.facecloak.benchmarks.people;
