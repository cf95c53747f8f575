#!/usr/bin/env bash
# Builds the benchmarks and makes the main table, for example:
# benchmarks/main-table.sh --models MODELS --people PEOPLE --split report --people-limit 40 --probes 4 \
#   --distractors STRANGERS --recipes benchmarks/presets.txt
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
mvn -q -B -f "$root" -DskipTests -pl benchmarks -am package dependency:build-classpath -Dmdep.outputFile=target/classpath.txt -Dmdep.includeScope=runtime
exec java -Xmx4g -cp "$root/benchmarks/target/classes:$(cat "$root/benchmarks/target/classpath.txt")" io.facecloak.benchmarks.table.MainTable "$@"
