#!/usr/bin/env bash
# Builds the benchmarks and compares gradient steps with PyTorch's, in turns; needs a Python with torch and onnx, for example:
# benchmarks/pytorch.sh MODELS/recognisers/mobilefacenet-foamliu.onnx
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
mvn -q -B -f "$root" -DskipTests -pl benchmarks -am package dependency:build-classpath -Dmdep.outputFile=target/classpath.txt -Dmdep.includeScope=runtime
exec java -cp "$root/benchmarks/target/classes:$(cat "$root/benchmarks/target/classpath.txt")" io.facecloak.benchmarks.PytorchComparison "$@"
