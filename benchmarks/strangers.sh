#!/usr/bin/env bash
# Builds the benchmarks and writes the gallery of the bundled models, for example:
# benchmarks/strangers.sh DATA/faces/train/crops facecloak-onnx/src/main/resources/io/facecloak/onnx/bundled --every 11
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
mvn -q -B -f "$root" -DskipTests -pl benchmarks -am package dependency:build-classpath -Dmdep.outputFile=target/classpath.txt -Dmdep.includeScope=runtime
exec java -Xmx4g -cp "$root/benchmarks/target/classes:$(cat "$root/benchmarks/target/classpath.txt")" io.facecloak.benchmarks.StrangersGallery "$@"
