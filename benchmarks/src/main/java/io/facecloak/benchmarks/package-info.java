/** Measurements: speed with JMH, protection with {@link io.facecloak.benchmarks.ProtectionCheck}. */
package io.facecloak.benchmarks;
