"""Puts exported models into the jar's resources and lists their checksums and match thresholds.

    bundle.py --export target/training/export [--resources ../facecloak-onnx/src/main/resources/io/facecloak/onnx/bundled]

Copies pnet.onnx, rnet.onnx, onet.onnx, recogniser-a.onnx and recogniser-b.onnx, then writes models.properties over everything that lies
in the folder. The galleries (*.embeddings) name the recognisers they belong to, so they are written again after this (README.md), and
this script is run once more: then it also lists the recognisers' fingerprints and the lengths of their embeddings, as the galleries tell them.
"""
import argparse
import hashlib
import shutil
import struct
from pathlib import Path

MODELS = ["pnet.onnx", "rnet.onnx", "onet.onnx", "recogniser-a.onnx", "recogniser-b.onnx"]
# cosine similarity from which two faces count as one person: lenient, so that a person's own photos are found
# Chosen by benchmarks/match-thresholds.sh.
THRESHOLDS = {"recogniser-a": 0.343, "recogniser-b": 0.378}
# whose answers the recognisers were taught: they are no judges of cloaks learnt on these
TEACHERS = ["mobilefacenet-foamliu", "mobileface-v2"]


def properties(file):
    return dict(line.split("=", 1) for line in file.read_text().splitlines() if "=" in line) if file.exists() else {}


def identity(gallery):
    """Dimension and fingerprint in the header of an embedding file: magic, int version, int dimension, long rows, int length, text."""
    header = gallery.read_bytes()[:4096]
    dimension, _, length = struct.unpack_from("<iqi", header, 12)
    return dimension, header[28 : 28 + length].decode()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--export", default="target/training/export")
    parser.add_argument("--resources", default=str(Path(__file__).parent / "../facecloak-onnx/src/main/resources/io/facecloak/onnx/bundled"))
    options = parser.parse_args()
    folder = Path(options.resources)
    folder.mkdir(parents=True, exist_ok=True)
    for name in MODELS:
        shutil.copyfile(Path(options.export) / name, folder / name)
    before = properties(folder / "models.properties")
    lines = ["# written by training/bundle.py"]
    for file in sorted(folder.iterdir()):
        if file.suffix in (".onnx", ".embeddings"):
            lines.append(f"{file.name}.sha256={hashlib.sha256(file.read_bytes()).hexdigest()}")
    lines += [f"{name}.match.threshold={value}" for name, value in THRESHOLDS.items()]
    lines.append("recogniser.teachers=" + ",".join(TEACHERS))
    for name in THRESHOLDS:
        # a recogniser that was not here at the last run has no gallery yet: then its identity is found by reading it
        line = next(line for line in lines if line.startswith(f"{name}.onnx.sha256="))
        if before.get(f"{name}.onnx.sha256") == line.split("=")[1]:
            dimension, fingerprint = identity(folder / f"{name}.embeddings")
            lines += [f"{name}.fingerprint={fingerprint}", f"{name}.dimension={dimension}"]
    (folder / "models.properties").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
