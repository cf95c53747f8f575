#!/usr/bin/env bash
# Builds the benchmarks, runs JMH with the given arguments, and prints one table with ratios and allocated heap at the end, for example:
# benchmarks/run.sh GradientBenchmark -jvmArgsAppend -Dfacecloak.models=MODELS
# FACECLOAK_PROFILE names a Maven profile to build with, for example cuda.
set -euo pipefail
cd "$(dirname "$0")/.."
mvn -q -B ${FACECLOAK_PROFILE:+-P"$FACECLOAK_PROFILE"} -DskipTests -pl benchmarks -am package dependency:build-classpath -Dmdep.outputFile=target/classpath.txt -Dmdep.includeScope=runtime
exec java -Xmx4g -cp "benchmarks/target/classes:$(cat benchmarks/target/classpath.txt)" io.facecloak.benchmarks.RunBenchmarks "$@"
