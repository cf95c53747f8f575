"""The students' architectures. Batch normalisation only helps training; export folds it into the convolutions."""
import torch
from torch import nn


def conv(inputs, outputs, kernel=1, stride=1, groups=1, padding=None, activation=None):
    padding = kernel // 2 if padding is None else padding
    layers = [nn.Conv2d(inputs, outputs, kernel, stride, padding, groups=groups, bias=False), nn.BatchNorm2d(outputs)]
    return nn.Sequential(*layers, *([activation] if activation else []))


class Bottleneck(nn.Module):
    """1x1 up, 3x3 depthwise, 1x1 down without activation; the identity is added where the shape allows."""

    def __init__(self, inputs, inner, outputs, stride):
        super().__init__()
        self.identity = stride == 1 and inputs == outputs
        self.layers = nn.Sequential(conv(inputs, inner, activation=nn.ReLU6()),
                                    conv(inner, inner, 3, stride, inner, activation=nn.ReLU6()), conv(inner, outputs))

    def forward(self, x):
        return x + self.layers(x) if self.identity else self.layers(x)


class Residual(nn.Module):
    """Two plain 3x3 convolutions and the identity."""

    def __init__(self, width):
        super().__init__()
        self.layers = nn.Sequential(conv(width, width, 3, activation=nn.ReLU()), conv(width, width, 3))

    def forward(self, x):
        return torch.relu(x + self.layers(x))


class Recogniser(nn.Module):
    """Input: aligned faces, RGB in [0,1]; output: embeddings, not normalised. Made of blocks that meet a teacher's inner tensors."""

    def __init__(self, blocks, mean, std):
        super().__init__()
        self.blocks = nn.ModuleList(blocks)
        self.register_buffer("mean", torch.tensor(mean).view(1, -1, 1, 1))
        self.register_buffer("std", torch.tensor(std).view(1, -1, 1, 1))

    def forward(self, x):
        x = (x - self.mean) / self.std
        for block in self.blocks:
            x = block(x)
        return x


def student_a(width=0.75):
    """MobileFaceNet's structure with narrower inner layers; blocks end where those of the teacher foamliu/MobileFaceNet end."""
    def inner(channels):
        return int(channels * width) // 8 * 8
    stem = nn.Sequential(conv(3, inner(64), 3, 2, activation=nn.ReLU6()),
                         conv(inner(64), inner(64), 3, groups=inner(64), activation=nn.ReLU()), conv(inner(64), 64, activation=nn.ReLU()))
    # teacher: inner channels, output channels, stride
    shape = [(128, 64, 2)] + [(128, 64, 1)] * 4 + [(256, 128, 2)] + [(256, 128, 1)] * 6 + [(512, 128, 2)] + [(256, 128, 1)] * 2
    blocks, channels = [stem], 64
    for middle, outputs, stride in shape:
        blocks.append(Bottleneck(channels, inner(middle), outputs, stride))
        channels = outputs
    tail = nn.Sequential(conv(128, inner(512), activation=nn.ReLU6()), conv(inner(512), inner(512), 7, groups=inner(512), padding=0),
                         conv(inner(512), 128), nn.Flatten())
    net = Recogniser([*blocks, tail], [0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
    net.taps = ["/dw_conv/relu_1/Relu_output_0", "/features/features.0/conv/conv.2/Conv_output_0"]
    for k in range(1, 15):
        plain = k in (5, 12)
        net.taps.append(f"/features/features.{k}/" + ("conv/conv.2/Conv_output_0" if plain else "Add_output_0"))
    net.taps.append("output0")
    return net


def student_b(width=1.0):
    """A plain residual network of dense 3x3 convolutions; its four stages end where those of the teacher MobileFace v2 end."""
    def stage(inputs, middle, outputs, *extra):
        middle = int(middle * width) // 8 * 8
        first = extra or (conv(inputs, middle, 3, 2, activation=nn.ReLU()),)
        return nn.Sequential(*first, Residual(middle), conv(middle, outputs))
    wide = int(64 * width) // 8 * 8
    entrance = (conv(3, 32, 3, 2, activation=nn.ReLU()), conv(32, wide, 3, 2, activation=nn.ReLU()))
    last = int(160 * width) // 8 * 8
    blocks = [stage(3, 64, 32, *entrance), stage(32, 112, 32), stage(32, 144, 64),
              nn.Sequential(conv(64, last, 3, 2, activation=nn.ReLU()), conv(last, last, 3, activation=nn.ReLU()), conv(last, 128)),
              nn.Sequential(conv(128, 384, activation=nn.ReLU()), conv(384, 384, 4, groups=384, padding=0), conv(384, 384), nn.Flatten())]
    net = Recogniser(blocks, [0.5, 0.5, 0.5], [0.5, 0.5, 0.5])
    net.taps = ["_plus1", "_plus3", "_plus5", "_plus7", None]
    return net


RECOGNISERS = {"a": student_a, "b": student_b}


def cell(inputs, outputs, kernel):
    return conv(inputs, outputs, kernel, padding=0, activation=nn.PReLU(outputs))


def pool(kernel):
    return nn.MaxPool2d(kernel, 2, ceil_mode=True)


class PNet(nn.Module):
    """Fully convolutional proposals: 12-pixel receptive field, stride 2."""
    outputs = ["reg", "prob"]

    def __init__(self, widths=(12, 24, 40)):
        super().__init__()
        a, b, c = widths
        self.trunk = nn.Sequential(cell(3, a, 3), pool(2), cell(a, b, 3), cell(b, c, 3))
        self.face, self.box = nn.Conv2d(c, 2, 1), nn.Conv2d(c, 4, 1)

    def logits(self, x):
        x = self.trunk(x)
        return {"logits": self.face(x), "reg": self.box(x)}

    def forward(self, x):
        out = self.logits(x)
        return out["reg"], torch.softmax(out["logits"], 1)


class Patch(nn.Module):
    """R- and O-Net: convolutions, one dense layer, heads."""

    def __init__(self, trunk, features, hidden, landmarks):
        super().__init__()
        self.trunk = trunk
        self.dense = nn.Sequential(nn.Flatten(), nn.Linear(features, hidden), nn.PReLU(hidden))
        self.face, self.box = nn.Linear(hidden, 2), nn.Linear(hidden, 4)
        self.points = nn.Linear(hidden, 10) if landmarks else None
        self.outputs = ["reg", "landmarks", "prob"] if landmarks else ["reg", "prob"]

    def logits(self, x):
        x = self.dense(self.trunk(x))
        out = {"logits": self.face(x), "reg": self.box(x)}
        return {**out, "landmarks": self.points(x)} if self.points else out

    def forward(self, x):
        out = self.logits(x)
        return tuple(torch.softmax(out["logits"], 1) if name == "prob" else out[name] for name in self.outputs)


def strided(inputs, outputs, stride=2):
    return conv(inputs, outputs, 3, stride, activation=nn.PReLU(outputs))


def rnet():
    """Strides instead of the teacher's pooling: half the time of a training step, and room for one layer more."""
    trunk = nn.Sequential(strided(3, 32), strided(32, 64), strided(64, 64, 1), strided(64, 96))
    return Patch(trunk, 96 * 9, 128, False)


def onet():
    trunk = nn.Sequential(strided(3, 32), strided(32, 64), strided(64, 64, 1), strided(64, 128), strided(128, 128))
    return Patch(trunk, 128 * 9, 256, True)


DETECTORS = {"pnet": PNet, "rnet": rnet, "onet": onet}


def fold(module):
    """A copy of the module whose batch normalisations are folded into the convolutions before them."""
    if isinstance(module, nn.Sequential):
        layers, result = list(module), []
        for layer in layers:
            if isinstance(layer, nn.BatchNorm2d):
                result[-1] = nn.utils.fuse_conv_bn_eval(result[-1].eval(), layer.eval())
            else:
                result.append(fold(layer))
        return nn.Sequential(*result)
    for name, child in list(module.named_children()):
        setattr(module, name, fold(child) if not isinstance(module, nn.ModuleList) else fold(child))
    return module
