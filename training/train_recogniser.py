"""Distils a small recogniser from larger ones. Resumable: a second call goes on where the first stopped.

    train_recogniser.py --shared ../../shared --work target/training --arch a --minutes 4 5 4

Phase 1 "blocks": one block after another learns the teacher's tensor at its end (block_training.py).
Phase 2 "embedding": end to end; direction of the embedding, similarities within the batch, which face of the batch it is, and the
teacher's tensors at some depths.
Phase 3 "smooth": as 2, half of the batch moved by up to 8/255 along the sign of the student's own gradient (what a cloak exploits):
where the student can be fooled, it learns what the teacher sees.
Teachers: a: mobilefacenet-foamliu; b: mobileface-v2.
mobileface-v3 and faceplugin-512 are never teachers: they judge.
"""
import argparse
import json
from pathlib import Path

import training  # sets the threads before torch starts
import block_training
import numpy as np
import torch
import torch.nn.functional as F

from networks import RECOGNISERS
from onnxgraph import OnnxGraph
from recognisers import input_of
from training import Checkpoint, compress, disturb, jitter, recolour, run_phase, some, uniform

TEACHERS = {"a": "mobilefacenet-foamliu", "b": "mobileface-v2"}
# blocks whose own tensors are held to the teacher's in phase 2
HINTS = {"a": (5, 8, 12, 15), "b": (5, 8, 11)}


class Faces:
    """Random batches of augmented, mixed aligned faces in [0,1]."""

    def __init__(self, work, batch, seed):
        self.pixels = np.load(Path(work) / "faces.npy", mmap_mode="r")
        notes = json.loads((Path(work) / "faces.json").read_text())
        self.files = [n["file"] for n in notes]
        held = np.array([n["held_out"] for n in notes])
        # the tight crops lack the forehead and hair that the template shows
        whole = np.array([not n["file"].startswith("crops/") for n in notes])
        self.train, self.held_out = np.flatnonzero(whole & ~held), np.flatnonzero(whole & held)
        self.batch, self.random = batch, np.random.default_rng(seed)

    def batch_of(self, chosen):
        return torch.from_numpy(self.pixels[np.sort(chosen)]).float() / 255

    def next(self, share=1.0):
        x = self.batch_of(self.random.choice(self.train, int(self.batch * share), replace=False))
        x = jitter(x, 112, degrees=6, zoom=0.07, shift=5)
        x = recolour(x)
        x = self.mix(x)
        return compress(disturb(x), 0.25).contiguous(memory_format=torch.channels_last)

    @staticmethod
    def mix(x):
        """Blends some faces with their neighbour in the batch, and pastes a rectangle of it into others."""
        other, count = x.roll(1, 0), len(x)
        blended = some(count, 0.15)
        share = uniform(len(blended), 0.15, 0.5).view(-1, 1, 1, 1)
        mixed = x.clone()
        mixed[blended] = (1 - share) * x[blended] + share * other[blended]
        for k in some(count, 0.12).tolist():
            height, width = torch.randint(20, 64, (2,)).tolist()
            top, left = int(torch.randint(0, 112 - height, ())), int(torch.randint(0, 112 - width, ()))
            mixed[k, :, top:top + height, left:left + width] = other[k, :, top:top + height, left:left + width]
        return mixed


class Teacher:
    """The inner tensors and the embeddings that a student learns."""

    def __init__(self, shared, arch):
        folder = Path(shared) / "models" / "recognisers"
        name = TEACHERS[arch]
        self.graph, self.convert = OnnxGraph(folder / (name + ".onnx")), input_of(name)

    @torch.no_grad()
    def inner(self, x, taps):
        return self.graph.run(self.convert(x), taps)

    @torch.no_grad()
    def embedding(self, x):
        return F.normalize(self.graph(self.convert(x)))


def embedding_losses(student, teacher):
    s = F.normalize(student)
    cosine = (1 - (s * teacher).sum(1)).mean()
    other = ~torch.eye(len(s), dtype=torch.bool)
    relation = ((s @ s.T - teacher @ teacher.T)[other] ** 2).mean()
    which = F.cross_entropy(s @ teacher.T / 0.07, torch.arange(len(s)))
    return {"loss": cosine + 5 * relation + 0.1 * which, "cosine": 1 - cosine, "relation": relation, "which": which}


def perturbed(net, x, target, strength):
    """One step along the sign of the gradient that takes the student away from the target, from a random start."""
    moved = (x + torch.empty_like(x).uniform_(-0.25, 0.25) * strength).requires_grad_()
    parameters = [p for p in net.parameters()]
    for p in parameters:
        p.requires_grad_(False)
    away = (F.normalize(net(moved)) * target).sum()
    gradient, = torch.autograd.grad(away, moved)
    for p in parameters:
        p.requires_grad_(True)
    return (moved.detach() - strength * gradient.sign()).clamp(0, 1)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", default="../../shared")
    parser.add_argument("--work", default="target/training")
    parser.add_argument("--arch", choices=sorted(RECOGNISERS), default="a")
    parser.add_argument("--minutes", type=float, nargs=3, default=[25, 10, 5], metavar=("BLOCKS", "EMBEDDING", "SMOOTH"))
    parser.add_argument("--rates", type=float, nargs=3, default=[1e-2, 7e-4, 4e-4], metavar=("BLOCKS", "EMBEDDING", "SMOOTH"))
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--faces", type=int, default=4096, help="augmented faces that the blocks learn from")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(int(training.os.environ["OMP_NUM_THREADS"]))
    # this layout halves the time of depthwise convolutions and of normalisation on a CPU
    net = RECOGNISERS[options.arch]().to(memory_format=torch.channels_last)
    checkpoint = Checkpoint(Path(options.work) / f"recogniser-{options.arch}.pt", net, options.seed)
    faces = Faces(options.work, options.batch, options.seed + sum(checkpoint.steps.values()))
    teacher = Teacher(options.shared, options.arch)
    parameters = list(net.parameters())
    print(f"student {options.arch}: {sum(p.numel() for p in parameters) / 1e6:.2f} M parameters, {len(faces.train)} faces", flush=True)

    def block_done(k):
        checkpoint.steps["blocks"] = k + 1
        checkpoint.save()

    def embedding():
        x = faces.next()
        targets = teacher.inner(x, net.taps)
        inner, losses = (x - net.mean) / net.std, []
        for k, (block, target) in enumerate(zip(net.blocks[:-1], targets)):
            inner = block(inner)
            if k in HINTS[options.arch]:
                losses.append(((inner - target) ** 2).mean() / target.var())
        figures = embedding_losses(net.blocks[-1](inner), F.normalize(targets[-1]))
        hints = sum(losses) / len(losses)
        return {"loss": figures.pop("loss") + 0.5 * hints, "hints": hints, **figures}

    def smooth():
        x = faces.next()
        half = len(x) // 2
        target = teacher.embedding(x[:half])
        strength = uniform(half, 1, 8).view(-1, 1, 1, 1) / 255
        x[:half] = perturbed(net, x[:half], target, strength)
        return embedding_losses(net(x), teacher.embedding(x))

    net.eval()
    trained = checkpoint.steps.get("blocks", 0)
    if trained < len(net.blocks):
        pictures = torch.cat([faces.next() for _ in range(options.faces // options.batch)])
        seconds = options.minutes[0] * 60 / len(net.blocks)
        block_training.train(net, lambda x: teacher.inner(x, net.taps), pictures, seconds, options.rates[0], block_done, trained)
        report(net, faces, teacher)
    run_phase(checkpoint, "embedding", options.minutes[1], embedding, parameters, options.rates[1], options.batch)
    report(net, faces, teacher)
    run_phase(checkpoint, "smooth", options.minutes[2], smooth, parameters, options.rates[2], options.batch)
    report(net, faces, teacher)


@torch.no_grad()
def report(net, faces, teacher):
    """How close student and teacher are on faces of files that were held out."""
    net.eval()
    x = faces.batch_of(faces.held_out[:512])[:, :, 8:-8, 8:-8]
    s, t = F.normalize(net(x)), teacher.embedding(x)
    centred = (F.normalize(s - s.mean(0)) * F.normalize(t - t.mean(0))).sum(1).mean()
    print(f"held out: cosine to the teacher {(s * t).sum(1).mean():.4f}, without the mean direction {centred:.4f}, "
          f"right face of {len(x)}: {((s @ t.T).argmax(1) == torch.arange(len(x))).float().mean():.3f}", flush=True)


if __name__ == "__main__":
    main()
