"""Writes a checkpoint as ONNX and checks it against PyTorch.

    export.py --work target/training --out target/training/export a b pnet rnet onet

Opset 13, dynamic batch, batch normalisation folded. Weights (--weights): "rounded" (default) are float32 whose values are those of
float16, so that the graph stays plain and the jar's compression halves the file; "half" stores float16 and casts in the graph;
"full" is float32 as trained. Writes the SHA-256 and both sizes to OUT/models.json.
"""
import argparse
import copy
import gzip
import hashlib
import json
import os
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "2")
import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper
from torch import nn

import blocked
from networks import DETECTORS, RECOGNISERS, fold
from onnxgraph import OnnxGraph

INPUTS = {"pnet": (2, 3, 50, 70), "rnet": (3, 3, 24, 24), "onet": (3, 3, 48, 48)}


class Plain(nn.Module):
    """A folded recogniser whose normalisation is a 1x1 convolution: only operators with fast gradients."""

    def __init__(self, net):
        super().__init__()
        entry = nn.Conv2d(3, 3, 1, groups=3)
        entry.weight.data = (1 / net.std).reshape(3, 1, 1, 1).clone()
        entry.bias.data = (-net.mean / net.std).reshape(3).clone()
        self.layers = nn.Sequential(entry, *(fold(copy.deepcopy(b)) for b in net.blocks))

    def forward(self, x):
        return self.layers(x)


def load(name, work):
    net = (RECOGNISERS[name] if name in RECOGNISERS else DETECTORS[name])()
    file = f"recogniser-{name}.pt" if name in RECOGNISERS else f"{name}.pt"
    state = torch.load(Path(work) / file, map_location="cpu")["net"]
    net.load_state_dict(state)
    return net.eval()


def convert(name, net, path):
    if name in RECOGNISERS:
        plain, x, outputs = Plain(net).eval(), torch.rand(2, 3, 112, 112), ["embedding"]
    else:
        plain, x, outputs = fold(copy.deepcopy(net)).eval(), torch.randn(*INPUTS[name]), net.outputs
    axes = {n: {0: "N"} for n in ["input", *outputs]}
    if name == "pnet":
        axes["input"].update({2: "H", 3: "W"})
        for n in outputs:
            axes[n].update({2: "Hout", 3: "Wout"})
    torch.onnx.export(plain, x, str(path), opset_version=13, input_names=["input"], output_names=outputs, dynamic_axes=axes)


def store_weights(path, how):
    model = onnx.load(str(path))
    graph, casts = model.graph, []
    for tensor in graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype != np.float32 or how == "full":
            continue
        if np.abs(values).max() > 65504:
            raise ValueError(f"{tensor.name} does not fit float16")
        if how == "rounded" or values.size < 64:
            tensor.CopyFrom(numpy_helper.from_array(values.astype(np.float16).astype(np.float32), tensor.name))
        else:
            casts.append(helper.make_node("Cast", [tensor.name + ".half"], [tensor.name], to=onnx.TensorProto.FLOAT))
            tensor.CopyFrom(numpy_helper.from_array(values.astype(np.float16), tensor.name + ".half"))
    nodes = casts + list(graph.node)
    del graph.node[:]
    graph.node.extend(nodes)
    model.producer_name, model.producer_version = "facecloak", ""
    onnx.checker.check_model(model)
    onnx.save(model, str(path))


def difference(name, net, path):
    """The largest deviation of the file's outputs from the network's, relative to the outputs' size."""
    graph = OnnxGraph(path)
    torch.manual_seed(0)
    shape = (5, 3, 112, 112) if name in RECOGNISERS else (5, *INPUTS[name][1:])
    x = torch.rand(shape) if name in RECOGNISERS else torch.randn(shape)
    with torch.no_grad():
        expected = net(x)
        expected = expected if isinstance(expected, tuple) else (expected,)
        return max(float((a - b).abs().max() / b.abs().max()) for a, b in zip(graph.run(x), expected))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="+", choices=[*RECOGNISERS, *DETECTORS])
    parser.add_argument("--work", default="target/training")
    parser.add_argument("--out", default="target/training/export")
    parser.add_argument("--weights", choices=["rounded", "half", "full"], default="rounded")
    options = parser.parse_args()
    out = Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    catalogue = out / "models.json"
    entries = json.loads(catalogue.read_text()) if catalogue.exists() else {}
    for name in options.names:
        net = load(name, options.work)
        path = out / (f"recogniser-{name}.onnx" if name in RECOGNISERS else f"{name}.onnx")
        convert(name, net, path)
        store_weights(path, options.weights)
        if name == "pnet" and options.weights != "half":
            blocked.store(path, path)
        deviation = difference(name, net, path)
        if deviation > (0.001 if options.weights == "full" else 0.03):
            raise SystemExit(f"{path}: deviates by {deviation:.4f} from the checkpoint")
        data = path.read_bytes()
        entries[path.name] = {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data), "compressed": len(gzip.compress(data)),
                              "deviation": round(deviation, 6)}
        print(path.name, entries[path.name], flush=True)
    catalogue.write_text(json.dumps(entries, indent=2, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
