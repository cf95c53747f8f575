/**
 * What protected photos look like: contact sheets with figures, and the blind look in which people judge faces without knowing which of them
 * are cloaked (docs/blind-look.md).
 */
package io.facecloak.benchmarks.looks;
