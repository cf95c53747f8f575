"""The recognisers of SHARED/models/recognisers: what each takes for aligned faces in [0,1], RGB."""
import torch

MEAN, STD = torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1), torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1)
BGR = [2, 1, 0]

CONVENTIONS = {
    "unit": lambda x: x,
    "bytes": lambda x: x * 255,
    "imagenet": lambda x: (x - MEAN) / STD,
    "signed": lambda x: (x * 255 - 127.5) / 128,
    "signed-bgr": lambda x: (x[:, BGR] * 255 - 127.5) / 128,
}
SHARED = {"mobilefacenet-foamliu": "imagenet", "mobileface-v2": "bytes", "mobileface-v3": "bytes",
          "mobilefacenet-192": "signed", "faceplugin-512": "signed-bgr"}


def input_of(name):
    """The function from faces to the input of a shared recogniser; other files, such as our own, take the faces as they are."""
    return CONVENTIONS[SHARED.get(name, "unit")]
