"""The MTCNN cascade over any P-, R- and O-Net (teacher or student), and the five-point alignment of faces."""
import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

from onnxgraph import OnnxGraph

# ArcFace's template for 112x112: eyes, nose, mouth corners (left and right as seen in the picture).
TEMPLATE = np.array([[38.2946, 51.6963], [73.5318, 51.5014], [56.0252, 71.7366], [41.5493, 92.3655], [70.7299, 92.2041]])
PYRAMID_FACTOR = 0.709


def read_photo(path):
    """RGB pixels, height x width x 3, uint8."""
    return np.array(Image.open(path).convert("RGB"))


def normalise(pixels):
    """uint8 or float 0..255 to the range the networks expect."""
    return (pixels.float() - 127.5) * 0.0078125


def nms(boxes, scores, threshold, minimum=False):
    """Greedy non-maximum suppression; intersection over union, or over the smaller area. Widths count +1."""
    order, keep = np.argsort(-scores, kind="stable"), []
    x1, y1, x2, y2 = boxes[:, 0], boxes[:, 1], boxes[:, 2], boxes[:, 3]
    area = (x2 - x1 + 1) * (y2 - y1 + 1)
    while len(order):
        best, rest = order[0], order[1:]
        keep.append(best)
        width = np.maximum(0, np.minimum(x2[best], x2[rest]) - np.maximum(x1[best], x1[rest]) + 1)
        height = np.maximum(0, np.minimum(y2[best], y2[rest]) - np.maximum(y1[best], y1[rest]) + 1)
        shared = width * height
        whole = np.minimum(area[best], area[rest]) if minimum else area[best] + area[rest] - shared
        order = rest[shared / whole <= threshold]
    return np.array(keep, dtype=int)


def regress(boxes, reg, border=0):
    size = np.stack([boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]] * 2, 1) + border
    return boxes[:, :4] + reg * size


def square(boxes):
    width, height = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    side = np.maximum(width, height)
    x, y = boxes[:, 0] + width / 2 - side / 2, boxes[:, 1] + height / 2 - side / 2
    return np.stack([x, y, x + side, y + side], 1)


def crops(photo, boxes, size):
    """Area-resampled crops of a photo (3 x H x W) to size x size; black outside. Returns the crops and which boxes gave one."""
    _, height, width = photo.shape
    out, used = [], []
    for k, (x1, y1, x2, y2) in enumerate(np.trunc(boxes).astype(int)):
        left, top, right, bottom = max(x1, 1) - 1, max(y1, 1) - 1, min(x2, width), min(y2, height)
        if right > left and bottom > top:
            patch = photo[None, :, top:bottom, left:right].float()
            out.append(F.adaptive_avg_pool2d(patch, size)[0])
            used.append(k)
    return (torch.stack(out) if out else torch.zeros(0, 3, size, size)), np.array(used, dtype=int)


class Mtcnn:
    """Detects faces. Each network is a function (N,3,H,W) -> dict with prob, reg and, for O-Net, landmarks."""

    def __init__(self, pnet, rnet, onet, min_face=20, thresholds=(0.6, 0.7, 0.7)):
        self.pnet, self.rnet, self.onet = pnet, rnet, onet
        self.min_face, self.thresholds = min_face, thresholds

    @staticmethod
    def load(folder, **options):
        def network(name):
            graph = OnnxGraph(f"{folder}/{name}.onnx")
            return lambda x: dict(zip(graph.outputs, graph.run(x)))
        return Mtcnn(network("pnet"), network("rnet"), network("onet"), **options)

    def scales(self, height, width):
        scale, result = 12 / self.min_face, []
        side = min(height, width) * scale
        while side >= 12:
            result.append(scale)
            scale, side = scale * PYRAMID_FACTOR, side * PYRAMID_FACTOR
        return result

    @torch.no_grad()
    def propose(self, batch):
        """P-Net's proposals of same-sized photos (N x 3 x H x W uint8): one array (M,4) of square boxes per photo."""
        count, _, height, width = batch.shape
        levels = [([], []) for _ in range(count)]
        for scale in self.scales(height, width):
            size = (int(height * scale + 1), int(width * scale + 1))
            out = self.pnet(normalise(F.adaptive_avg_pool2d(batch.float(), size)))
            prob, reg = out["prob"][:, 1], out["reg"]
            for k in range(count):
                y, x = torch.nonzero(prob[k] >= self.thresholds[0], as_tuple=True)
                if not len(y):
                    continue
                score, offset = prob[k][y, x].numpy(), reg[k][:, y, x].T.numpy()
                corner = torch.stack([x, y], 1).numpy()
                first, last = np.floor((2 * corner + 1) / scale), np.floor((2 * corner + 12) / scale)
                box = np.concatenate([first, last, offset], 1)
                keep = nms(box, score, 0.5)
                levels[k][0].append(box[keep])
                levels[k][1].append(score[keep])
        result = []
        for boxes, scores in levels:
            if not boxes:
                result.append(np.zeros((0, 4)))
                continue
            box, score = np.concatenate(boxes), np.concatenate(scores)
            box = box[nms(box, score, 0.7)]
            result.append(square(regress(box[:, :4], box[:, 4:])))
        return result

    @torch.no_grad()
    def refine(self, photo, boxes):
        """R- and O-Net on the proposals of one photo (3 x H x W uint8): boxes (M,4), scores (M), landmarks (M,5,2)."""
        nothing = np.zeros((0, 4)), np.zeros(0), np.zeros((0, 5, 2))
        patches, used = crops(photo, boxes, 24)
        if not len(used):
            return nothing
        out = {k: v.numpy() for k, v in self.rnet(normalise(patches)).items()}
        score = out["prob"][:, 1]
        sure = score > self.thresholds[1]
        boxes, score, reg = boxes[used][sure], score[sure], out["reg"][sure]
        keep = nms(boxes, score, 0.7)
        boxes = square(regress(boxes[keep], reg[keep], 1))
        patches, used = crops(photo, boxes, 48)
        if not len(used):
            return nothing
        out = {k: v.numpy() for k, v in self.onet(normalise(patches)).items()}
        score = out["prob"][:, 1]
        sure = score > self.thresholds[2]
        boxes, score, reg, marks = boxes[used][sure], score[sure], out["reg"][sure], out["landmarks"][sure]
        width, height = boxes[:, 2:3] - boxes[:, 0:1] + 1, boxes[:, 3:4] - boxes[:, 1:2] + 1
        points = np.stack([boxes[:, 0:1] + width * marks[:, :5] - 1, boxes[:, 1:2] + height * marks[:, 5:] - 1], 2)
        boxes = regress(boxes, reg, 1)
        keep = nms(boxes, score, 0.7, minimum=True)
        return boxes[keep], score[keep], points[keep]

    def detect(self, pixels):
        """Faces of one photo (H x W x 3 uint8)."""
        photo = torch.from_numpy(np.ascontiguousarray(pixels)).permute(2, 0, 1)
        return self.refine(photo, self.propose(photo[None])[0])


def similarity(points, template):
    """The 2x3 matrix of the least-squares similarity from points to template."""
    z = (points - points.mean(0)) @ [1, 1j]
    w = (template - template.mean(0)) @ [1, 1j]
    q = (np.conj(z) * w).sum() / (abs(z) ** 2).sum()
    linear = np.array([[q.real, -q.imag], [q.imag, q.real]])
    return np.concatenate([linear, (template.mean(0) - linear @ points.mean(0))[:, None]], 1)


def sample(pixels, matrix, size):
    """A size x size crop (3 x size x size float 0..255); matrix takes photo pixels to crop pixels. Bilinear, black outside."""
    inverse = np.linalg.inv(np.vstack([matrix, [0, 0, 1]]))[:2]
    height, width = pixels.shape[:2]
    y, x = np.mgrid[0:size, 0:size]
    source = np.tensordot(inverse, np.stack([x, y, np.ones_like(x)]), 1)
    grid = torch.from_numpy(np.stack([(2 * source[0] + 1) / width - 1, (2 * source[1] + 1) / height - 1], -1)).float()
    photo = torch.from_numpy(np.ascontiguousarray(pixels)).permute(2, 0, 1)[None].float()
    return F.grid_sample(photo, grid[None], align_corners=False)[0]


def align(pixels, landmarks, margin=0):
    """The aligned face, 3 x (112 + 2 margin)^2 uint8."""
    crop = sample(pixels, similarity(landmarks, TEMPLATE + margin), 112 + 2 * margin)
    return crop.round().clamp(0, 255).byte().numpy()
