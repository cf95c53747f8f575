#!/usr/bin/env bash
# Builds the benchmarks, chooses the match thresholds of recognisers, and says what each face policy misses and whom it cloaks by mistake:
# benchmarks/match-thresholds.sh [--models DIRECTORY] --people PEOPLE --strangers STRANGERS
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
mvn -q -B -f "$root" -DskipTests -pl benchmarks -am package dependency:build-classpath -Dmdep.outputFile=target/classpath.txt -Dmdep.includeScope=runtime
exec java -Xmx4g -cp "$root/benchmarks/target/classes:$(cat "$root/benchmarks/target/classpath.txt")" io.facecloak.benchmarks.MatchThresholds "$@"
