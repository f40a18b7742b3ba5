"""The loss of a peer's trained model on held-out tokens, the same way for each of them.

    python score_peer.py --kind nanogpt --clone ~/nanoGPT --checkpoint out/ckpt.pt --tokens held_out.npy

Run by `time_to_quality.py`. The tokens are one stream, stories with end-of-text between them. It is read in windows of
the model's context that overlap by half, and the second half of each is scored, so that every token but the first ones
is predicted from at least half a context. Checkpoints are read as tensors and plain values alone (`weights_only`).
The last line that it prints is JSON: nats and how many tokens they are of.
"""

import argparse
import importlib
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch

WINDOWS_AT_ONCE = 16
Logits = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]
"""Of inputs and targets, each of shape (B, T): logits of shape (B, T, V)."""


def nats_of_stream(logits: Logits, tokens: Any, context: int) -> tuple[float, int]:
    """Nats of all targets of a stream and how many there are."""
    stream, half = torch.from_numpy(np.asarray(tokens).astype(np.int64)), context // 2
    starts = list(range(0, len(stream) - context, context - half))
    total, count = 0.0, 0
    with torch.no_grad():
        for first in range(0, len(starts), WINDOWS_AT_ONCE):
            at = starts[first : first + WINDOWS_AT_ONCE]
            window_BT = torch.stack([stream[start : start + context + 1] for start in at])
            inputs_BT, targets_BT = window_BT[:, :-1].contiguous(), window_BT[:, 1:].contiguous()
            logits_NV = logits(inputs_BT, targets_BT).float().flatten(0, 1)
            nats_N = torch.nn.functional.cross_entropy(logits_NV, targets_BT.flatten(), reduction="none")
            for row, start in zip(nats_N.view(inputs_BT.shape), at, strict=True):
                scored = row if start == 0 else row[half:]
                total, count = total + float(scored.sum(dtype=torch.float64)), count + len(scored)
    return total, count


def nanogpt(clone: Path, checkpoint: Path) -> tuple[Logits, int]:
    """nanoGPT's model as its own code builds it, and its context."""
    sys.path.insert(0, str(clone))
    theirs = importlib.import_module("model")
    found = torch.load(checkpoint, map_location="cpu", weights_only=True)
    model = theirs.GPT(theirs.GPTConfig(**found["model_args"]))
    model.load_state_dict(_plain(found["model"]))
    model.eval()
    return lambda inputs_BT, targets_BT: model(inputs_BT, targets_BT)[0], found["model_args"]["block_size"]


def llama2c(clone: Path, checkpoint: Path) -> tuple[Logits, int]:
    """llama2.c's model as its own code builds it, and its context."""
    sys.path.insert(0, str(clone))
    theirs = importlib.import_module("model")
    found = torch.load(checkpoint, map_location="cpu", weights_only=True)
    model = theirs.Transformer(theirs.ModelArgs(**found["model_args"]))
    model.load_state_dict(_plain(found["model"]), strict=False)
    model.eval()
    return lambda inputs_BT, targets_BT: model(inputs_BT, targets_BT), found["model_args"]["max_seq_len"]


def hugging_face(_: Path | None, folder: Path) -> tuple[Logits, int]:
    """A folder that transformers saved, and its context."""
    from transformers import AutoModelForCausalLM

    model = AutoModelForCausalLM.from_pretrained(folder, local_files_only=True).eval()
    return lambda inputs_BT, _: model(inputs_BT).logits, model.config.max_position_embeddings


KINDS: dict[str, Callable[..., tuple[Logits, int]]] = {
    "nanogpt": nanogpt, "llama2c": llama2c, "hf": hugging_face,
}  # fmt: skip


def _plain(weights: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Without the prefix that a compiled model gives its weights."""
    return {name.removeprefix("_orig_mod."): weight for name, weight in weights.items()}


def main() -> None:
    """Score one model."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kind", choices=list(KINDS), required=True)
    parser.add_argument("--clone", type=Path)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--tokens", type=Path, required=True)
    given = parser.parse_args()
    logits, context = KINDS[given.kind](given.clone, given.checkpoint)
    nats, tokens = nats_of_stream(logits, np.load(given.tokens), context)
    print(json.dumps({"nats": nats, "scored_tokens": tokens}))


if __name__ == "__main__":
    main()
