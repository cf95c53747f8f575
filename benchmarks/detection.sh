#!/usr/bin/env bash
# Builds the benchmarks and compares the detector's quick search with its full one: benchmarks/detection.sh [--models DIRECTORY] FOLDER-OF-PHOTOS...
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
mvn -q -B -f "$root" -DskipTests -pl benchmarks -am package dependency:build-classpath -Dmdep.outputFile=target/classpath.txt -Dmdep.includeScope=runtime
exec java -Xmx4g -cp "$root/benchmarks/target/classes:$(cat "$root/benchmarks/target/classpath.txt")" io.facecloak.benchmarks.DetectionRecall "$@"
