#!/usr/bin/env bash
# Builds the benchmarks and shows what cloaks look like under several settings, for example:
# benchmarks/visibility.sh --seed facecloak-examples/demo/seed.jpg --photos facecloak-examples/demo/photos --judges ../shared/models --out target/visibility
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
mvn -q -B -f "$root" -DskipTests -pl benchmarks -am package dependency:build-classpath -Dmdep.outputFile=target/classpath.txt -Dmdep.includeScope=runtime
exec java -Xmx4g -cp "$root/benchmarks/target/classes:$(cat "$root/benchmarks/target/classpath.txt")" io.facecloak.benchmarks.VisibilityStudy "$@"
