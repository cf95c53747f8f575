"""What the generator is worth alone, beside sign steps within the same budget, and as their start.

    measure_generator.py --shared ../../../shared --work target/training --epsilon 5.75 8

The protocol is that of measure_transfer.py; every face is rounded to levels before it is judged. Steps are taken on the bundled recognisers,
away from the photo's own embedding and that of another photo of the person; the generator knows only the photo. PSNR and SSIM (11 pixels,
sigma 1.5) of luma on the aligned crop. `--similarity` adds faces of another folder: how similar to themselves the generator leaves them, to every judge.
"""
import argparse
import os
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "2")
import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

from evaluate_recogniser import largest
from generator import Cloaking, Generator
from measure_transfer import JUDGES, Judge, Recogniser, aligned, moved, seeds_and_probes
from mtcnn import Mtcnn
from train_generator import BUNDLED, ENCODER, TEACHERS
from training import blur, compressed

LUMA = torch.tensor([0.299, 0.587, 0.114]).view(1, 3, 1, 1)


def luma(x):
    return (x * LUMA).sum(1, keepdim=True)


def psnr(x, y):
    """For each pair of pictures in [0,1]."""
    return -10 * ((luma(x) - luma(y)) ** 2).mean((1, 2, 3)).log10()


def ssim(x, y):
    x, y = luma(x), luma(y)
    def mean(z):
        return blur(z, 1.5, 5)[:, :, 5:-5, 5:-5]
    mx, my = mean(x), mean(y)
    vx, vy, vxy = mean(x * x) - mx * mx, mean(y * y) - my * my, mean(x * y) - mx * my
    c1, c2 = 0.01 ** 2, 0.03 ** 2
    return ((2 * mx * my + c1) * (2 * vxy + c2) / ((mx * mx + my * my + c1) * (vx + vy + c2))).mean((1, 2, 3))


def rounded(x):
    return (x * 255).round() / 255


class Ways:
    """The ways of changing faces that are compared, all within the same budget."""

    def __init__(self, net, surrogates, epsilon, seed):
        self.cloaking, self.surrogates, self.seed = Cloaking(ENCODER, net, epsilon), surrogates, seed

    @torch.no_grad()
    def generated(self, x):
        return (x + self.cloaking(x) / 255).clamp(0, 1)

    def refined(self, x, others, steps, start=None):
        """After sign steps away from the photos' own embeddings and those of other photos of the people."""
        with torch.no_grad():
            levels = self.cloaking.budget(x) * self.cloaking.epsilon
            anchors = [F.normalize(s.all(x) + s.all(others)) for s in self.surrogates]
        return moved(self.surrogates, x, anchors, levels, steps, self.seed, start)


def load(work):
    net = Generator()
    net.load_state_dict(torch.load(Path(work) / "generator.pt", map_location="cpu")["net"])
    return net.eval()


def in_batches(change, x, others, size=33):
    return torch.cat([rounded(change(x[k:k + size], others[k:k + size])) for k in range(0, len(x), size)])


def sheet(path, originals, rows, zoom=2):
    """The faces as they were, and below them one row for each way."""
    lines = [torch.cat(list(row), 2) for row in [originals, *rows]]
    pixels = (torch.cat(lines, 1).permute(1, 2, 0) * 255).round().byte().numpy()
    Image.fromarray(pixels.repeat(zoom, 0).repeat(zoom, 1)).save(path)


def similarity(options, net, judges):
    """The mean similarity of other faces to themselves before they were changed."""
    detector = Mtcnn.load(Path(options.shared) / "models" / "mtcnn", min_face=50)
    photos = sorted(p for p in Path(options.similarity).rglob("*.jpg"))
    found = [largest(detector, p) for p in photos[::max(1, len(photos) // options.limit)]]
    x = torch.stack([face for face in found if face is not None])
    for epsilon in options.epsilon:
        y = rounded(Ways(net, [], epsilon, options.seed).generated(x))
        left = ", ".join(f"{judge.name} {(judge.all(x) * judge.all(y)).sum(1).mean():.3f}" for judge in judges)
        print(f"{options.similarity}, {len(x)} faces, {epsilon:g} levels, {psnr(x, y).mean():.1f} dB, similarity to themselves: {left}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", default="../../../shared")
    parser.add_argument("--work", default="target/training", help="folder with generator.pt, and for the cache of aligned faces")
    parser.add_argument("--epsilon", type=float, nargs="+", default=[5.75, 8], help="levels")
    parser.add_argument("--steps", type=int, default=25)
    parser.add_argument("--further", type=int, default=5, help="steps after the generator, and as many alone")
    parser.add_argument("--jpeg", type=int, help="also judge the changed faces as JPEG of this quality")
    parser.add_argument("--strangers", type=int, default=1008)
    parser.add_argument("--people", type=int, default=66)
    parser.add_argument("--pictures", help="folder for a sheet of eight people for each strength")
    parser.add_argument("--similarity", help="a folder of other faces, instead of the table")
    parser.add_argument("--limit", type=int, default=200, help="about as many faces of that folder")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    net = load(options.work)
    recognisers = [Recogniser(options.shared, name) for name in [*JUDGES, *TEACHERS]]
    if options.similarity:
        similarity(options, net, recognisers)
        return
    faces, person, strangers = aligned(options.shared, options.work, options.strangers)
    seeds, chosen = seeds_and_probes(person, options.people)
    judges = [Judge(recogniser, faces, person, strangers) for recogniser in recognisers]
    x, others = faces[chosen], faces[seeds]
    surrogates = [Recogniser(options.shared, str(BUNDLED / f"recogniser-{k}.onnx")) for k in "ab"]

    def judged(name, y):
        figures = []
        for judge in judges:
            nearer = judge.nearer(y, chosen)
            figures.append(((nearer >= 1).float().mean() * 100, (nearer >= 5).float().mean() * 100))
        never = np.mean(figures[:len(JUDGES)], 0)
        each = ", ".join(f"{judge.name} {top1:.1f} / {top5:.1f}" for judge, (top1, top5) in zip(judges, figures))
        print(f"{name}: never seen {never[0]:.1f} / {never[1]:.1f} %, {psnr(x, y).mean():.1f} dB, SSIM {ssim(x, y).mean():.3f}; {each}",
              flush=True)

    print(f"{len(x)} probes, Top-1 / Top-5")
    judged("as they are", x)
    for epsilon in options.epsilon:
        ways = Ways(net, surrogates, epsilon, options.seed)
        rows = []
        for name, change in {
            "generator": lambda x, o: ways.generated(x),
            f"{options.further} steps": lambda x, o: ways.refined(x, o, options.further),
            f"generator + {options.further} steps": lambda x, o: ways.refined(x, o, options.further, ways.generated(x)),
            f"{options.steps} steps": lambda x, o: ways.refined(x, o, options.steps),
        }.items():
            start = time.process_time()
            y = in_batches(change, x, others)
            spent = (time.process_time() - start) / len(x) * 1000
            judged(f"{epsilon:g} levels, {name} ({spent:.0f} ms of one core a face)", y)
            if options.jpeg:
                judged(f"    as JPEG {options.jpeg}", compressed(y, options.jpeg))
            rows.append(y[1:80:10])
        if options.pictures:
            Path(options.pictures).mkdir(parents=True, exist_ok=True)
            sheet(Path(options.pictures) / f"generator-{epsilon:g}.png", x[1:80:10], rows)


if __name__ == "__main__":
    main()
