/** The authors' published code as a method to compare with, written after its source and checked against its trajectories. */
package io.facecloak.evaluation.reference;
