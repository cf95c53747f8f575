/** Experiments on how well cloaks transfer to recognisers that they were not learnt on; docs/lab/experiments.md has the figures. */
package io.facecloak.benchmarks.transfer;
