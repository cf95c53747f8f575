/** Experiments on how well cloaks transfer to recognisers that they never saw; docs/experiments.md holds their figures. */
package io.facecloak.benchmarks.transfer;
