"""Trains the generator: one forward pass that takes an aligned face away from what recognisers see in it. Resumable.

    train_generator.py --shared ../../../shared --work target/training --minutes 75

Each step draws a teacher and asks how similar the perturbed face still is to the face as it was, and to the person's other photos where
there are some, seen with alignment jitter, JPEG and rounding. Below `ENOUGH` a face has been taken far enough. The perturbation is bounded by
what each place hides (generator.HiddenBudget) and pays for what is seen all the same, its bands against the face's own, and for what it has in
common with those of the other faces of a batch.
Teachers: mobilefacenet-foamliu, mobileface-v2 and the two bundled recognisers. All others judge.
"""
import argparse
from pathlib import Path

import training  # sets the threads before torch starts
import numpy as np
import torch
import torch.nn.functional as F

from generator import Encoder, Generator, HiddenBudget, shares
from measure_transfer import Recogniser
from training import Checkpoint, blur, compress, jitter, recolour, run_phase, some, uniform
from train_recogniser import Faces

BUNDLED = Path(__file__).parent.parent / "facecloak-onnx" / "src" / "main" / "resources" / "io" / "facecloak" / "onnx" / "bundled"
ENCODER = BUNDLED / "recogniser-b.onnx"
# how often each teaches: the cheap one more often, the bundled ones, who repeat their teachers, less
TEACHERS = {"mobilefacenet-foamliu": 0.35, "mobileface-v2": 0.45, str(BUNDLED / "recogniser-a.onnx"): 0.1, str(ENCODER): 0.1}
ENOUGH = 0.15
EPSILON = 5, 11
BANDS = 4


class Targets:
    """For every face the direction to leave under each teacher: its own embedding and that of the person's photos, in equal parts."""

    def __init__(self, faces, teachers, shared, cache):
        if not cache.exists():
            people = persons(shared, faces.files)
            np.savez(cache, **{str(k): self.directions(faces, teacher, people) for k, teacher in enumerate(teachers)})
        stored = np.load(cache)
        self.tensors = [torch.from_numpy(stored[str(k)]) for k in range(len(teachers))]

    @staticmethod
    def directions(faces, teacher, people):
        own = []
        for k in range(0, len(people), 64):
            x = faces.batch_of(np.arange(k, min(k + 64, len(people))))[:, :, 8:-8, 8:-8]
            own.append(F.normalize(teacher.all(x) + teacher.all(x.flip(3))))
        own = torch.cat(own)
        sums = torch.zeros(people.max() + 1, own.shape[1]).index_add_(0, torch.from_numpy(people), own)
        return F.normalize(own + F.normalize(sums[people])).numpy()


def persons(shared, files):
    """A number for each file: the person's where PEOPLE.tsv names one, else one of its own."""
    lines = (Path(shared) / "faces" / "train" / "loose" / "PEOPLE.tsv").read_text().splitlines()
    known = dict(("loose/" + name, int(person)) for name, person in (line.split("\t") for line in lines))
    others = max(known.values()) + 1
    return np.array([known.get(file, others + k) for k, file in enumerate(files)])


class Seen:
    """How much of a change is seen: the bands of its Laplacian pyramid over those of the face, as in NLPD. Coarse bands show most."""

    def __call__(self, faces, change):
        total, face, change = 0, faces.mean(1, keepdim=True), change.mean(1, keepdim=True)
        for _ in range(BANDS):
            coarse, coarse_change = blur(face, 1), blur(change, 1)
            contrast = 0.02 + blur((face - coarse).abs(), 1)
            total = total + (((change - coarse_change) / contrast) ** 2).mean((1, 2, 3)).add(1e-8).sqrt()
            face, change = F.avg_pool2d(coarse, 2), F.avg_pool2d(coarse_change, 2)
        return total / BANDS


def straight_through(x, share):
    """Some pictures as JPEG and all rounded to levels; gradients pass as if nothing had happened."""
    with torch.no_grad():
        stored = compress((x * 255).round() / 255, share)
    return x + (stored - x).detach()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", default="../../../shared")
    parser.add_argument("--work", default="target/training", help="folder with the faces of prepare.py, and for the checkpoint")
    parser.add_argument("--minutes", type=float, default=75)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--batch", type=int, default=24)
    parser.add_argument("--seen", type=float, default=0.3, help="weight of what is seen")
    parser.add_argument("--common", type=float, default=0.3, help="weight of the pattern that all faces share")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(int(training.os.environ["OMP_NUM_THREADS"]))
    net = Generator().to(memory_format=torch.channels_last)
    checkpoint = Checkpoint(Path(options.work) / "generator.pt", net, options.seed)
    faces = Faces(options.work, options.batch, options.seed + sum(checkpoint.steps.values()))
    teachers = [Recogniser(options.shared, name) for name in TEACHERS]
    drawn = torch.tensor(list(TEACHERS.values()))
    targets = Targets(faces, teachers, options.shared, Path(options.work) / "generator-targets.npz")
    encoder, budget, seen = Encoder(ENCODER), HiddenBudget(), Seen()
    print(f"{sum(p.numel() for p in net.parameters()) / 1e6:.2f} M parameters, {len(faces.train)} faces", flush=True)

    def cloaked(x, epsilon):
        """The faces within [0,1], their changes, and which part of these is the same for all."""
        hidden = budget(x)
        share = shares(net(encoder(x)), hidden)
        common = share.mean(0).pow(2).mean() / share.pow(2).mean()
        moved = (x + share * hidden * epsilon / 255).clamp(0, 1)
        return moved, moved - x, common

    def step():
        chosen = np.sort(faces.random.choice(faces.train, options.batch, replace=False))
        x = jitter(faces.batch_of(chosen), 112, degrees=3, zoom=0.03, shift=2)
        coloured = some(len(x), 0.5)
        x[coloured] = recolour(x[coloured], 0.6)
        x = x.contiguous(memory_format=torch.channels_last)
        moved, change, common = cloaked(x, uniform(len(x), *EPSILON).view(-1, 1, 1, 1))
        k = int(torch.multinomial(drawn, 1))
        views = jitter(straight_through(moved, 0.25), 112, degrees=5, zoom=0.05, shift=4, flip=False)
        similarity = (teachers[k](views) * targets.tensors[k][chosen]).sum(1)
        shown = seen(x, change).mean()
        loss = F.relu(similarity - ENOUGH).mean() + options.seen * shown + options.common * common
        return {"loss": loss, "similarity": similarity.mean(), "seen": shown, "common": common, "rms": (change * 255).pow(2).mean().sqrt()}

    net.train()
    run_phase(checkpoint, "generator", options.minutes, step, list(net.parameters()), options.rate, options.batch)
    net.eval()
    report(faces, teachers, targets, cloaked)


@torch.no_grad()
def report(faces, teachers, targets, cloaked):
    """What is left of the similarity on faces of files that were held out, at strengths of the library."""
    chosen = faces.held_out[:240]
    x = faces.batch_of(chosen)[:, :, 8:-8, 8:-8]
    for epsilon in (0, 5.75, 8, 11):
        moved, change, _ = cloaked(x, epsilon)
        left = [(t.all(moved) * targets.tensors[k][chosen]).sum(1).mean() for k, t in enumerate(teachers)]
        print(f"held out, {epsilon:g} levels: rms {(change * 255).pow(2).mean().sqrt():.2f}, similarity "
              + " ".join(f"{teacher.name} {value:.3f}" for teacher, value in zip(teachers, left)), flush=True)


if __name__ == "__main__":
    main()
