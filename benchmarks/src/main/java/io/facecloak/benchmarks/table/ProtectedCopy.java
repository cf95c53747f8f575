package io.facecloak.benchmarks.table;

import io.facecloak.evaluation.Untouched;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The file that a person would post instead of a probe.
 *
 * @param policy name of the policy for faces that it was made with
 * @param untouched why the face that is meant stayed as it is; empty if it is protected
 */
record ProtectedCopy(ProbeFace probe, String policy, Path file, Optional<Untouched> untouched) {}
