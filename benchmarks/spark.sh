#!/usr/bin/env bash
# Builds the Spark jobs and times them with one and two cores, in turns, for example: benchmarks/spark.sh --copies 40 --width 4000
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
mvn -q -B -f "$root" -DskipTests -pl facecloak-examples-spark -am package dependency:build-classpath -Dmdep.outputFile=target/classpath.txt
module=$root/facecloak-examples-spark
opens=(--add-opens=java.base/{java.lang,java.lang.invoke,java.net,java.nio,java.util,java.util.concurrent,sun.nio.ch,sun.security.action}=ALL-UNNAMED)
# One thread per task, as on a cluster: Spark runs as many tasks as there are cores.
export OMP_NUM_THREADS=1
exec java -Xmx4g "${opens[@]}" -Dfacecloak.device=cpu:1 -cp "$module/target/classes:$module/src/test/resources:$(cat "$module/target/classpath.txt")" \
  io.facecloak.examples.spark.SparkJobs benchmark --demo "$root/facecloak-examples/demo" "$@"
