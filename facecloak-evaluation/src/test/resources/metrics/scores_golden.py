"""Computes scores_golden.json beside this file, with numpy and Pillow alone:

    python3 scores_golden.py

Written from the definitions, without a look at the Java code, and slow on purpose: whole two-dimensional kernels, one
convolution after the other. Sources:

- luma: ITU-R BT.601, 0.299 R + 0.587 G + 0.114 B.
- SSIM: Wang et al. 2004, 11x11 Gaussian window of sigma 1.5 where it fits. MS-SSIM: Wang et al. 2003, five scales, as in
  metrics_golden.json.
- CIEDE2000: Sharma, Wu, Dalal 2005; sRGB by IEC 61966-2-1 with its four-digit matrix, white = that of the matrix. The 99th
  percentile is numpy's (linear interpolation).
- NLPD: Laparra, Balle, Berardino, Simoncelli 2016; constants and borders of the authors' NLP_dist.m
  (https://www.cns.nyu.edu/~lcv/NLPyr/).
"""

import json
import os

import numpy as np
from PIL import Image

HERE = os.path.dirname(os.path.abspath(__file__))

PAIRS = [
    ("a112", "a112"),
    ("a112", "a112_noise"),
    ("a112", "a112_step8"),
    ("a112", "a112_blur"),
    ("a112", "a112_shift"),
    ("c209x193", "c209x193"),
    ("c209x193", "c209x193_noise"),
    ("c209x193", "c209x193_step8"),
]


def read(name):
    return np.asarray(Image.open(os.path.join(HERE, name + ".png")).convert("RGB")).astype(np.float64)


def luma(rgb):
    return rgb @ np.array([0.299, 0.587, 0.114])


def convolve(padded, kernel):
    """True convolution of what is padded already; the result is smaller by the kernel's size minus one."""
    rows = padded.shape[0] - kernel.shape[0] + 1
    columns = padded.shape[1] - kernel.shape[1] + 1
    flipped = kernel[::-1, ::-1]
    out = np.zeros((rows, columns))
    for i in range(kernel.shape[0]):
        for j in range(kernel.shape[1]):
            out += flipped[i, j] * padded[i : i + rows, j : j + columns]
    return out


def ssim_parts(a, b):
    x = np.arange(-5, 6)
    g = np.exp(-(x**2) / (2 * 1.5**2))
    window = np.outer(g, g) / g.sum() ** 2
    ma, mb = convolve(a, window), convolve(b, window)
    va = convolve(a * a, window) - ma * ma
    vb = convolve(b * b, window) - mb * mb
    cov = convolve(a * b, window) - ma * mb
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    cs = (2 * cov + c2) / (va + vb + c2)
    return np.mean(cs * (2 * ma * mb + c1) / (ma * ma + mb * mb + c1)), np.mean(cs)


def halved(a):
    a = np.pad(a, [(n % 2, n % 2) for n in a.shape])
    a = a[: a.shape[0] // 2 * 2, : a.shape[1] // 2 * 2]
    return (a[::2, ::2] + a[1::2, ::2] + a[::2, 1::2] + a[1::2, 1::2]) / 4


def ms_ssim(a, b):
    weights = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333]
    product = 1.0
    for weight in weights[:-1]:
        product *= max(0, ssim_parts(a, b)[1]) ** weight
        a, b = halved(a), halved(b)
    return product * max(0, ssim_parts(a, b)[0]) ** weights[-1]


def lab(rgb):
    v = rgb / 255
    linear = np.where(v <= 0.04045, v / 12.92, ((v + 0.055) / 1.055) ** 2.4)
    m = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    t = (linear @ m.T) / m.sum(axis=1)
    f = np.where(t > (6 / 29) ** 3, np.cbrt(t), t * (29 / 6) ** 2 / 3 + 4 / 29)
    return np.stack([116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], -1)


def ciede2000(lab1, lab2):
    l1, a1, b1 = np.moveaxis(lab1, -1, 0)
    l2, a2, b2 = np.moveaxis(lab2, -1, 0)
    c7 = ((np.hypot(a1, b1) + np.hypot(a2, b2)) / 2) ** 7
    g = 0.5 * (1 - np.sqrt(c7 / (c7 + 25.0**7)))
    a1, a2 = (1 + g) * a1, (1 + g) * a2
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = np.arctan2(b1, a1) % (2 * np.pi), np.arctan2(b2, a2) % (2 * np.pi)
    grey = c1 * c2 == 0
    dh = h2 - h1
    dh = np.where(dh > np.pi, dh - 2 * np.pi, np.where(dh < -np.pi, dh + 2 * np.pi, dh))
    dh = np.where(grey, 0, dh)
    big_dh = 2 * np.sqrt(c1 * c2) * np.sin(dh / 2)
    lm, cm = (l1 + l2) / 2, (c1 + c2) / 2
    total = h1 + h2
    far = np.abs(h1 - h2) > np.pi
    hm = np.where(far, np.where(total < 2 * np.pi, total / 2 + np.pi, total / 2 - np.pi), total / 2)
    hm = np.where(grey, total, hm)
    d = np.pi / 180
    t = 1 - 0.17 * np.cos(hm - 30 * d) + 0.24 * np.cos(2 * hm) + 0.32 * np.cos(3 * hm + 6 * d) - 0.2 * np.cos(4 * hm - 63 * d)
    sl = 1 + 0.015 * (lm - 50) ** 2 / np.sqrt(20 + (lm - 50) ** 2)
    sc = 1 + 0.045 * cm
    sh = 1 + 0.015 * cm * t
    theta = 30 * d * np.exp(-(((hm / d - 275) / 25) ** 2))
    rt = -np.sin(2 * theta) * 2 * np.sqrt(cm**7 / (cm**7 + 25.0**7))
    dl, dc, dhh = (l2 - l1) / sl, (c2 - c1) / sc, big_dh / sh
    return np.sqrt(np.maximum(0, dl**2 + dc**2 + dhh**2 + rt * dc * dhh))


BURT = np.outer([0.05, 0.25, 0.4, 0.25, 0.05], [0.05, 0.25, 0.4, 0.25, 0.05])

SIGMAS = [0.0248, 0.0185, 0.0179, 0.0191, 0.0220, 0.2782]


def kernel(up, left, right, down, far_right=0):
    k = np.zeros((5, 5))
    k[1, 2], k[2, 1], k[2, 3], k[3, 2], k[2, 4] = up, left, right, down, far_right
    return k


GAINS = [
    kernel(0.1011, 0.1493, 0.1460, 0.1015, 0.0072),
    kernel(0.0757, 0.1986, 0.1846, 0.0837),
    kernel(0.0477, 0.2138, 0.2243, 0.0467),
    kernel(0, 0.2503, 0.2616, 0),
    kernel(0, 0.2598, 0.2552, 0),
    kernel(0, 0.2215, 0.0717, 0),
]


def upsample(small, odd):
    small = np.pad(small, 1, mode="edge")
    big = np.zeros((2 * small.shape[0], 2 * small.shape[1]))
    big[::2, ::2] = 4 * small
    big = convolve(np.pad(big, 2), BURT)
    return big[2 : big.shape[0] - 2 - odd[0], 2 : big.shape[1] - 2 - odd[1]]


def nlp(grey):
    bands = []
    for _ in range(5):
        low = convolve(np.pad(grey, 2, mode="symmetric"), BURT)[::2, ::2]
        odd = (2 * low.shape[0] - grey.shape[0], 2 * low.shape[1] - grey.shape[1])
        bands.append(grey - upsample(low, odd))
        grey = low
    bands.append(grey)
    return [band / (sigma + convolve(np.pad(np.abs(band), 2), gain)) for band, sigma, gain in zip(bands, SIGMAS, GAINS)]


def nlpd(a, b):
    return np.mean([np.sqrt(np.mean((x - y) ** 2)) for x, y in zip(nlp(a), nlp(b))])


def scores(reference, test):
    a, b = luma(reference), luma(test)
    mse = np.mean((a - b) ** 2)
    result = {
        "psnr": "inf" if mse == 0 else 10 * np.log10(255**2 / mse),
        "ssim": ssim_parts(a, b)[0],
        "ciede2000_p99": np.percentile(ciede2000(lab(reference), lab(test)), 99),
        "nlpd": nlpd(a / 255, b / 255),
    }
    if min(a.shape) > 160:
        result["ms_ssim"] = ms_ssim(a, b)
    return result


pairs = []
for reference, test in PAIRS:
    pairs.append({"reference": reference, "test": test, **scores(read(reference), read(test))})
with open(os.path.join(HERE, "scores_golden.json"), "w") as out:
    json.dump({"about": "Computed by scores_golden.py, which says from what definitions.", "pairs": pairs}, out, indent=1)
    out.write("\n")
