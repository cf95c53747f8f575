#!/usr/bin/env bash
# Builds the benchmarks and runs JMH with the given arguments, for example: benchmarks/run.sh ApplyBenchmark
# FACECLOAK_PROFILE names a Maven profile to build with, for example cuda.
set -euo pipefail
cd "$(dirname "$0")/.."
mvn -q -B ${FACECLOAK_PROFILE:+-P"$FACECLOAK_PROFILE"} -DskipTests -pl benchmarks -am package dependency:build-classpath -Dmdep.outputFile=target/classpath.txt -Dmdep.includeScope=runtime
exec java -Xmx4g -cp "benchmarks/target/classes:$(cat benchmarks/target/classpath.txt)" org.openjdk.jmh.Main "$@"
