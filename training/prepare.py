"""Caches what the training reads: aligned faces for the recognisers, patches and windows for the detector.

    prepare.py --shared ../../shared --work target/training [--minutes 15]

Reads SHARED/faces/train only. Writes to WORK:
  faces.npy     N x 3 x 128 x 128 uint8, aligned to the ArcFace template with a margin of 8 pixels (the training jitters and crops to 112)
  faces.json    for each face its file, score, and landmarks in the file's pixels
  patches.npy   M x 3 x 64 x 64 uint8: boxes with a third more around them (faces, proposals of the teacher's P-Net, random squares)
  patches.json  for each patch its file, and which patches come from files held out for development
  windows.npy   K x 3 x 96 x 96 uint8: windows of photos at the levels of an image pyramid, for the fully convolutional P-Net
"""
import argparse
import json
import os
import time
import zlib
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "2")
import numpy as np
import torch
import torch.nn.functional as F

from mtcnn import Mtcnn, align, crops, read_photo

MARGIN = 8
CROP_PADDING = 50  # face crops touch the face; a detector needs some room around it


def held_out(name):
    """One file in twelve is kept for development."""
    return zlib.crc32(name.encode()) % 12 == 0


def files(shared, sets):
    """The pictures of these sets with the padding that a detector needs around them."""
    train = Path(shared) / "faces" / "train"
    return [(p, CROP_PADDING if name == "crops" else 0) for name in sets
            for p in sorted((train / name).iterdir()) if p.suffix != ".tsv"]


def load(path, padding):
    pixels = read_photo(path)
    if max(pixels.shape[:2]) > 1024:
        step = -(-max(pixels.shape[:2]) // 1024)
        pixels = np.ascontiguousarray(pixels[::step, ::step])
    return np.pad(pixels, ((padding, padding), (padding, padding), (0, 0)), mode="reflect") if padding else pixels


def random_squares(random, height, width, count):
    side = np.exp(random.uniform(np.log(12), np.log(min(height, width)), count))
    x, y = random.uniform(0, width - side), random.uniform(0, height - side)
    return np.stack([x, y, x + side, y + side], 1)


def jittered(random, boxes, count):
    """Squares around faces, shifted and scaled as proposals are."""
    boxes = np.repeat(boxes, count, 0)
    size = np.maximum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]) * np.exp(random.normal(0, 0.2, len(boxes)))
    centre = (boxes[:, :2] + boxes[:, 2:]) / 2 + random.normal(0, 0.12, (len(boxes), 2)) * size[:, None]
    return np.concatenate([centre - size[:, None] / 2, centre + size[:, None] / 2], 1)


def grown(boxes, factor):
    centre, half = (boxes[:, :2] + boxes[:, 2:]) / 2, (boxes[:, 2:] - boxes[:, :2]) / 2 * factor
    return np.concatenate([centre - half, centre + half], 1)


def context_patches(photo, boxes):
    """Patches with a third more around the box, the photo's edge repeated where the box leaves it."""
    boxes = grown(boxes, 4 / 3)
    border = int(min(max(0, -boxes.min(), (boxes[:, 2] - photo.shape[2]).max(), (boxes[:, 3] - photo.shape[1]).max()) + 1, 400))
    padded = F.pad(photo[None].float(), (border,) * 4, mode="replicate")[0]
    patches, _ = crops(padded, boxes + border + 1, 64)
    return patches.round().byte().numpy()


def windows(random, photo, boxes, count):
    """96 x 96 windows of pyramid levels; two of three levels bring a face near the 12 pixels that P-Net looks for."""
    _, height, width = photo.shape
    result = []
    for k in range(count):
        if len(boxes) and k % 3 < 2:
            box = boxes[random.integers(len(boxes))]
            scale = 12 * np.exp(random.uniform(-0.6, 0.6)) / max(box[2] - box[0], box[3] - box[1])
        else:
            box = random_squares(random, height, width, 1)[0]
            scale = np.exp(random.uniform(np.log(0.1), 0))
        level = F.adaptive_avg_pool2d(photo[None].float(), (max(12, int(height * scale + 1)), max(12, int(width * scale + 1))))
        level = F.pad(level, (0, max(0, 96 - level.shape[3]), 0, max(0, 96 - level.shape[2])), mode="replicate")[0]
        centre = (box[:2] + box[2:]) / 2 * scale + random.uniform(-30, 30, 2)
        left = int(np.clip(centre[0] - 48, 0, level.shape[2] - 96))
        top = int(np.clip(centre[1] - 48, 0, level.shape[1] - 96))
        result.append(level[:, top:top + 96, left:left + 96].round().byte().numpy())
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", default="../../shared", help="folder with faces/ and models/")
    parser.add_argument("--work", default="target/training", help="folder for the cache")
    parser.add_argument("--minutes", type=float, default=15, help="stop reading after this time and use what was read")
    parser.add_argument("--every", type=int, default=1, help="read every n-th file only")
    parser.add_argument("--sets", nargs="+", default=["photos", "crops", "loose"], help="folders of SHARED/faces/train")
    parser.add_argument("--faces-only", action="store_true", help="what the recognisers read, nothing for the detector")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    work = Path(options.work)
    work.mkdir(parents=True, exist_ok=True)
    if (work / "faces.npy").exists():
        print("already prepared:", work)
        return
    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    random = np.random.default_rng(options.seed)
    teacher = Path(options.shared) / "models" / "mtcnn"
    in_photos, in_crops = Mtcnn.load(teacher, min_face=20), Mtcnn.load(teacher, min_face=50)
    faces, face_notes, patches, patch_notes, levels = [], [], [], [], []
    start = time.time()
    todo = files(options.shared, options.sets)[::options.every]
    random.shuffle(todo)
    for k, (path, padding) in enumerate(todo):
        if time.time() - start > options.minutes * 60:
            print("time is up after", k, "of", len(todo), "files")
            break
        try:
            pixels = load(path, padding)
        except OSError as e:
            print("unreadable:", path.name, e)
            continue
        photo = torch.from_numpy(pixels).permute(2, 0, 1).contiguous()
        if min(photo.shape[1:]) < 40:
            continue
        detector = in_photos if path.parent.name == "photos" else in_crops
        proposals = detector.propose(photo[None])[0]
        boxes, scores, landmarks = detector.refine(photo, proposals)
        for box, score, points in zip(boxes, scores, landmarks):
            if score > 0.95 and box[2] - box[0] > 36:
                faces.append(align(pixels, points, MARGIN))
                face_notes.append({"file": f"{path.parent.name}/{path.name}", "score": round(float(score), 4),
                                   "landmarks": (points - padding).round(2).tolist(), "held_out": held_out(path.name)})
        if options.faces_only:
            continue
        wanted = [random_squares(random, *photo.shape[1:], 1 if padding else 8)]
        if len(boxes):
            wanted.append(jittered(random, boxes[:4], 3 if padding else 10))
        if len(proposals):
            wanted.append(proposals[random.permutation(len(proposals))[:2 if padding else 16]])
        found = context_patches(photo, np.concatenate(wanted))
        patches.extend(found)
        patch_notes += [held_out(path.name)] * len(found)
        if not held_out(path.name):
            levels += windows(random, photo, boxes, 1 if padding else 6)
        if k % 1000 == 999:
            print(f"{k + 1} of {len(todo)} files, {len(faces)} faces, {len(patches)} patches, {time.time() - start:.0f} s", flush=True)
    if not options.faces_only:
        np.save(work / "patches.npy", np.stack(patches))
        np.save(work / "windows.npy", np.stack(levels))
        (work / "patches.json").write_text(json.dumps({"held_out": np.flatnonzero(patch_notes).tolist()}))
    (work / "faces.json").write_text(json.dumps(face_notes))
    np.save(work / "faces.npy.part.npy", np.stack(faces))
    (work / "faces.npy.part.npy").rename(work / "faces.npy")
    print(f"{len(faces)} faces, {len(patches)} patches, {len(levels)} windows in {time.time() - start:.0f} s")


if __name__ == "__main__":
    main()
