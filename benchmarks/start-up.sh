#!/usr/bin/env bash
# Time from the start of the JVM to the first protected photo, with a saved cloak and the configured models, against a JVM that only says
# its version: benchmarks/start-up.sh CLOAK PHOTO [ROUNDS]
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
cloak=$(realpath "$1")
photo=$(realpath "$2")
rounds=${3:-5}
mvn -q -B -f "$root" -DskipTests -pl facecloak-onnx -am package dependency:build-classpath -Dmdep.outputFile=target/classpath.txt -Dmdep.includeScope=runtime
classes="$root/facecloak-onnx/target/test-classes:$root/facecloak-onnx/target/classes:$(cat "$root/facecloak-onnx/target/classpath.txt")"
copy=$(mktemp -d)
trap 'rm -r "$copy"' EXIT
for ((i = 0; i < rounds; i++)); do
    begin=$(date +%s%N)
    java -version 2>/dev/null
    middle=$(date +%s%N)
    java -cp "$classes" io.facecloak.onnx.FirstApply "$cloak" "$photo" "$copy/copy.jpg"
    end=$(date +%s%N)
    echo "whole process: $(((end - middle) / 1000000)) ms; java -version: $(((middle - begin) / 1000000)) ms"
done
