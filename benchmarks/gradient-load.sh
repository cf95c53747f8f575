#!/usr/bin/env bash
# Builds the benchmarks and measures how long a large recogniser takes to load with its gradient, for example: benchmarks/gradient-load.sh 5
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
mvn -q -B -f "$root" -DskipTests -pl benchmarks -am package dependency:build-classpath -Dmdep.outputFile=target/classpath.txt -Dmdep.includeScope=runtime
exec java -Xmx4g -cp "$root/benchmarks/target/classes:$(cat "$root/benchmarks/target/classpath.txt")" io.facecloak.benchmarks.GradientLoad "$@"
