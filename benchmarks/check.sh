#!/usr/bin/env bash
# Builds the benchmarks and measures protection, for example:
# benchmarks/check.sh --models MODELS --people LFW10 --distractors CROPS
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
mvn -q -B -f "$root" -DskipTests -pl benchmarks -am package dependency:build-classpath -Dmdep.outputFile=target/classpath.txt -Dmdep.includeScope=runtime
exec java -Xmx4g -cp "$root/benchmarks/target/classes:$(cat "$root/benchmarks/target/classpath.txt")" io.facecloak.benchmarks.ProtectionCheck "$@"
