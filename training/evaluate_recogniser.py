"""Identification on LFW10 by an ONNX recogniser: leave-one-out rank-1 and the area under the ROC curve. Evaluation only.

    evaluate_recogniser.py MODEL.onnx --shared ../../shared [--input unit|bytes|imagenet|signed|signed-bgr]
"""
import argparse
import json
import os
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "2")
import numpy as np
import torch
import torch.nn.functional as F

from mtcnn import Mtcnn, align, read_photo
from onnxgraph import OnnxGraph
from recognisers import CONVENTIONS


def largest(detector, path):
    """The face nearest to the picture's middle, aligned, in [0,1]; None without a face."""
    pixels = read_photo(path)
    boxes, _, landmarks = detector.detect(pixels)
    if not len(boxes):
        return None
    middle = np.array([pixels.shape[1], pixels.shape[0]]) / 2
    k = np.linalg.norm((boxes[:, :2] + boxes[:, 2:]) / 2 - middle, axis=1).argmin()
    return torch.from_numpy(align(pixels, landmarks[k])).float() / 255


def lfw10(shared, detector):
    people = sorted((Path(shared) / "faces" / "eval" / "lfw10").iterdir())
    found = [(k, largest(detector, p)) for k, person in enumerate(people) for p in sorted(person.glob("*.jpg"))]
    found = [(k, x) for k, x in found if x is not None]
    return torch.stack([x for _, x in found]), np.array([k for k, _ in found])


def score(embeddings, person):
    e = F.normalize(embeddings).numpy()
    same, similarity = person[:, None] == person[None], e @ e.T
    np.fill_diagonal(similarity, -2)
    rank1 = (person[similarity.argmax(1)] == person).mean()
    upper = np.triu(np.ones_like(same), 1)
    genuine, impostor = similarity[upper & same], similarity[upper & ~same]
    ranks = np.searchsorted(np.sort(impostor), genuine, side="left") + np.searchsorted(np.sort(impostor), genuine, side="right")
    return {"rank1": round(float(rank1), 4), "auc": round(float((ranks / 2 / len(impostor)).mean()), 4),
            "genuine_mean": round(float(genuine.mean()), 4), "impostor_mean": round(float(impostor.mean()), 4), "faces": len(e)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="+", help="ONNX recognisers")
    parser.add_argument("--shared", default="../../shared")
    parser.add_argument("--input", choices=sorted(CONVENTIONS), default="unit", help="unit: RGB in [0,1]")
    options = parser.parse_args()
    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    faces, person = lfw10(options.shared, Mtcnn.load(Path(options.shared) / "models" / "mtcnn"))
    for model in options.models:
        with torch.no_grad():
            embeddings = OnnxGraph(model)(CONVENTIONS[options.input](faces))
        print(json.dumps({"model": Path(model).name, **score(embeddings, person)}), flush=True)


if __name__ == "__main__":
    main()
