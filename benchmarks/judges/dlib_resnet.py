"""Makes an ONNX recogniser of dlib's face recognition ResNet, a judge for benchmarks/transfer.sh that shares nothing with the others.

    dlib_resnet.py PACKAGE/model OUTPUT.onnx

PACKAGE is the unpacked npm package @vladmandic/face-api 1.7.15 (MIT), which holds the network's weights in 8 bits. The input is dlib's
(`preset=dlib` in the model's .properties): RGB, less its mean colour, 150x150 pixels of dlib's own crop; the output has 128 dimensions. Needs
PyTorch and onnx.
"""
import json
import sys
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

BLOCKS = """conv32_1 conv32_2 conv32_3 conv64_down conv64_1 conv64_2 conv64_3 conv128_down conv128_1 conv128_2
    conv256_down conv256_1 conv256_2 conv256_down_out""".split()


def weights(folder):
    """All tensors by name, brought back from 8 bits."""
    manifest = json.loads((folder / "face_recognition_model-weights_manifest.json").read_text())
    data = (folder / "face_recognition_model.bin").read_bytes()
    tensors, offset = {}, 0
    for entry in manifest[0]["weights"]:
        count, quantised = int(np.prod(entry["shape"])), entry.get("quantization")
        values = np.frombuffer(data, np.uint8 if quantised else np.float32, count, offset).astype(np.float32)
        offset += count if quantised else 4 * count
        if quantised:
            values = values * np.float32(quantised["scale"]) + np.float32(quantised["min"])
        tensors[entry["name"]] = torch.from_numpy(values.reshape(entry["shape"]))
    if offset != len(data):
        raise SystemExit(f"{folder}: {len(data)} bytes of weights, but the manifest tells of {offset}")
    return tensors


def convolution(tensors, name, stride):
    """Convolution, bias, and the scale and shift after it, in one."""
    scale = tensors[name + "/scale/weights"]
    kernel = tensors[name + "/conv/filters"].permute(3, 2, 0, 1) * scale[:, None, None, None]
    layer = torch.nn.Conv2d(kernel.shape[1], kernel.shape[0], kernel.shape[2], stride, padding=2 - stride)
    layer.weight.data = kernel.contiguous()
    layer.bias.data = tensors[name + "/conv/bias"] * scale + tensors[name + "/scale/biases"]
    return layer


class Residual(torch.nn.Module):
    def __init__(self, tensors, name):
        super().__init__()
        self.down = "down" in name
        self.first = convolution(tensors, name + "/conv1", 2 if self.down else 1)
        self.second = convolution(tensors, name + "/conv2", 1)

    def forward(self, x):
        y = self.second(F.relu(self.first(x)))
        if self.down:
            x = F.avg_pool2d(x, 2, 2)
            y = F.pad(y, (0, x.shape[3] - y.shape[3], 0, x.shape[2] - y.shape[2]))
            x = F.pad(x, (0, 0, 0, 0, 0, y.shape[1] - x.shape[1]))
        return F.relu(x + y)


class Recogniser(torch.nn.Module):
    def __init__(self, tensors):
        super().__init__()
        self.stem = convolution(tensors, "conv32_down", 2)
        self.blocks = torch.nn.Sequential(*[Residual(tensors, name) for name in BLOCKS])
        self.projection = torch.nn.Parameter(tensors["fc"])

    def forward(self, x):
        return self.blocks(F.max_pool2d(F.relu(self.stem(x)), 3, 2)).mean((2, 3)) @ self.projection


def main():
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    torch.onnx.export(
        Recogniser(weights(Path(sys.argv[1]))).eval(), torch.zeros(1, 3, 150, 150), sys.argv[2], opset_version=13,
        input_names=["face"], output_names=["embedding"], dynamic_axes={"face": {0: "n"}, "embedding": {0: "n"}})


if __name__ == "__main__":
    main()
