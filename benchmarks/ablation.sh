#!/usr/bin/env bash
# Builds the benchmarks and runs a grid of settings, for example:
# benchmarks/ablation.sh --grid benchmarks/grids/paper.json --out target/ablation --cache target/embeddings --seeds-per-person 4 \
#   --models MODELS --people LFW10 --distractors CROPS
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
mvn -q -B -f "$root" -DskipTests -pl benchmarks -am package dependency:build-classpath -Dmdep.outputFile=target/classpath.txt -Dmdep.includeScope=runtime
exec java -Xmx4g -cp "$root/benchmarks/target/classes:$(cat "$root/benchmarks/target/classpath.txt")" io.facecloak.benchmarks.AblationCommand "$@"
