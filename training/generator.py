"""A network that lays a faint perturbation on an aligned face in one forward pass, and the rule of how much each place of it hides."""
import torch
import torch.nn.functional as F
from torch import nn

from networks import Bottleneck, conv
from onnxgraph import OnnxGraph
from training import blur

SIZE = 112
# places of the template that every aligned face shares: centre and half axes of ellipses in pixels
FACE = (56, 66, 42, 52)
WATCHED = [(38, 52, 13, 8), (74, 52, 13, 8), (56, 92, 21, 9)]


def ellipse(x, y, width, height, soft):
    """1 within, 0 outside, a ramp of so many pixels between."""
    along = (torch.arange(SIZE) + 0.5 - x) / width
    down = (torch.arange(SIZE) + 0.5 - y) / height
    distance = (along[None] ** 2 + down[:, None] ** 2).sqrt()
    return ((1 - distance) * min(width, height) / soft + 0.5).clamp(0, 1)


class HiddenBudget(nn.Module):
    """How large a change each place hides, as a factor in [0, 2]: the library's HiddenChange, with ellipses of the template for its landmarks.

    Much in brows, beard and wrinkles, little on smooth skin, eyes and lips, nothing beside the face. Of the contrast, what is narrower
    than an opening is left out: beside the edge between two smooth places a change shows.
    """

    def __init__(self):
        super().__init__()
        watched = torch.stack([ellipse(*place, soft=3) for place in WATCHED]).amax(0)
        self.register_buffer("face", ellipse(*FACE, soft=6)[None, None])
        self.register_buffer("watched", watched[None, None])
        self.register_buffer("luma", torch.tensor([0.299, 0.587, 0.114]).view(1, 3, 1, 1))

    def forward(self, faces):
        luma = (faces * self.luma).sum(1, keepdim=True)
        mean = blur(luma, 2, 6)
        deviation = (blur(luma * luma, 2, 6) - mean * mean).clamp(min=0).sqrt()
        opened = F.max_pool2d(-F.max_pool2d(-deviation, 5, 1, 2), 5, 1, 2)
        texture = (0.2 + blur(opened, 1.5, 4) / 0.05).clamp(max=2)
        return self.face * (texture + self.watched * (texture.clamp(max=0.25) - texture))


# tensors of recogniser-b.onnx that the generator reads: 48 x 56 x 56, 32 x 28 x 28, 32 x 14 x 14, 64 x 7 x 7, and the embedding
TAPS = ["/layers/layers.1/layers.1.0/layers.1.0.1/Clip_output_0", "/layers/layers.3/Add_output_0", "/layers/layers.6/Add_output_0",
        "/layers/layers.9/Add_output_0", "embedding"]


class Encoder:
    """What the bundled recogniser b makes of faces in [0,1] on its way to their embeddings. It does not learn here."""

    def __init__(self, recogniser):
        self.graph = OnnxGraph(recogniser)

    def __call__(self, faces):
        with torch.no_grad():
            return self.graph.run(faces, TAPS)


class Join(nn.Module):
    """Twice as fine maps, weighted and completed by the recogniser's tensor of that size, as its gradient would be."""

    def __init__(self, inputs, tap, outputs, blocks):
        super().__init__()
        self.up = nn.Sequential(conv(inputs, outputs * 4), nn.PixelShuffle(2))
        self.tap = conv(tap, 2 * outputs)
        self.blocks = nn.Sequential(*stage(outputs, blocks))

    def forward(self, x, tap):
        weight, term = self.tap(tap).chunk(2, 1)
        return self.blocks(self.up(x) * 2 * torch.sigmoid(weight) + term)


class Generator(nn.Module):
    """From a recogniser's tensors and embeddings of faces to the directions in which their pixels should move, N x 3 x 112 x 112.

    The way back that a gradient takes, learnt: who it is decides what to change, and the maps on the way where.
    """

    def __init__(self):
        super().__init__()
        self.code = conv(256, 32 * 7 * 7)
        self.deep = nn.Sequential(conv(32 + 64, 128, activation=nn.ReLU()), *stage(128, 2))
        self.joins = nn.ModuleList([Join(128, 32, 64, 2), Join(64, 32, 48, 2), Join(48, 48, 24, 1)])
        self.head = nn.Sequential(nn.Conv2d(24, 12, 3, padding=1), nn.PixelShuffle(2))

    def forward(self, taps):
        *maps, embedding = taps
        code = self.code(F.normalize(embedding)[:, :, None, None]).view(-1, 32, 7, 7)
        x = self.deep(torch.cat([code, maps[-1]], 1))
        for join, tap in zip(self.joins, maps[-2::-1]):
            x = join(x, tap)
        return self.head(x)


def stage(channels, blocks):
    return [Bottleneck(channels, 2 * channels, channels, 1) for _ in range(blocks)]


def shares(directions, budget):
    """The signed share of each pixel's budget, in (-1, 1). Every face uses its budget equally well, so that no share saturates."""
    weight = budget ** 2
    energy = (directions ** 2 * weight).sum((1, 2, 3), keepdim=True) / (3 * weight.sum((1, 2, 3), keepdim=True) + 1e-6)
    return torch.tanh(directions / (energy + 1e-8).sqrt())


class Cloaking(nn.Module):
    """Faces to perturbations in levels of 255, at the strength of the library's presets (`epsilon` in levels)."""

    def __init__(self, recogniser, generator, epsilon):
        super().__init__()
        self.encoder, self.generator, self.budget, self.epsilon = Encoder(recogniser), generator, HiddenBudget(), epsilon

    def forward(self, faces):
        budget = self.budget(faces)
        return shares(self.generator(self.encoder(faces)), budget) * budget * self.epsilon
