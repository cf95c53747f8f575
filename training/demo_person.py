"""Makes the demo person, who does not exist: portraits composited from averages of many faces, painted into ordinary scenes.

    demo_person.py --shared ../../shared --work target/training --out ../facecloak-examples/demo

Faces of people who look alike to a recogniser are warped to a common shape, brought into line by a smooth displacement field each, and
averaged: CORE people who are in every portrait, and MEMBERS further ones whose heads are turned as the portrait's. Hair, neck, clothes and background are painted.
Checks at the end, under all three recognisers: the portraits are one person, and no face of the training set is that person.
"""
import argparse
import json
import os
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "2")
import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image, ImageDraw, ImageFilter

from mtcnn import TEMPLATE, Mtcnn, align, read_photo, similarity
from onnxgraph import OnnxGraph
from recognisers import input_of

RECOGNISERS = ["mobilefacenet-foamliu", "mobileface-v2", "mobileface-v3"]
CORE, MEMBERS = 14, 10  # people in every portrait, and further people in each one alone
SIDE, ZOOM = 400, 3.0  # canvas of the averages in pixels, and canvas pixels per template pixel
CENTRE = np.array([56.0, 68.0])

# head turn, tilt in degrees, eye distance in the scene, place of the face, light (left, right), warmth, background, clothes
SCENES = [
    ("seed.jpg", 0.00, 0, 118, (600, 400), (1.0, 1.0), 1.00, ((176, 190, 198), (122, 140, 152)), (58, 74, 104)),
    ("photo-1.jpg", 0.07, -4, 104, (520, 390), (1.08, 0.86), 1.03, ((214, 196, 170), (150, 122, 96)), (120, 52, 56)),
    ("photo-2.jpg", -0.07, 5, 110, (680, 410), (0.84, 1.08), 0.97, ((96, 122, 92), (48, 74, 58)), (206, 200, 190)),
    ("photo-3.jpg", 0.02, 2, 86, (470, 380), (0.92, 0.92), 1.06, ((120, 92, 78), (66, 50, 46)), (44, 92, 88)),
    ("photo-4.jpg", -0.02, -2, 98, (640, 400), (1.06, 1.0), 0.95, ((150, 190, 222), (206, 222, 230)), (84, 84, 92)),
]


def embeddings(graph, convert, faces, batch=64):
    with torch.no_grad():
        return torch.cat([F.normalize(graph(convert(faces(k, k + batch)))) for k in range(0, faces.count, batch)]).numpy()


class Cached:
    """The aligned faces of the cache as pictures in [0,1]."""

    def __init__(self, work):
        self.pixels = np.load(Path(work) / "faces.npy", mmap_mode="r")
        self.count = len(self.pixels)

    def __call__(self, first, last):
        return torch.from_numpy(self.pixels[first:last].copy()).float()[:, :, 8:-8, 8:-8] / 255


def embeddings_of_cache(shared, work, name):
    path = Path(work) / f"embeddings-{name}.npy"
    if not path.exists():
        np.save(path, embeddings(OnnxGraph(Path(shared) / "models" / "recognisers" / f"{name}.onnx"), input_of(name), Cached(work)))
    return np.load(path)


def measures(notes):
    """Eye distance in pixels, turn of the head and width of the mouth in eye distances."""
    points = np.array([n["landmarks"] for n in notes])
    across = points[:, 1] - points[:, 0]
    eye = np.linalg.norm(across, axis=1)
    turn = ((points[:, 2] - (points[:, 0] + points[:, 1]) / 2) * across).sum(1) / eye ** 2
    return eye, turn, np.linalg.norm(points[:, 4] - points[:, 3], axis=1) / eye


def clear(work, notes):
    """Sharp, colourful, sure faces of the larger crops."""
    faces, sharp, colour = Cached(work), [], []
    for k in range(0, faces.count, 256):
        x = faces(k, k + 256)
        grey = x.mean(1, keepdim=True)
        sharp.append((grey[:, :, 21:-21, 21:-21] * 4 - grey[:, :, 20:-22, 21:-21] - grey[:, :, 22:-20, 21:-21]
                      - grey[:, :, 21:-21, 20:-22] - grey[:, :, 21:-21, 22:-20]).std((1, 2, 3)))
        colour.append((x[:, 0] - x[:, 2])[:, 30:90, 30:82].mean((1, 2)))
    sharp, colour = torch.cat(sharp).numpy(), torch.cat(colour).numpy()
    sure = np.array([n["score"] > 0.999 and n["file"].startswith("crops") for n in notes])
    return sure & (sharp > np.quantile(sharp, 0.4)) & (colour > 0.06) & (colour < 0.35)


def group_of(e, usable, start, rounds=6, size=260):
    """People who look alike: mean shift among the directions left after taking away the mean."""
    c = e - e[usable].mean(0)
    c /= np.linalg.norm(c, axis=1, keepdims=True)
    members = np.flatnonzero(usable)
    centre = c[start]
    for _ in range(rounds):
        near = members[np.argsort(-(c[members] @ centre))[:size]]
        centre = c[near].mean(0)
        centre /= np.linalg.norm(centre)
    return near, c @ centre


def thin_plate(source, target):
    """The thin-plate spline that takes points of source exactly to target, as a function on (N,2)."""
    def kernel(a, b):
        d = ((a[:, None] - b[None]) ** 2).sum(-1)
        return d * np.log(d + 1e-9)
    n = len(source)
    system = np.zeros((n + 3, n + 3))
    system[:n, :n] = kernel(source, source)
    system[:n, n:], system[n:, :n] = np.c_[np.ones(n), source], np.c_[np.ones(n), source].T
    weights = np.linalg.solve(system, np.r_[target, np.zeros((3, 2))])
    return lambda p: kernel(p, source) @ weights[:n] + np.c_[np.ones(len(p)), p] @ weights[n:]


def canvas(points):
    return (points - CENTRE) * ZOOM + SIDE / 2


def warped(pixels, landmarks, shape):
    """The face with its landmarks on the common shape (canvas pixels), 3 x SIDE x SIDE in [0,1], and where the crop covers it."""
    matrix = similarity(shape, landmarks)
    rim = np.array([[0, 0], [.5, 0], [1, 0], [1, .5], [1, 1], [.5, 1], [0, 1], [0, .5]]) * SIDE
    fixed = rim @ matrix[:, :2].T + matrix[:, 2]
    spline = thin_plate(np.r_[shape, rim], np.r_[landmarks, fixed])
    y, x = np.mgrid[0:SIDE, 0:SIDE]
    source = spline(np.c_[x.ravel(), y.ravel()].astype(float)).reshape(SIDE, SIDE, 2)
    height, width = pixels.shape[:2]
    grid = torch.from_numpy((2 * source + 1) / [width, height] - 1).float()[None]
    picture = torch.from_numpy(pixels).permute(2, 0, 1)[None].float() / 255
    inside = (grid.abs() < 0.98).all(-1).float()
    return F.grid_sample(picture, grid, padding_mode="border", align_corners=False)[0], inside


def details(x):
    """What registration compares: contrast at two scales, free of lighting."""
    grey = x.mean(1, keepdim=True)
    parts = []
    for size in (5, 13):
        coarse = F.avg_pool2d(F.avg_pool2d(grey, size, 1, size // 2, count_include_pad=False), size, 1, size // 2, count_include_pad=False)
        band = F.avg_pool2d(grey, 3, 1, 1) - coarse
        parts.append(band / band.std((1, 2, 3), keepdim=True))
    return torch.cat(parts, 1)


def congeal(faces, rounds=4, steps=22):
    """Moves every face by a smooth field (12 x 12 control points) towards the group's mean, again and again: the mean gets sharp."""
    small = F.avg_pool2d(faces, 2)
    side = small.shape[-1]
    base = F.affine_grid(torch.eye(2, 3)[None].repeat(len(faces), 1, 1), small.shape, align_corners=False)
    field = torch.zeros(len(faces), 2, 12, 12, requires_grad=True)
    optimiser = torch.optim.Adam([field], lr=0.004)
    y, x = torch.meshgrid(torch.linspace(-1, 1, side), torch.linspace(-1, 1, side), indexing="ij")
    centre = torch.exp(-((x / 0.6) ** 2 + ((y + 0.05) / 0.7) ** 2) ** 2)

    def moved(pictures, size):
        shift = F.interpolate(field - field.mean(0), (size, size), mode="bicubic", align_corners=True).permute(0, 2, 3, 1)
        grid = F.affine_grid(torch.eye(2, 3)[None].repeat(len(faces), 1, 1), pictures.shape, align_corners=False)
        return F.grid_sample(pictures, grid + shift, padding_mode="border", align_corners=False)
    source = details(small)
    for _ in range(rounds):
        with torch.no_grad():
            mean = moved(source, side).mean(0, keepdim=True)
        for _ in range(steps):
            error = (((moved(source, side) - mean) ** 2) * centre).mean()
            smooth = (field[:, :, 1:] - field[:, :, :-1]).pow(2).mean() + (field[:, :, :, 1:] - field[:, :, :, :-1]).pow(2).mean()
            optimiser.zero_grad()
            (error + 150 * smooth + 3 * field.pow(2).mean()).backward()
            optimiser.step()
    with torch.no_grad():
        return moved(faces, faces.shape[-1])


def average(shared, notes, members, shape):
    pictures, covers = zip(*(warped(read_photo(Path(shared) / "faces" / "train" / notes[k]["file"]), np.array(notes[k]["landmarks"]), shape)
                             for k in members))
    faces = torch.stack(pictures)
    skin = faces[:, :, 130:300, 120:280]
    mean, spread = skin.mean((2, 3), keepdim=True), skin.std((2, 3), keepdim=True)
    faces = ((faces - mean) / spread * spread.mean(0) + mean.mean(0)).clamp(0, 1)
    faces = congeal(faces)
    middle = faces.sort(0).values[len(faces) // 4:len(faces) - len(faces) // 4].mean(0)
    face = 0.5 * faces.mean(0) + 0.5 * middle
    fine = face - F.avg_pool2d(F.pad(face[None], (3,) * 4, mode="reflect"), 7, 1)[0]
    return (face + 0.9 * fine).clamp(0, 1), torch.stack(covers).mean(0)[0]


def ellipse(size, centre, radii, angle=0.0, power=2.0):
    y, x = np.mgrid[0:size[1], 0:size[0]].astype(np.float32)
    c, s = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    u, v = (x - centre[0]) * c + (y - centre[1]) * s, -(x - centre[0]) * s + (y - centre[1]) * c
    return (np.abs(u) / radii[0]) ** power + (np.abs(v) / radii[1]) ** power


def soft(distance, width):
    return np.clip((1 - distance) / width + 0.5, 0, 1)[..., None]


def noise(random, size, grain, blur=0):
    field = random.normal(0, 1, (size[1] // grain + 2, size[0] // grain + 2)).astype(np.float32)
    picture = Image.fromarray(field).resize(size, Image.BICUBIC)
    return np.asarray(picture.filter(ImageFilter.GaussianBlur(blur)) if blur else picture)[..., None]


def background(random, size, colours):
    y = np.linspace(0, 1, size[1])[:, None, None]
    picture = np.array(colours[0]) * (1 - y) + np.array(colours[1]) * y + np.zeros((size[1], size[0], 3))
    image = Image.fromarray(picture.astype(np.uint8))
    draw = ImageDraw.Draw(image)
    for _ in range(16):
        x, top = random.integers(-100, size[0]), random.integers(-100, size[1])
        w, h = random.integers(60, 380), random.integers(60, 500)
        brighter = random.normal(0, 20)
        tint = tuple(int(np.clip(c + brighter + random.normal(0, 5), 0, 255)) for c in colours[random.integers(2)])
        (draw.rectangle if random.random() < 0.6 else draw.ellipse)((x, top, x + w, top + h), fill=tint)
    return np.asarray(image.filter(ImageFilter.GaussianBlur(22))).astype(np.float32)


def scene(random, face, scene):
    """Paints one portrait: background, hair, neck, clothes, and the face on top."""
    name, turn, tilt, eye, place, light, warmth, colours, clothes = scene
    size = (1200, 900)
    unit = eye / 35.24  # scene pixels per template pixel
    picture = background(random, size, colours)
    c, s = np.cos(np.radians(tilt)), np.sin(np.radians(tilt))

    def at(x, y):
        """Scene pixels of a place in template pixels from the face's centre."""
        return place[0] + unit * (c * x - s * y), place[1] + unit * (s * x + c * y)

    def paint(alpha, colour):
        nonlocal picture
        picture = picture * (1 - alpha) + colour * alpha
    face = face.permute(1, 2, 0).numpy() * 255
    skin = np.median(face[SIDE // 2 + 10:SIDE // 2 + 60, [*range(110, 140), *range(260, 290)]].reshape(-1, 3), 0)
    hair = np.array([46, 33, 27]) + 0.06 * (skin - 128)
    strands = noise(random, (size[0], 60), 3)
    strands = np.asarray(Image.fromarray(strands[..., 0]).resize(size, Image.BICUBIC))[..., None]
    hair_colour = np.clip(hair * (1 + 0.16 * strands + 0.10 * noise(random, size, 40)), 0, 255)
    # hair behind head and shoulders
    paint(soft(ellipse(size, at(0, -14), (59 * unit, 70 * unit), tilt, 2.3), 0.05), hair_colour)
    paint(soft(ellipse(size, at(0, 30), (57 * unit, 74 * unit), tilt, 2.8), 0.07), hair_colour * 0.9)
    # neck with the shadow of the chin, shoulders
    x, y = at(0, 72)
    neck = soft(ellipse(size, (x, y), (24 * unit, 50 * unit), tilt * 0.4, 3), 0.08)
    depth = np.clip((np.arange(size[1])[:, None, None] - at(0, 50)[1]) / (34 * unit), 0, 1)
    paint(neck, skin * (0.60 + 0.30 * depth))
    rows = noise(random, size, 60)
    cloth = np.array(clothes) * (1 + 0.05 * rows + 0.03 * noise(random, size, 2))
    shoulders = soft(ellipse(size, (x, y + 98 * unit), (112 * unit, 86 * unit), 0, 2.4), 0.03)
    neckline = soft(ellipse(size, (x, y + 6 * unit), (27 * unit, 27 * unit), 0, 2.2), 0.05)
    paint(shoulders * (1 - neckline), cloth)
    paint(shoulders * neckline, skin * (0.74 + 0.16 * depth))
    # the face
    scale = unit / ZOOM
    inverse = np.array([[c, s], [-s, c]]) / scale
    offset = np.array([SIDE / 2, SIDE / 2]) - inverse @ np.array(place)
    mapped = Image.fromarray(np.clip(face, 0, 255).astype(np.uint8)).transform(
        size, Image.AFFINE, (*inverse[0], offset[0], *inverse[1], offset[1]), Image.BICUBIC)
    # forehead to chin; the sides stop before the crops' background
    lower = soft(ellipse(size, at(20 * turn, 1), (37.5 * unit, 49.5 * unit), tilt, 2.1), 0.14)
    paint(lower, np.asarray(mapped).astype(np.float32))
    # hair line: two strands falling from a parting
    for side in (-1, 1):
        band = soft(ellipse(size, at(side * 30, -42), (34 * unit, 15 * unit), tilt + side * 38, 2.2), 0.22)
        paint(band, hair_colour)
        lock = soft(ellipse(size, at(side * 47, 8), (11 * unit, 58 * unit), tilt - side * 3, 2.4), 0.30)
        paint(lock, hair_colour)
    # light from the sides, warmth, the camera's grain
    ramp = np.linspace(light[0], light[1], size[0])[None, :, None]
    picture = picture * ramp * np.array([warmth, 1, 2 - warmth])
    picture = picture + random.normal(0, 2.2, picture.shape)
    return name, Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(0.5))


def choose(e, closeness, near, turn, mouth, wanted, taken, count):
    """The people nearest to the group's centre with about this turn, nobody twice and nobody who was taken."""
    order = near[np.argsort(-(closeness[near] - 6 * np.abs(turn[near] - wanted) - 0.5 * np.abs(mouth[near] - np.median(mouth[near]))))]
    members = []
    for k in order:
        if all(e[k] @ e[m] < 0.55 for m in [*members, *taken]):
            members.append(k)
        if len(members) == count:
            return members
    raise ValueError("the group is too small")


def check(shared, work, out):
    """Under each recogniser: similarity among the portraits, and of the portraits to the nearest training face."""
    detector = Mtcnn.load(Path(shared) / "models" / "mtcnn")
    faces = []
    for name, *_ in SCENES:
        pixels = read_photo(Path(out) / name)
        boxes, scores, points = detector.detect(pixels)
        print(f"{name}: {len(boxes)} face(s), score {scores.max(initial=0):.4f}, {(Path(out) / name).stat().st_size // 1024} KB")
        faces.append(torch.from_numpy(align(pixels, points[scores.argmax()])).float() / 255)
    faces = torch.stack(faces)
    random = np.random.default_rng(0)
    for name in RECOGNISERS:
        known = embeddings_of_cache(shared, work, name)
        pairs = random.integers(0, len(known), (200000, 2))
        strangers = (known[pairs[:, 0]] * known[pairs[:, 1]]).sum(1)
        graph = OnnxGraph(Path(shared) / "models" / "recognisers" / f"{name}.onnx")
        with torch.no_grad():
            mine = F.normalize(graph(input_of(name)(faces))).numpy()
        among = (mine @ mine.T)[np.triu_indices(len(mine), 1)]
        print(f"{name}: among portraits {among.min():.3f} to {among.max():.3f}; nearest training face {(mine @ known.T).max(1).round(3)}; "
              f"strangers exceed {np.quantile(strangers, 0.999):.3f} in 0.1 %, {np.quantile(strangers, 0.9999):.3f} in 0.01 %", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", default="../../shared")
    parser.add_argument("--work", default="target/training")
    parser.add_argument("--out", default="../facecloak-examples/demo")
    parser.add_argument("--start", type=int, default=1618, help="which usable face the search for a group of look-alikes starts from")
    parser.add_argument("--averages", action="store_true", help="also write the averages themselves to the work folder")
    options = parser.parse_args()
    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    torch.manual_seed(1)
    notes = json.loads((Path(options.work) / "faces.json").read_text())
    e = embeddings_of_cache(options.shared, options.work, "mobilefacenet-foamliu")
    eye, turn, mouth = measures(notes)
    usable = clear(options.work, notes) & (eye > 60)
    near, closeness = group_of(e, usable, np.flatnonzero(usable)[options.start])
    out = Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    core = choose(e, closeness, near, turn, mouth, 0, [], CORE)
    taken = list(core)
    for index, plan in enumerate(SCENES):
        members = choose(e, closeness, near, turn, mouth, plan[1], taken, MEMBERS)
        taken += members
        shapes = [(lambda m: np.array(notes[k]["landmarks"]) @ m[:, :2].T + m[:, 2])(similarity(np.array(notes[k]["landmarks"]), TEMPLATE))
                  for k in members]
        face, _ = average(options.shared, notes, core + members, canvas(np.mean(shapes, 0)))
        if options.averages:
            Image.fromarray((face.permute(1, 2, 0).numpy() * 255).astype(np.uint8)).save(Path(options.work) / f"average-{index}.png")
        name, picture = scene(np.random.default_rng(index), face, plan)
        picture.save(out / name, quality=88)
        print(name, "from", len(core + members), "people, turn", turn[members].mean().round(3), flush=True)
    check(options.shared, options.work, out)


if __name__ == "__main__":
    main()
