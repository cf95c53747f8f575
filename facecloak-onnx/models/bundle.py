"""Puts exported models into the jar's resources and lists their checksums and match thresholds.

    bundle.py --export target/training/export [--resources ../src/main/resources/io/facecloak/onnx/bundled]

Copies pnet.onnx, rnet.onnx, onet.onnx, recogniser-a.onnx and recogniser-b.onnx, then writes models.properties over everything that lies
in the folder. The galleries (*.embeddings) name the recognisers they belong to, so they are written again after this (README.md), and
this script is run once more.
"""
import argparse
import hashlib
import shutil
from pathlib import Path

MODELS = ["pnet.onnx", "rnet.onnx", "onet.onnx", "recogniser-a.onnx", "recogniser-b.onnx"]
# cosine similarity from which two faces count as one person: lenient, so that a person's own photos are found
THRESHOLDS = {"recogniser-a": 0.35, "recogniser-b": 0.35}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--export", default="target/training/export")
    parser.add_argument("--resources", default=str(Path(__file__).parent / "../src/main/resources/io/facecloak/onnx/bundled"))
    options = parser.parse_args()
    folder = Path(options.resources)
    folder.mkdir(parents=True, exist_ok=True)
    for name in MODELS:
        shutil.copyfile(Path(options.export) / name, folder / name)
    lines = ["# written by facecloak-onnx/models/bundle.py"]
    for file in sorted(folder.iterdir()):
        if file.suffix in (".onnx", ".embeddings"):
            lines.append(f"{file.name}.sha256={hashlib.sha256(file.read_bytes()).hexdigest()}")
    lines += [f"{name}.match.threshold={value}" for name, value in THRESHOLDS.items()]
    (folder / "models.properties").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
