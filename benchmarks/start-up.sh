#!/usr/bin/env bash
# Time from the start of the JVM to the first protected photo, with a saved cloak and the configured models, as it is and with what an
# application can do about it: benchmarks/start-up.sh CLOAK PHOTO [ROUNDS]
# Prints medians of ROUNDS processes of each kind, which run in turns: time that passed, and time of the processors.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
cloak=$(realpath "$1")
photo=$(realpath "$2")
rounds=${3:-5}
mvn -q -B -f "$root" -DskipTests -pl facecloak-onnx -am package dependency:build-classpath -Dmdep.outputFile=target/classpath.txt -Dmdep.includeScope=runtime
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
# Jars alone: Java archives no classes from folders.
jar --create --file "$work/first.jar" -C "$root/facecloak-onnx/target/test-classes" io/facecloak/onnx/FirstApply.class
onnx=$(ls "$root"/facecloak-onnx/target/facecloak-onnx-*.jar | grep -v -e -tests -e -sources -e -javadoc)
classes="$work/first.jar:$onnx:$(cat "$root/facecloak-onnx/target/classpath.txt")"

first() {
    java "$@" -cp "$classes" io.facecloak.onnx.FirstApply "$cloak" "$photo" "$work/copy.jpg"
}

silent() {
    ORT_DISABLE_TELEMETRY=1 first "$@"
}

# The first process also fills the cache folder, the second one writes the archive of classes.
first > "$work/first.log"
silent -XX:ArchiveClassesAtExit="$work/classes.jsa" > "$work/archive.log" 2>&1

measured() {
    local kind=$1
    shift
    local TIMEFORMAT='%R %U %S'
    { time "$@" > "$work/run.log" 2>&1; } 2>> "$work/$kind.times"
}

for ((i = 0; i < rounds; i++)); do
    measured java java -version
    measured plain first
    measured telemetry silent
    measured archive first -XX:SharedArchiveFile="$work/classes.jsa"
    measured compiler first -XX:TieredStopAtLevel=1
    measured all silent -XX:SharedArchiveFile="$work/classes.jsa" -XX:TieredStopAtLevel=1
done

median() {
    sort -n | awk '{ value[NR] = $1 } END { printf "%.0f", 1000 * value[int((NR + 1) / 2)] }'
}

report() {
    echo "$2: $(awk '{ print $1 }' "$work/$1.times" | median) ms, processors $(awk '{ print $2 + $3 }' "$work/$1.times" | median) ms"
}

report java "java -version"
report plain "first copy"
report telemetry "with ORT_DISABLE_TELEMETRY=1"
report archive "with an archive of classes"
report compiler "with -XX:TieredStopAtLevel=1"
report all "with all three"
