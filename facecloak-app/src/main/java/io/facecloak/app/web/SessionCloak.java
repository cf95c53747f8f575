package io.facecloak.app.web;

import io.facecloak.FaceCloak;
import io.facecloak.evaluation.comparison.SimilarityCheck;
import java.util.Optional;

/**
 * The cloak of a session.
 *
 * @param check compares with the person; empty where the cloak came from a file that does not remember its person
 */
record SessionCloak(FaceCloak cloak, Optional<SimilarityCheck> check) {}
