"""A network that lays a faint perturbation on an aligned face in one forward pass, and the rule of how much each place of it hides."""
import torch
import torch.nn.functional as F
from torch import nn

from networks import Bottleneck, conv
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


class Generator(nn.Module):
    """Faces in [0,1], N x 3 x 112 x 112, to the signed share of each pixel's budget in (-1, 1).

    A U-Net of 56, 28 and 14 pixels. Faces are aligned, so what suits a place is learnt as such: `places` are added to the maps.
    """

    def __init__(self, widths=(24, 64, 128), depths=(1, 1, 3, 2, 1)):
        super().__init__()
        fine, middle, coarse = widths
        self.stem = nn.Sequential(conv(3, fine, 4, 2, padding=1, activation=nn.ReLU()), *stage(fine, depths[0]))
        self.down = nn.Sequential(conv(fine, middle, 3, 2, activation=nn.ReLU()), *stage(middle, depths[1]))
        self.deep = nn.Sequential(conv(middle, coarse, 3, 2, activation=nn.ReLU()))
        self.blocks = nn.Sequential(*stage(coarse, depths[2]))
        self.whole = nn.Sequential(nn.Conv2d(coarse, coarse, 1), nn.ReLU(), nn.Conv2d(coarse, coarse, 1))
        self.up = nn.Sequential(conv(coarse, middle * 4), nn.PixelShuffle(2))
        self.wide = nn.Sequential(*stage(middle, depths[3]))
        self.out = nn.Sequential(conv(middle, fine * 4), nn.PixelShuffle(2))
        self.fine = nn.Sequential(*stage(fine, depths[4]))
        self.head = nn.Sequential(nn.Conv2d(fine, 12, 3, padding=1), nn.PixelShuffle(2))
        self.places = nn.ParameterList([nn.Parameter(torch.zeros(1, middle, 28, 28)), nn.Parameter(torch.zeros(1, coarse, 14, 14))])
        nn.init.normal_(self.head[0].weight, std=0.02)

    def forward(self, faces):
        fine = self.stem((faces - 0.5) * 4)
        middle = self.down(fine)
        deep = self.deep(middle) + self.places[1]
        deep = deep + self.whole(deep.mean((2, 3), keepdim=True))
        middle = self.wide(self.up(self.blocks(deep)) + middle + self.places[0])
        return torch.tanh(self.head(self.fine(self.out(middle) + fine)))


def stage(channels, blocks):
    return [Bottleneck(channels, 2 * channels, channels, 1) for _ in range(blocks)]


class Cloaking(nn.Module):
    """Faces to perturbations in levels of 255, at the strength of the library's presets (`epsilon` in levels)."""

    def __init__(self, generator, epsilon):
        super().__init__()
        self.generator, self.budget, self.epsilon = generator, HiddenBudget(), epsilon

    def forward(self, faces):
        return self.generator(faces) * self.budget(faces) * self.epsilon
