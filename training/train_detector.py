"""Trains the detector's three networks to be the teacher's functions, and measures the cascade. Resumable.

    train_detector.py --shared ../../shared --work target/training --minutes 3 4 8     # P-, R-, O-Net
    train_detector.py --evaluate WORK/export/... --on eval                                # measure exported networks

P-Net learns the teacher's dense outputs on windows of image pyramids, R- and O-Net its outputs on patches around faces, proposals and
random squares, under strong augmentation. First block by block (every block learns, on the teacher's own input to that block, the
teacher's output), then the dense layers by least squares on the student's own features, then end to end. Random initialisation: no weight of the teacher is read, only its answers.
"""
import argparse
import json
from pathlib import Path

import training  # sets the threads before torch starts
import numpy as np
import torch
import torch.nn.functional as F

from mtcnn import Mtcnn, read_photo
from networks import DETECTORS
from onnxgraph import OnnxGraph
from prepare import held_out
from training import Checkpoint, block_losses, blur, jitter, recolour, run_phase, some, uniform

BATCH = {"pnet": 32, "rnet": 128, "onet": 128}


class Pictures:
    """Random batches from one of the caches, in [0,1]."""

    def __init__(self, path, excluded, batch, seed):
        self.pixels = np.load(path, mmap_mode="r")
        self.allowed = np.setdiff1d(np.arange(len(self.pixels)), excluded)
        self.batch, self.random = batch, np.random.default_rng(seed)

    def next(self):
        chosen = np.sort(self.random.choice(self.allowed, self.batch))
        return torch.from_numpy(self.pixels[chosen]).float() / 255


def varied(x):
    """Colours, blends, turns and blur: many more pictures that are no face than the photos hold."""
    x = recolour(x)
    count = len(x)
    inverted = some(count, 0.03)
    x[inverted] = 1 - x[inverted]
    turned = some(count, 0.06)
    x[turned] = x[turned].rot90(1 if torch.rand(()) < 0.5 else 2, (2, 3))
    blended = some(count, 0.06)
    x[blended] = 0.5 * x[blended] + 0.5 * x.roll(1, 0)[blended]
    blurred = some(count, 0.12)
    if len(blurred):
        x[blurred] = blur(x[blurred], float(uniform(1, 0.4, 1.2)))
    noisy = some(count, 0.2)
    x[noisy] += torch.randn_like(x[noisy]) * 0.02
    covered = some(count, 0.08).tolist()
    size = x.shape[-1]
    for k in covered:
        top, left = torch.randint(0, size // 2, (2,)).tolist()
        x[k, :, top:top + size // 3, left:left + size // 2] = torch.rand(3, 1, 1)
    return x.clamp(0, 1)


def prepared(name, pictures):
    x = pictures.next()
    if name == "pnet":
        x = varied(x.flip(3) if torch.rand(()) < 0.5 else x)
    else:
        x = varied(jitter(x, 48, degrees=18, zoom=0.22, shift=5))
        x = F.avg_pool2d(x, 2) if name == "rnet" else x
    # pooling is several times faster in this layout
    return ((x * 255 - 127.5) * 0.0078125).contiguous(memory_format=torch.channels_last)


def matching_losses(student, teacher):
    """Cross entropy of the probabilities, and distances of boxes and landmarks where the teacher sees a face."""
    prob = teacher["prob"][:, 1]
    log = F.log_softmax(student["logits"], 1)
    entropy = -(1 - prob) * log[:, 0] - prob * log[:, 1]
    with torch.no_grad():
        miss = (log[:, 1].exp() - prob).abs()
        weight = 1 + 4 * prob + 10 * miss
    face = (entropy * weight).sum() / weight.sum()
    losses = {"prob": face}
    seen = prob.detach() ** 2
    total = seen.sum().clamp(min=1)
    box = F.smooth_l1_loss(student["reg"], teacher["reg"], reduction="none", beta=0.02).mean(1)
    losses["reg"] = (box * seen).sum() / total
    if "landmarks" in teacher:
        points = F.smooth_l1_loss(student["landmarks"], teacher["landmarks"], reduction="none", beta=0.01).mean(1)
        losses["landmarks"] = (points * seen).sum() / total
    loss = losses["prob"] + 3 * losses["reg"] + 12 * losses.get("landmarks", 0)
    return {"loss": loss, **losses, "wrong": ((prob > 0.6) != (log[:, 1].exp() > 0.6)).float().mean()}


class LeastSquares:
    """The linear layer with the smallest weighted squared error, from sums over any number of pictures."""

    def __init__(self, layer):
        self.layer, inputs = layer, layer.in_features + 1
        self.gram = torch.zeros(inputs, inputs, dtype=torch.float64)
        self.moments = torch.zeros(inputs, layer.out_features, dtype=torch.float64)

    def add(self, features, answers, weight):
        x = torch.cat([features, torch.ones(len(features), 1)], 1)
        weighted = x * weight[:, None]
        self.gram += (weighted.T @ x).double()
        self.moments += (weighted.T @ answers).double()

    def solve(self, ridge=1e-5):
        damping = ridge * self.gram.diagonal().mean()
        solution = torch.linalg.solve(self.gram + damping * torch.eye(len(self.gram), dtype=torch.float64), self.moments).float()
        self.layer.weight.data.copy_(solution[:-1].T)
        self.layer.bias.data.copy_(solution[-1])


@torch.no_grad()
def solve_dense(net, teacher, next_pictures, batches=400):
    """The block of the dense layer first, then the heads on what it gives; boxes and landmarks count where the teacher sees a face."""
    def sums(layers, features_of, names):
        problems = [LeastSquares(layer) for layer in layers]
        for _ in range(batches):
            x = next_pictures()
            answers = dict(zip(names + ["prob"], teacher.run(x, names + ["prob"])))
            features, seen = features_of(x), answers["prob"][:, 1] ** 2
            for problem, name in zip(problems, names):
                problem.add(features, answers[name], seen + 1e-3 if name in ("reg", "landmarks") else 0.2 + seen)
        for problem in problems:
            problem.solve()

    def trunk(x):
        for block in net.blocks[:-1]:
            x = block(x)
        return x.flatten(1)

    heads = [net.face, net.box] + ([net.points] if net.points else [])
    sums([net.blocks[-1][1]], trunk, net.linear[:1])
    sums(heads, lambda x: net.blocks[-1](trunk(x)), net.linear[1:])


def train(name, minutes, options):
    net = DETECTORS[name]().to(memory_format=torch.channels_last)
    checkpoint = Checkpoint(Path(options.work) / f"{name}.pt", net, options.seed)
    work = Path(options.work)
    kept = [] if name == "pnet" else json.loads((work / "patches.json").read_text())["held_out"]
    source = work / ("windows.npy" if name == "pnet" else "patches.npy")
    pictures = Pictures(source, kept, BATCH[name], options.seed + sum(checkpoint.steps.values()))
    teacher = OnnxGraph(Path(options.shared) / "models" / "mtcnn" / f"{name}.onnx")
    parameters = list(net.parameters())
    print(f"{name}: {sum(p.numel() for p in parameters)} parameters, {len(pictures.allowed)} pictures", flush=True)

    @torch.no_grad()
    def answers(x):
        wanted = net.taps + teacher.outputs
        return dict(zip(wanted, teacher.run(x, wanted)))

    def blocks():
        x = prepared(name, pictures)
        target = answers(x)
        inner = [target[tap] for tap in net.taps]
        losses = block_losses(net.blocks, x, inner)
        heads = matching_losses(net.heads(inner[-1]), target)
        return {"loss": sum(losses) + heads["loss"], "first": losses[0], "last": losses[-1], "wrong": heads["wrong"]}

    def whole():
        x = prepared(name, pictures)
        return matching_losses(net.logits(x), answers(x))

    net.train()
    run_phase(checkpoint, "blocks", options.blocks * minutes, blocks, parameters, 5e-3, BATCH[name], decay=1e-5)
    if net.linear and "solved" not in checkpoint.steps:
        solve_dense(net, teacher, lambda: prepared(name, pictures))
        checkpoint.steps["solved"] = 1
        checkpoint.save()
    run_phase(checkpoint, "whole", (1 - options.blocks) * minutes, whole, parameters, 5e-4, BATCH[name], decay=1e-5)
    net.eval()


def student(work):
    """The cascade of the checkpoints in a folder."""
    nets = {}
    for name in ("pnet", "rnet", "onet"):
        net = DETECTORS[name]()
        net.load_state_dict(torch.load(Path(work) / f"{name}.pt", map_location="cpu")["net"])
        net.eval()
        nets[name] = net

    def function(net):
        outputs = net.outputs
        return lambda x: dict(zip(outputs, net(x)))
    return Mtcnn(*(function(nets[name]) for name in ("pnet", "rnet", "onet")))


def overlap(a, b):
    width = np.maximum(0, np.minimum(a[:, None, 2], b[None, :, 2]) - np.maximum(a[:, None, 0], b[None, :, 0]))
    height = np.maximum(0, np.minimum(a[:, None, 3], b[None, :, 3]) - np.maximum(a[:, None, 1], b[None, :, 1]))
    area = lambda x: (x[:, 2] - x[:, 0]) * (x[:, 3] - x[:, 1])
    return width * height / (area(a)[:, None] + area(b)[None] - width * height)


def measure(cascade, teacher, photos, sure=0.95, smallest=40):
    """Against the teacher's sure faces above a size: share found, further faces per 50 photos, landmark error in eye distances."""
    wanted = found = extra = 0
    errors = []
    for path in photos:
        pixels = read_photo(path)
        boxes, scores, points = teacher.detect(pixels)
        mine, my_scores, my_points = cascade.detect(pixels)
        size = np.minimum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1])
        same = overlap(boxes, mine)
        for k in np.flatnonzero((size > smallest) & (scores >= sure)):
            wanted += 1
            if same.shape[1] and same[k].max() > 0.5:
                found += 1
                eyes = np.linalg.norm(points[k, 0] - points[k, 1])
                errors.append(np.linalg.norm(points[k] - my_points[same[k].argmax()], axis=1).mean() / eyes)
        # a face that the teacher holds for one too, however unsure, or below the size, is no false alarm
        big = np.minimum(mine[:, 2] - mine[:, 0], mine[:, 3] - mine[:, 1]) > smallest
        extra += int(sum(1 for k in np.flatnonzero(big & (my_scores >= sure)) if not same.shape[0] or same[:, k].max() < 0.4))
    return {"photos": len(photos), "faces": wanted, "recall": round(found / max(1, wanted), 4),
            "false_alarms_per_50_photos": round(extra * 50 / max(1, len(photos)), 2),
            "landmark_error_mean": round(float(np.mean(errors)), 4) if errors else None,
            "landmark_error_90th": round(float(np.quantile(errors, 0.9)), 4) if errors else None}


def photos_of(shared, which):
    faces = Path(shared) / "faces"
    if which == "eval":
        return sorted(faces.glob("eval/lfw10/*/*.jpg")) + sorted(faces.glob("eval/scenes/*.jpg"))
    return [p for p in sorted(faces.glob("train/photos/*")) if held_out(p.name)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", default="../../shared")
    parser.add_argument("--work", default="target/training")
    parser.add_argument("--minutes", type=float, nargs=3, default=[3, 4, 8], metavar=("PNET", "RNET", "ONET"))
    parser.add_argument("--blocks", type=float, default=0.5, help="share of the minutes for the blocks")
    parser.add_argument("--evaluate", metavar="FOLDER", help="train nothing; measure pnet.onnx, rnet.onnx, onet.onnx of this folder")
    parser.add_argument("--on", choices=["held-out", "eval"], default="held-out")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(int(training.os.environ["OMP_NUM_THREADS"]))
    if not options.evaluate:
        for name, minutes in zip(("pnet", "rnet", "onet"), options.minutes):
            train(name, minutes, options)
    cascade = Mtcnn.load(options.evaluate) if options.evaluate else student(options.work)
    teacher = Mtcnn.load(Path(options.shared) / "models" / "mtcnn")
    print(json.dumps(measure(cascade, teacher, photos_of(options.shared, options.on))), flush=True)


if __name__ == "__main__":
    main()
