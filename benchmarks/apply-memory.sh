#!/usr/bin/env bash
# Builds the benchmarks and looks for the smallest heap in which a photo, enlarged to 12 megapixels, is protected: benchmarks/apply-memory.sh PHOTO
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
mvn -q -B -f "$root" -DskipTests -pl benchmarks -am package dependency:build-classpath -Dmdep.outputFile=target/classpath.txt -Dmdep.includeScope=runtime
classes="$root/benchmarks/target/classes:$(cat "$root/benchmarks/target/classpath.txt")"
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
java -cp "$classes" io.facecloak.benchmarks.ApplyMemory "$1" "$folder/large.jpg"
for ((megabytes = 200; megabytes >= 40; megabytes -= 10)); do
    if ! java -Xmx${megabytes}m -cp "$classes" io.facecloak.benchmarks.ApplyMemory "$folder/large.jpg" 2>"$folder/error"; then
        grep -q OutOfMemoryError "$folder/error" || { cat "$folder/error"; exit 1; }
        break
    fi
    least=$megabytes
done
echo "a heap of $least MB suffices, $((megabytes)) MB do not; the decoded photo has 36 MB"
