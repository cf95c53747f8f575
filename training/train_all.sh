#!/bin/sh
# Everything in order: cache, both recognisers, detector, export, measurements.
# Stop it at any time; the same command goes on. bundle.py then puts the exports into the jar (README.md).
#   train_all.sh --work DIR [--shared DIR] [--recogniser-minutes 90] [--detector-minutes 15] [--python /usr/bin/python3]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=target/training shared=$here/../../shared recogniser=90 detector=15 python=python3
while [ $# -gt 0 ]; do
    case $1 in
    --work) work=$2 ;;
    --shared) shared=$2 ;;
    --recogniser-minutes) recogniser=$2 ;;
    --detector-minutes) detector=$2 ;;
    --python) python=$2 ;;
    *) echo "unknown option $1" >&2; exit 2 ;;
    esac
    shift 2
done
export OMP_NUM_THREADS="${OMP_NUM_THREADS:-2}" PYTHONUNBUFFERED=1
# glibc gives large blocks back to the system at once, and zeroing them anew took three quarters of the time
for allocator in /usr/lib/*/libtcmalloc_minimal.so.4; do
    [ ! -e "$allocator" ] || export LD_PRELOAD="$allocator"
done
mkdir -p "$work"
share() { awk "BEGIN { print $1 * $2 }"; }

"$python" "$here/prepare.py" --shared "$shared" --work "$work"
# within each: blocks, embedding, smooth
"$python" "$here/train_recogniser.py" --shared "$shared" --work "$work" --arch a \
    --minutes "$(share "$recogniser" .30)" "$(share "$recogniser" .15)" "$(share "$recogniser" .10)"
"$python" "$here/train_recogniser.py" --shared "$shared" --work "$work" --arch b --rates 2e-2 7e-4 4e-4 \
    --minutes "$(share "$recogniser" .15)" "$(share "$recogniser" .15)" "$(share "$recogniser" .10)"
"$python" "$here/export.py" --work "$work" --out "$work/export" a b
"$python" "$here/train_detector.py" --shared "$shared" --work "$work" \
    --minutes "$(share "$detector" .20)" "$(share "$detector" .25)" "$(share "$detector" .55)"
"$python" "$here/export.py" --work "$work" --out "$work/export" pnet rnet onet
"$python" "$here/evaluate_recogniser.py" --shared "$shared" "$work/export/recogniser-a.onnx" "$work/export/recogniser-b.onnx" \
    | tee "$work/export/recognisers-lfw10.json"
"$python" "$here/measure_transfer.py" --shared "$shared" --work "$work" "$work/export/recogniser-a.onnx,$work/export/recogniser-b.onnx" \
    | tee "$work/export/transfer.txt"
"$python" "$here/train_detector.py" --shared "$shared" --evaluate "$work/export" --on eval | tee "$work/export/detector-eval.json"
