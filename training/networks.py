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


def student_a(width=1.25):
    """MobileFaceNet's structure with wider inner layers; blocks end where those of the teacher foamliu/MobileFaceNet end."""
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


def student_b(width=8 / 3):
    """A MobileNet-like network with inner layers much wider than its teacher, MobileFace v2; blocks end where the teacher's end."""
    def inner(channels):
        return int(channels * width) // 16 * 16
    stem = nn.Sequential(conv(3, 48, 3, 2, activation=nn.ReLU6()), Bottleneck(48, inner(96), 32, 2))
    # teacher: inner channels, output channels, stride
    shape = [(96, 32, 1)] * 2 + [(96, 32, 2)] + [(96, 32, 1)] * 2 + [(96, 64, 2)] + [(192, 64, 1)] * 2 + [(192, 128, 2)] + [(384, 128, 1)] * 2
    blocks, channels = [stem], 32
    for middle, outputs, stride in shape:
        blocks.append(Bottleneck(channels, inner(middle), outputs, stride))
        channels = outputs
    net = Recogniser([*blocks, nn.Sequential(nn.Flatten(), nn.Linear(128 * 16, 256))], [0.5, 0.5, 0.5], [0.5, 0.5, 0.5])
    net.taps = ["batchnorm2", "_plus0", "_plus1", "batchnorm11", "_plus2", "_plus3", "batchnorm20", "_plus4", "_plus5", "batchnorm29",
                "_plus6", "_plus7", "embedding"]
    return net


RECOGNISERS = {"a": student_a, "b": student_b}


def cell(inputs, outputs, kernel, pool=None):
    """A convolution, PReLU, perhaps a maximum over windows: a block that meets a teacher's tensor."""
    pooling = [nn.MaxPool2d(pool, 2, ceil_mode=True)] if pool else []
    return nn.Sequential(nn.Conv2d(inputs, outputs, kernel), nn.PReLU(outputs), *pooling)


def dense(inputs, outputs):
    return nn.Sequential(nn.Flatten(), nn.Linear(inputs, outputs), nn.PReLU(outputs))


class Detector(nn.Module):
    """One network of the cascade: blocks that meet the teacher's inner tensors `taps`, then heads.

    `linear` names what the teacher's dense layers answer before any activation: the block's, the face's, the box's, the landmarks'.
    """

    def __init__(self, blocks, taps, features, head, landmarks=False, linear=()):
        super().__init__()
        self.blocks, self.taps, self.linear = nn.ModuleList(blocks), taps, linear
        self.face, self.box = head(features, 2), head(features, 4)
        self.points = head(features, 10) if landmarks else None
        self.outputs = ["reg", "landmarks", "prob"] if landmarks else ["reg", "prob"]

    def heads(self, x):
        out = {"logits": self.face(x), "reg": self.box(x)}
        return {**out, "landmarks": self.points(x)} if self.points else out

    def logits(self, x):
        for block in self.blocks:
            x = block(x)
        return self.heads(x)

    def forward(self, x):
        out = self.logits(x)
        return tuple(torch.softmax(out["logits"], 1) if name == "prob" else out[name] for name in self.outputs)


def pnet():
    """Fully convolutional proposals: 12-pixel receptive field, stride 2."""
    blocks = [cell(3, 10, 3, pool=2), cell(10, 16, 3), cell(16, 32, 3)]
    taps = ["/pool1/MaxPool_output_0", "/prelu2/PRelu_output_0", "/prelu3/PRelu_output_0"]
    return Detector(blocks, taps, 32, lambda i, o: nn.Conv2d(i, o, 1))


def rnet():
    blocks = [cell(3, 28, 3, pool=3), cell(28, 48, 3, pool=3), cell(48, 64, 2), dense(576, 128)]
    taps = ["/pool1/MaxPool_output_0", "/pool2/MaxPool_output_0", "/prelu3/PRelu_output_0", "/prelu4/PRelu_output_0"]
    return Detector(blocks, taps, 128, nn.Linear, linear=["/dense4/Gemm_output_0", "/dense5_1/Gemm_output_0", "reg"])


def onet():
    blocks = [cell(3, 32, 3, pool=3), cell(32, 64, 3, pool=3), cell(64, 64, 3, pool=2), cell(64, 128, 2), dense(1152, 256)]
    taps = ["/pool1/MaxPool_output_0", "/pool2/MaxPool_output_0", "/pool3/MaxPool_output_0", "/prelu4/PRelu_output_0",
            "/prelu5/PRelu_output_0"]
    linear = ["/dense5/Gemm_output_0", "/dense6_1/Gemm_output_0", "reg", "landmarks"]
    return Detector(blocks, taps, 256, nn.Linear, landmarks=True, linear=linear)


DETECTORS = {"pnet": pnet, "rnet": rnet, "onet": onet}


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
        setattr(module, name, fold(child))
    return module
