#!/usr/bin/env bash
# Builds the benchmarks and applies ten cloaks to many photos on eight threads in a heap of 1 GiB, for example:
# benchmarks/load.sh --minutes 3 --photos 200
set -euo pipefail
cd "$(dirname "$0")/.."
mvn -q -B -DskipTests -pl benchmarks -am package dependency:build-classpath -Dmdep.outputFile=target/classpath.txt -Dmdep.includeScope=runtime
exec java -Xmx1g -Djava.awt.headless=true -cp "benchmarks/target/classes:$(cat benchmarks/target/classpath.txt)" io.facecloak.benchmarks.LoadCheck "$@"
