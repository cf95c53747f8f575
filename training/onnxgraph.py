"""Runs the ONNX graphs of teachers and of exported students in PyTorch, so that one tool gives outputs, inner tensors and gradients."""
import numpy as np
import onnx
import torch
import torch.nn.functional as F
from onnx import helper, numpy_helper


class OnnxGraph:
    """An ONNX graph as a function. Knows the operators of small convolutional face networks; weights are constants."""

    def __init__(self, path):
        graph = onnx.load(str(path)).graph
        self.constants = {t.name: torch.tensor(np.array(numpy_helper.to_array(t))) for t in graph.initializer}
        self.nodes = []
        for node in graph.node:
            attributes = {a.name: helper.get_attribute_value(a) for a in node.attribute}
            if node.op_type == "Constant":
                self.constants[node.output[0]] = torch.tensor(np.array(numpy_helper.to_array(attributes["value"])))
            elif node.op_type == "Cast" and node.input[0] in self.constants:
                self.constants[node.output[0]] = self.constants[node.input[0]].float()
            else:
                self.nodes.append((node.op_type, list(node.input), list(node.output), attributes))
        self.input = next(i.name for i in graph.input if i.name not in self.constants)
        self.outputs = [o.name for o in graph.output]
        self.last_use = {name: k for k, node in enumerate(self.nodes) for name in node[1]}

    def to(self, device):
        self.constants = {k: v.to(device) for k, v in self.constants.items()}
        return self

    def __call__(self, x):
        """The first output."""
        return self.run(x, self.outputs[:1])[0]

    def run(self, x, names=None):
        """The named tensors (default: all outputs, in the graph's order)."""
        names = self.outputs if names is None else names
        values = {self.input: x}
        for k, (op, inputs, outputs, attributes) in enumerate(self.nodes):
            values[outputs[0]] = self._apply(op, attributes, [self._value(values, i) for i in inputs])
            for name in inputs:
                if self.last_use[name] == k and name not in names:
                    values.pop(name, None)
        return [values[n] for n in names]

    def _value(self, values, name):
        return None if not name else values[name] if name in values else self.constants[name]

    @staticmethod
    def _apply(op, a, v):
        x = v[0]
        if op == "Conv":
            pads = a.get("pads", [0, 0, 0, 0])
            if pads[0] != pads[2] or pads[1] != pads[3]:
                x, pads = F.pad(x, (pads[1], pads[3], pads[0], pads[2])), [0, 0]
            bias = v[2] if len(v) > 2 else None
            return F.conv2d(x, v[1], bias, a.get("strides", 1), pads[:2], a.get("dilations", 1), a.get("group", 1))
        if op == "Clip":
            low = float(v[1]) if len(v) > 1 and v[1] is not None else a.get("min")
            high = float(v[2]) if len(v) > 2 and v[2] is not None else a.get("max")
            return torch.clamp(x, low, high)
        if op == "Relu":
            return F.relu(x)
        if op == "Sigmoid":
            return torch.sigmoid(x)
        if op == "PRelu":
            return F.prelu(x, v[1].reshape(-1))
        if op == "LeakyRelu":
            return F.leaky_relu(x, a.get("alpha", 0.01))
        if op in ("Add", "Sub", "Mul", "Div"):
            return {"Add": torch.add, "Sub": torch.sub, "Mul": torch.mul, "Div": torch.div}[op](x, v[1])
        if op in ("Flatten", "Reshape", "Squeeze"):
            return x.flatten(1)
        if op == "BatchNormalization":
            return F.batch_norm(x, v[3], v[4], v[1], v[2], eps=a.get("epsilon", 1e-5))
        if op == "Gemm":
            return F.linear(x, v[1] if a.get("transB") else v[1].t(), v[2] if len(v) > 2 else None)
        if op == "MatMul":
            return x @ v[1]
        if op == "MaxPool":
            pads = a.get("pads", [0, 0])[:2]
            return F.max_pool2d(x, a["kernel_shape"], a.get("strides"), pads, ceil_mode=bool(a.get("ceil_mode", 0)))
        if op == "GlobalAveragePool":
            return x.mean((2, 3), keepdim=True)
        if op == "Transpose":
            return x.permute(a["perm"])
        if op == "Softmax":
            return torch.softmax(x, a.get("axis", -1))
        if op in ("Identity", "Dropout"):
            return x
        raise NotImplementedError("operator " + op)
