/** Declarative ablations: which settings of a cloak protect how well. */
package io.facecloak.benchmarks.ablation;
