#!/usr/bin/env bash
# Builds the benchmarks and measures the time of a cloak against faces, iterations and recognisers, as a table and a chart, for example:
# benchmarks/scaling.sh --models MODELS --out target/scaling
set -euo pipefail
cd "$(dirname "$0")/.."
mvn -q -B -DskipTests -pl benchmarks -am package dependency:build-classpath -Dmdep.outputFile=target/classpath.txt -Dmdep.includeScope=runtime
exec java -Djava.awt.headless=true -cp "benchmarks/target/classes:$(cat benchmarks/target/classpath.txt)" io.facecloak.benchmarks.CloakScaling "$@"
