"""What both trainings share: the clock of a phase, checkpoints, and random pictures."""
import io
import os
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "2")
import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image


class Checkpoint:
    """The state of a training in one file, replaced atomically; remembers how many seconds each phase has had."""

    def __init__(self, path, net, seed):
        self.path, self.net = Path(path), net
        self.seconds, self.steps, self.optimiser_state = {}, {}, {}
        torch.manual_seed(seed)
        if self.path.exists():
            state = torch.load(self.path, map_location="cpu")
            net.load_state_dict(state["net"])
            self.seconds, self.steps, self.optimiser_state = state["seconds"], state["steps"], state["optimisers"]
            torch.set_rng_state(state["random"])
            print("resumed", self.path, self.seconds, flush=True)

    def save(self):
        self.path.parent.mkdir(parents=True, exist_ok=True)
        part = self.path.with_suffix(".part")
        torch.save({"net": self.net.state_dict(), "seconds": self.seconds, "steps": self.steps,
                    "optimisers": self.optimiser_state, "random": torch.get_rng_state()}, part)
        part.replace(self.path)


def run_phase(checkpoint, name, minutes, step, parameters, rate, images, decay=1e-4):
    """Calls step() -> dict of losses (the first is minimised) until the phase has had its minutes; saves every minute.

    The learning rate rises over the first 2 % and then falls to a hundredth along a half cosine of the phase's time.
    """
    budget = minutes * 60
    done = checkpoint.seconds.get(name, 0.0)
    if done >= budget:
        print(f"{name}: already trained {done / 60:.1f} min", flush=True)
        return
    optimiser = torch.optim.AdamW(parameters, lr=rate, weight_decay=decay)
    if name in checkpoint.optimiser_state:
        optimiser.load_state_dict(checkpoint.optimiser_state[name])
    start = last = time.time() - done
    start_steps = steps = checkpoint.steps.get(name, 0)
    began, shown, mean = time.time(), 0.0, {}
    while time.time() - start < budget:
        share = (time.time() - start) / budget
        warm = min(1.0, (steps + 1) / 50)
        for group in optimiser.param_groups:
            group["lr"] = rate * warm * (0.01 + 0.99 * 0.5 * (1 + float(torch.cos(torch.tensor(share * 3.14159)))))
        losses = step()
        loss = next(iter(losses.values()))
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 5.0)
        optimiser.step()
        steps += 1
        for key, value in losses.items():
            mean[key] = 0.95 * mean.get(key, float(value)) + 0.05 * float(value)
        now = time.time()
        if now - shown > 15:
            shown = now
            speed = (steps - start_steps) * images / (now - began)
            figures = " ".join(f"{k} {v:.4f}" for k, v in mean.items())
            print(f"{name} {(now - start) / 60:.1f}/{minutes:g} min step {steps} {speed:.0f} images/s {figures}", flush=True)
        if now - last > 60:
            last = now
            store(checkpoint, name, now - start, steps, optimiser)
    store(checkpoint, name, time.time() - start, steps, optimiser)
    checkpoint.optimiser_state.pop(name, None)  # a longer budget later starts the moments afresh
    checkpoint.save()


def store(checkpoint, name, seconds, steps, optimiser):
    checkpoint.seconds[name], checkpoint.steps[name] = seconds, steps
    checkpoint.optimiser_state[name] = optimiser.state_dict()
    checkpoint.save()


def block_losses(blocks, source, targets):
    """For each block, on the teacher's own input to it, the mean squared error in units of the target's variance."""
    losses = []
    for block, target in zip(blocks, targets):
        dims = [d for d in range(target.dim()) if d != 1]
        spread = target.var(dims, unbiased=False, keepdim=True).clamp(min=1e-4)
        losses.append(((block(source) - target) ** 2 / (spread + spread.mean())).mean())
        source = target
    return losses


def uniform(count, low, high):
    return torch.empty(count).uniform_(low, high)


def some(count, share):
    """A random subset of 0..count-1, each member with this probability."""
    return torch.nonzero(torch.rand(count) < share).flatten()


def jitter(pictures, size, degrees, zoom, shift, flip=True):
    """Random similarity crops (and flips) of N x 3 x S x S pictures to size x size; zoom in log units, shift in pixels."""
    count, side = len(pictures), pictures.shape[-1]
    angle = uniform(count, -degrees, degrees) * (3.14159265 / 180)
    scale = torch.exp(uniform(count, -zoom, zoom)) * size / side
    mirror = torch.where(torch.rand(count) < 0.5, -1.0, 1.0) if flip else torch.ones(count)
    cos, sin = scale * torch.cos(angle), scale * torch.sin(angle)
    tx, ty = uniform(count, -shift, shift) * 2 / side, uniform(count, -shift, shift) * 2 / side
    theta = torch.stack([torch.stack([cos * mirror, -sin, tx], 1), torch.stack([sin * mirror, cos, ty], 1)], 1)
    grid = F.affine_grid(theta, (count, 3, size, size), align_corners=False)
    return F.grid_sample(pictures, grid, padding_mode="border", align_corners=False)


def recolour(x, strength=1.0):
    """Brightness, contrast, gamma, the gain of each channel, and now and then no colour. Pictures in [0,1]."""
    count = len(x)
    def view(t):
        return t.view(count, -1, 1, 1)
    x = x.clamp(1e-3, 1) ** view(torch.exp(uniform(count, -0.35, 0.35) * strength))
    mean = x.mean((1, 2, 3), keepdim=True)
    x = (x - mean) * view(torch.exp(uniform(count, -0.35, 0.35) * strength)) + mean + view(uniform(count, -0.15, 0.15) * strength)
    x = x * torch.exp(torch.empty(count, 3, 1, 1).uniform_(-0.12, 0.12) * strength)
    grey = some(count, 0.08)
    x[grey] = x[grey].mean(1, keepdim=True)
    return x.clamp(0, 1)


def blur(x, sigma, reach=4):
    """A Gaussian of 2 * reach + 1 taps, the pictures mirrored at their edges."""
    taps = torch.arange(-reach, reach + 1).float()
    kernel = torch.exp(-taps ** 2 / (2 * sigma ** 2))
    kernel = kernel / kernel.sum()
    channels = x.shape[1]
    x = F.conv2d(F.pad(x, (reach, reach, 0, 0), mode="reflect"), kernel.view(1, 1, 1, -1).repeat(channels, 1, 1, 1), groups=channels)
    return F.conv2d(F.pad(x, (0, 0, reach, reach), mode="reflect"), kernel.view(1, 1, -1, 1).repeat(channels, 1, 1, 1), groups=channels)


def disturb(x, noise=8 / 255):
    """Blur, pixel noise and smooth noise, each on some of the pictures in [0,1]."""
    count, size = len(x), x.shape[-1]
    some_blurred = some(count, 0.2)
    if len(some_blurred):
        x[some_blurred] = blur(x[some_blurred], float(uniform(1, 0.5, 1.8)))
    noisy = some(count, 0.3)
    x[noisy] += torch.randn(len(noisy), 3, size, size) * uniform(len(noisy), 0, noise).view(-1, 1, 1, 1)
    wavy = some(count, 0.3)
    if len(wavy):
        waves = torch.randn(len(wavy), 3, size // 6, size // 6) * uniform(len(wavy), 0, 2 * noise).view(-1, 1, 1, 1)
        x[wavy] += F.interpolate(waves, (size, size), mode="bilinear", align_corners=False)
    return x.clamp(0, 1)


def compress(x, share):
    """Stores some of the pictures in [0,1] as JPEG of quality 40 to 90."""
    for k in some(len(x), share).tolist():
        x[k] = compressed(x[k:k + 1], int(torch.randint(40, 91, ())))[0]
    return x


def compressed(x, quality):
    """What pictures in [0,1] are after JPEG."""
    result = torch.empty_like(x)
    for k, picture in enumerate(x):
        pixels = (picture * 255).round().byte().permute(1, 2, 0).contiguous().numpy()
        stored = io.BytesIO()
        Image.fromarray(pixels).save(stored, "JPEG", quality=quality)
        result[k] = torch.from_numpy(np.array(Image.open(stored))).permute(2, 0, 1).float() / 255
    return result
