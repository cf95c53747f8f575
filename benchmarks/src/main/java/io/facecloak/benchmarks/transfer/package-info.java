/** Experiments on how well cloaks transfer to recognisers that they never saw; docs/lab/experiments.md holds their figures. */
package io.facecloak.benchmarks.transfer;
