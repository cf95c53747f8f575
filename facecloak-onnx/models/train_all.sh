#!/bin/sh
# Everything in order: cache, both recognisers on tight crops, then on loose ones, detector, export, measurements.
# Stop it at any time; the same command goes on.
# A larger number of minutes later trains further from the checkpoints. bundle.py then puts the exports into the jar (README.md).
#   train_all.sh --work DIR [--shared DIR] [--recogniser-minutes 25] [--loose-minutes 20] [--detector-minutes 15] [--python /usr/bin/python3]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=target/training shared=$here/../../../shared recogniser=25 loose=20 detector=15 python=python3
while [ $# -gt 0 ]; do
    case $1 in
    --work) work=$2 ;;
    --shared) shared=$2 ;;
    --recogniser-minutes) recogniser=$2 ;;
    --loose-minutes) loose=$2 ;;
    --detector-minutes) detector=$2 ;;
    --python) python=$2 ;;
    *) echo "unknown option $1" >&2; exit 2 ;;
    esac
    shift 2
done
export OMP_NUM_THREADS="${OMP_NUM_THREADS:-2}" PYTHONUNBUFFERED=1
mkdir -p "$work"
share() { awk "BEGIN { print $1 * $2 }"; }

"$python" "$here/prepare.py" --shared "$shared" --work "$work"
# of the recognisers' time, 56 % for a (the costlier network), 44 % for b; within each: blocks, embedding, smooth
"$python" "$here/train_recogniser.py" --shared "$shared" --work "$work" --arch a \
    --minutes "$(share "$recogniser" .15)" "$(share "$recogniser" .20)" "$(share "$recogniser" .21)"
"$python" "$here/export.py" --work "$work" --out "$work/export" a
"$python" "$here/train_recogniser.py" --shared "$shared" --work "$work" --arch b \
    --minutes "$(share "$recogniser" .09)" "$(share "$recogniser" .18)" "$(share "$recogniser" .17)"
"$python" "$here/export.py" --work "$work" --out "$work/export" b
# the students train on where faces have hair and chin
"$python" "$here/prepare.py" --shared "$shared" --work "$work/loose" --sets loose --faces-only
"$python" "$here/train_recogniser.py" --shared "$shared" --work "$work/loose" --arch a --start "$work/export/recogniser-a.onnx" \
    --batch 32 --rates 3e-3 7e-4 5e-4 --minutes 0 "$(share "$loose" .33)" "$(share "$loose" .17)"
"$python" "$here/train_recogniser.py" --shared "$shared" --work "$work/loose" --arch b --start "$work/export/recogniser-b.onnx" \
    --batch 48 --rates 3e-3 1e-3 5e-4 --minutes 0 "$(share "$loose" .33)" "$(share "$loose" .17)"
"$python" "$here/export.py" --work "$work/loose" --out "$work/export" a b
"$python" "$here/train_detector.py" --shared "$shared" --work "$work" \
    --minutes "$(share "$detector" .20)" "$(share "$detector" .25)" "$(share "$detector" .55)"
"$python" "$here/export.py" --work "$work" --out "$work/export" pnet rnet onet
"$python" "$here/evaluate_recogniser.py" --shared "$shared" "$work/export/recogniser-a.onnx" "$work/export/recogniser-b.onnx" \
    | tee "$work/export/recognisers-lfw10.json"
"$python" "$here/train_detector.py" --shared "$shared" --evaluate "$work/export" --on eval | tee "$work/export/detector-eval.json"
