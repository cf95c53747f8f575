#!/usr/bin/env bash
# Builds the benchmarks and shows what protected photos look like, for example:
# benchmarks/looks.sh sheets --recipe balanced --people PEOPLE --large LARGE --out target/looks/balanced
# benchmarks/looks.sh blind --recipe balanced --people PEOPLE --large LARGE --seed 1 --out target/blind/1 --key target/keys/1.tsv
# benchmarks/looks.sh score --key target/keys/1.tsv ANSWERS...
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
mvn -q -B -f "$root" -DskipTests -pl benchmarks -am package dependency:build-classpath -Dmdep.outputFile=target/classpath.txt -Dmdep.includeScope=runtime
exec java -Xmx4g -cp "$root/benchmarks/target/classes:$(cat "$root/benchmarks/target/classpath.txt")" io.facecloak.benchmarks.looks.Looks "$@"
