#!/usr/bin/env bash
# Runs the CUDA side on a machine with an NVIDIA GPU: does the device start, are the gradients on it those of automatic differentiation,
# and how long do a gradient step and a cloak take there and on the CPU. The engines' CUDA libraries must be installed; docs/devices.md says which.
#
# benchmarks/cuda.sh MODELS [DEVICE]      for example: benchmarks/cuda.sh MODELS cuda:0
#
# The golden gradients are read from the folder reference beside MODELS, and skipped without it.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ $# -lt 1 ]; then
  sed -n '2,7s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi
models=$(realpath "$1")
device=${2:-cuda:0}
if ! nvidia-smi; then
  echo "no NVIDIA GPU: nvidia-smi does not run" >&2
  exit 1
fi

echo "== gradients on $device"
mvn -B -Pcuda -pl facecloak-onnx -am test -Dfacecloak.device="$device" -Dfacecloak.shared="$(dirname "$models")" \
  -Dsurefire.failIfNoSpecifiedTests=false \
  -Dtest='DeviceTest,GoldenGradientsTest,ArchitectureTest,*RulesTest,GradientGraphTest,CachedGradientTest,OnnxEmbedderTest,Arc2FaceSynthesizerTest'

export FACECLOAK_PROFILE=cuda
for where in "$device" cpu; do
  echo "== gradients on $where"
  benchmarks/run.sh GradientBenchmark -p threads=0 -p model=mobilefacenet-foamliu,mobileface-v2,ir100 \
    -jvmArgsAppend "-Dfacecloak.models=$models -Dfacecloak.device=$where"
  echo "== cloaks on $where"
  benchmarks/run.sh CloakBenchmark -jvmArgsAppend "-Dfacecloak.device=$where"
done
