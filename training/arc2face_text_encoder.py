"""Exports Arc2Face's text encoder as an ONNX graph that takes a face in the place of a word.

    python3 arc2face_text_encoder.py encoder/pytorch_model.bin arc2face/text_encoder/model.onnx

Input: the file encoder/pytorch_model.bin of Arc2Face (a CLIPTextModel of the transformers library; only its tensors are read).
Output: input_ids [N, 77] int64, face_embeds [N, 512] float32 -> last_hidden_state [N, 77, 768]. Needs PyTorch and onnx, nothing else.
"""

import argparse
import pathlib

import torch
from torch import nn
from torch.nn import functional

TOKENS = 77
WIDTH = 768
HEADS = 12
IDENTITY = 512
ID_TOKEN = 1014  # "id" in "photo of a id person"


class Layer(nn.Module):
    """A layer of CLIP's text transformer, with the names of its state dict."""

    def __init__(self, width, hidden):
        super().__init__()
        self.self_attn = nn.ModuleDict({name: nn.Linear(width, width) for name in ("q_proj", "k_proj", "v_proj", "out_proj")})
        self.layer_norm1 = nn.LayerNorm(width)
        self.layer_norm2 = nn.LayerNorm(width)
        self.mlp = nn.ModuleDict({"fc1": nn.Linear(width, hidden), "fc2": nn.Linear(hidden, width)})

    def forward(self, x, mask):
        y = self.layer_norm1(x)
        q, k, v = (self.split(self.self_attn[name](y)) for name in ("q_proj", "k_proj", "v_proj"))
        scores = q @ k.transpose(-1, -2) * (WIDTH // HEADS) ** -0.5 + mask
        mixed = (scores.softmax(-1) @ v).transpose(1, 2).reshape(-1, TOKENS, WIDTH)
        x = x + self.self_attn["out_proj"](mixed)
        y = self.mlp["fc1"](self.layer_norm2(x))
        return x + self.mlp["fc2"](y * torch.sigmoid(1.702 * y))

    @staticmethod
    def split(x):
        return x.reshape(-1, TOKENS, HEADS, WIDTH // HEADS).transpose(1, 2)


class TextEncoder(nn.Module):
    def __init__(self, weights):
        super().__init__()
        weights = {name.removeprefix("text_model."): tensor.float() for name, tensor in weights.items()}
        self.tokens = nn.Parameter(weights["embeddings.token_embedding.weight"])
        self.positions = nn.Parameter(weights["embeddings.position_embedding.weight"])
        self.final_layer_norm = nn.LayerNorm(WIDTH)
        self.final_layer_norm.load_state_dict(select(weights, "final_layer_norm."))
        self.layers = nn.ModuleList()
        while any(name.startswith(f"encoder.layers.{len(self.layers)}.") for name in weights):
            own = select(weights, f"encoder.layers.{len(self.layers)}.")
            layer = Layer(WIDTH, own["mlp.fc1.weight"].shape[0])
            layer.load_state_dict(own)
            self.layers.append(layer)
        self.register_buffer("mask", torch.full((TOKENS, TOKENS), -1e4).triu(1))

    def forward(self, input_ids, face_embeds):
        face = functional.pad(face_embeds, (0, WIDTH - IDENTITY)).unsqueeze(1)
        x = torch.where((input_ids == ID_TOKEN).unsqueeze(-1), face, self.tokens[input_ids])
        x = x + self.positions
        for layer in self.layers:
            x = layer(x, self.mask)
        return self.final_layer_norm(x)


def select(weights, prefix):
    return {name.removeprefix(prefix): tensor for name, tensor in weights.items() if name.startswith(prefix)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights", type=pathlib.Path)
    parser.add_argument("onnx", type=pathlib.Path)
    arguments = parser.parse_args()

    encoder = TextEncoder(torch.load(arguments.weights, map_location="cpu", weights_only=True)).eval()
    print(f"{len(encoder.layers)} layers, {sum(p.numel() for p in encoder.parameters()):,} values")
    arguments.onnx.parent.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(
        encoder,
        (torch.full((2, TOKENS), 49407), torch.zeros(2, IDENTITY)),
        str(arguments.onnx),
        input_names=["input_ids", "face_embeds"],
        output_names=["last_hidden_state"],
        dynamic_axes={name: {0: "batch"} for name in ("input_ids", "face_embeds", "last_hidden_state")},
        opset_version=14,
    )


if __name__ == "__main__":
    main()
