"""Distils a network block after block: each learns the teacher's tensor at its end from what the blocks before it make of the picture.

A block alone is a small problem that one core solves in a minute or two, since every pixel of its output is a target: the relative error
falls a hundredfold lower than when all blocks learn at once on fresh pictures. The teacher's tensors are therefore computed once, on a
fixed set of augmented faces, and kept in memory: those of large maps for fewer faces, because a large map holds more pixels to learn from.
"""
import math
import time

import torch

FACES_AT = {56: 640, 28: 1024, 14: 2560}  # faces kept for maps of this side; smaller maps: all


def keep(side, count):
    return min(count, next((n for least, n in FACES_AT.items() if side >= least), count))


@torch.no_grad()
def tensors(inner, pictures, batch=64):
    """The teacher's tensors on these pictures; of each tap as many faces as its side asks for."""
    result = None
    for start in range(0, len(pictures), batch):
        found = inner(pictures[start:start + batch])
        result = result or [[] for _ in found]
        for parts, tensor in zip(result, found):
            side = tensor.shape[-1] if tensor.dim() == 4 else 1
            room = keep(side, len(pictures)) - start
            if room > 0:
                parts.append(tensor[:room].contiguous(memory_format=torch.channels_last) if tensor.dim() == 4 else tensor[:room])
    return [torch.cat(parts) for parts in result]


@torch.no_grad()
def apply(block, source, batch=64):
    return torch.cat([block(source[k:k + batch]) for k in range(0, len(source), batch)])


def set_scale(block, source):
    """Normalisation only sets the scale of the start: its statistics come from a few batches and stay."""
    norms = [m for m in block.modules() if isinstance(m, torch.nn.BatchNorm2d)]
    for norm in norms:
        norm.momentum = 0.5
    block.train()
    with torch.no_grad():
        for k in range(3):
            block(source[k * 64:k * 64 + 64])
    block.eval()


def train_block(block, source, target, seconds, rate):
    """Least squares by Adam; the rate rises over 50 steps and falls to a hundredth along half a cosine. Returns the relative error."""
    faces = len(target)
    # a few large maps are thousands of examples, so that small batches do; up to 16, PyTorch takes slow convolutions on one thread
    batch = 17 if target.dim() == 4 and target.shape[-1] >= 28 else 32
    held = max(1, faces // 16)
    dims = [d for d in range(target.dim()) if d != 1]
    change = target - source[:faces] if source.shape[1:] == target.shape[1:] else target
    scale = change.var(dims, unbiased=False).mean()
    optimiser = torch.optim.Adam(block.parameters(), lr=rate)
    start, steps = time.process_time(), 0
    while (share := (time.process_time() - start) / seconds) < 1:
        for group in optimiser.param_groups:
            group["lr"] = rate * min(1, (steps + 1) / 50) * (0.01 + 0.99 * 0.5 * (1 + math.cos(share * math.pi)))
        chosen = int(torch.randint(0, faces - held - batch, ()))
        loss = ((block(source[chosen:chosen + batch]) - target[chosen:chosen + batch]) ** 2).mean() / scale
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(block.parameters(), 1.0)
        optimiser.step()
        steps += 1
    error = float(((apply(block, source[faces - held:faces]) - target[faces - held:]) ** 2).mean() / scale)
    return error, steps


def train(net, inner, pictures, seconds, rate=1e-2, saved=lambda k: None, first=0):
    """Trains the blocks from `first` on, `seconds` of processor time each; saved(k) is called after each."""
    targets = tensors(inner, pictures)
    source = ((pictures - net.mean) / net.std).contiguous(memory_format=torch.channels_last)
    for k, (block, target) in enumerate(zip(net.blocks, targets)):
        if k >= first:
            set_scale(block, source)
            error, steps = train_block(block, source, target, seconds, rate)
            print(f"block {k} of {len(net.blocks)}: {tuple(target.shape)} error {error:.4f} after {steps} steps", flush=True)
            saved(k)
        source = apply(block, source)
        targets[k] = target[:0]
