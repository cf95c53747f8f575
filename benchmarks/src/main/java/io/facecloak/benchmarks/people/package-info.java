/** Which people and photos are measured. */
package io.facecloak.benchmarks.people;
