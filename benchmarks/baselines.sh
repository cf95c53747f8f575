#!/usr/bin/env bash
# Builds the benchmarks and compares methods on equal terms: every one takes 90 averaged steps (or STEPS, a variable of
# the environment) with jitter within 8/255, and is told where the
# face is. With --equal-ssim, the changes of each are then scaled until all show equally. For example:
# benchmarks/baselines.sh --models MODELS --bundled --surrogates recogniser-a,recogniser-b \
#   --people PEOPLE --split report --people-limit 40 --probes 4 --distractors STRANGERS \
#   --distractor-count 2006 --cache target/embeddings --equal-ssim 0.9
set -euo pipefail
exec "$(dirname "$0")/check.sh" --steps "${STEPS:-90}" --update-rule AVERAGED --jitter --epsilon 8 --epsilon-raised 8 \
  --methods "FaceCloak ALL,GD-UAP,FI-UAP,OPOM-Affine Hull,OPOM-Class Center,OPOM-Convex Hull,P3-Mask" "$@"
