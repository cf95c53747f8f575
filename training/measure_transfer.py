"""What cloaks learnt on students are worth on recognisers that taught nobody: the figure that a training is chosen by.

    measure_transfer.py --shared ../../shared --work target/training A.onnx,B.onnx [MORE.onnx ...]

Each argument is one set of surrogates, separated by commas: files of RGB in [0,1], or names of SHARED/models/recognisers. For two photos
of each tune person of lfw-handed: sign steps on the aligned crop, away from the embeddings of a third photo and of the photo itself, with
alignment jitter in the loop. A photo is protected where a stranger of faces/gallery/lfw is nearer than every other photo of the person.
Not the library's pipeline: no masks, no personal cloak, no new detection.
"""
import argparse
import os
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "2")
import numpy as np
import torch
import torch.nn.functional as F

from evaluate_recogniser import largest
from mtcnn import Mtcnn
from onnxgraph import OnnxGraph
from recognisers import SHARED, input_of
from training import jitter

JUDGES = ["faceplugin-512", "mobilefacenet-192", "mobileface-v3"]


class Recogniser:
    """Aligned faces in [0,1] to unit embeddings."""

    def __init__(self, shared, name):
        self.name = Path(name).stem
        file = Path(shared) / "models" / "recognisers" / (name + ".onnx") if name in SHARED else Path(name)
        self.graph, self.input = OnnxGraph(file), input_of(name)

    def __call__(self, x):
        return F.normalize(self.graph(self.input(x)))

    @torch.no_grad()
    def all(self, faces):
        return torch.cat([self(faces[k:k + 64]) for k in range(0, len(faces), 64)])


def aligned(shared, work, strangers):
    """The photos of the tune people with the index of their person, and strangers; aligned once and kept."""
    cache = Path(work) / f"transfer-{strangers}.npz"
    if not cache.exists():
        detector = Mtcnn.load(Path(shared) / "models" / "mtcnn")
        handed = Path(shared) / "faces" / "eval" / "lfw-handed"
        split = [line.split("\t") for line in (handed / "SPLIT.tsv").read_text().splitlines()]
        people = sorted(row[0] for row in split if row[1] == "tune")
        photos = [(k, p) for k, person in enumerate(people) for p in sorted((handed / person).glob("*.jpg"))]
        found = [(k, largest(detector, p)) for k, p in photos]
        found = [(k, x) for k, x in found if x is not None]
        others = sorted((Path(shared) / "faces" / "gallery" / "lfw").glob("*.jpg"))
        others = [largest(detector, p) for p in others[::max(1, len(others) // strangers)]]
        np.savez(cache, faces=np.stack([(x * 255).round().byte().numpy() for _, x in found]), person=np.array([k for k, _ in found]),
                 strangers=np.stack([(x * 255).round().byte().numpy() for x in others if x is not None]))
    stored = np.load(cache)
    return (torch.from_numpy(stored["faces"]).float() / 255, torch.from_numpy(stored["person"]),
            torch.from_numpy(stored["strangers"]).float() / 255)


def moved(surrogates, x, anchors, levels, steps, seed, start=None):
    """The photos after the steps; anchors: one tensor N x D of directions to leave for each surrogate; levels: a number, or one for each
    pixel; start: the photos where the steps begin, if it is elsewhere."""
    torch.manual_seed(seed)
    levels = torch.as_tensor(levels)
    delta = torch.zeros_like(x) if start is None else start - x
    for _ in range(steps):
        delta.requires_grad_()
        views = jitter(x + delta, 112, degrees=5, zoom=0.05, shift=4, flip=False)
        loss = sum((surrogate(views) * anchor).sum() for surrogate, anchor in zip(surrogates, anchors))
        gradient, = torch.autograd.grad(loss, delta)
        delta = torch.max(torch.min(delta.detach() - levels / 4 / 255 * gradient.sign(), levels / 255), -levels / 255)
        delta = (x + delta).clamp(0, 1) - x
    return x + delta


class Judge:
    """A recogniser that knows everybody's photos, and says how well changed ones are hidden."""

    def __init__(self, recogniser, faces, person, strangers):
        self.name, self.recogniser, self.person = recogniser.name, recogniser, person
        self.gallery, self.crowd = recogniser.all(faces), recogniser.all(strangers)

    def nearer(self, probes, chosen):
        """For each probe, a changed photo of that index, how many strangers are nearer than the nearest other photo of its person."""
        e = self.recogniser.all(probes)
        own = (self.person[chosen][:, None] == self.person[None]) & (torch.arange(len(self.person))[None] != chosen[:, None])
        nearest = (e @ self.gallery.T).masked_fill(~own, -2).amax(1)
        return ((e @ self.crowd.T) > nearest[:, None]).sum(1)


def seeds_and_probes(person, people):
    """Indices of two probes for each of the first people who have three photos, and for each probe that of a third photo."""
    places = [torch.nonzero(person == k).flatten() for k in person.unique()[:people]]
    places = [p for p in places if len(p) >= 3]
    return torch.cat([p[:1].repeat(2) for p in places]), torch.cat([p[1:3] for p in places])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("surrogates", nargs="+", help="files or names, separated by commas")
    parser.add_argument("--shared", default="../../shared")
    parser.add_argument("--work", default="target/training", help="folder for the cache of aligned faces")
    parser.add_argument("--levels", type=float, default=6, help="largest change of a pixel, of 255")
    parser.add_argument("--steps", type=int, default=15)
    parser.add_argument("--strangers", type=int, default=1008)
    parser.add_argument("--people", type=int, default=66)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    faces, person, strangers = aligned(options.shared, options.work, options.strangers)
    seeds, chosen = seeds_and_probes(person, options.people)
    judges = [Judge(Recogniser(options.shared, name), faces, person, strangers) for name in JUDGES]
    for names in [None, *options.surrogates]:
        probes = faces[chosen]
        if names:
            surrogates = [Recogniser(options.shared, name) for name in names.split(",")]
            anchors = [F.normalize(s.all(faces[seeds]) + s.all(probes)) for s in surrogates]
            probes = torch.cat([moved(surrogates, probes[k:k + 33], [a[k:k + 33] for a in anchors], options.levels, options.steps,
                                      options.seed) for k in range(0, len(probes), 33)])
        figures = []
        for judge in judges:
            nearer = judge.nearer(probes, chosen)
            figures.append(f"{judge.name} {(nearer >= 1).float().mean() * 100:.1f} / {(nearer >= 5).float().mean() * 100:.1f} %")
        print(f"{names or 'without a cloak'}, {len(probes)} probes, {options.levels:g} levels: " + ", ".join(figures), flush=True)


if __name__ == "__main__":
    main()
