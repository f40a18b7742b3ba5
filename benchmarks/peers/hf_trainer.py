"""Train GPT-Neo with transformers' Trainer as its `run_clm` example does: packed blocks, default settings.

Run by `train_speed.py`; stands alone, so that any Python that has transformers and accelerate can run it. The last line
that it prints is JSON: the seconds of each step.
"""

import argparse
import json
import tempfile
import time
from typing import Any

import numpy as np
import torch
from torch.utils.data import Dataset
from transformers import GPTNeoConfig, GPTNeoForCausalLM, Trainer, TrainerCallback, TrainingArguments
from transformers.data.data_collator import default_data_collator


class Blocks(Dataset[dict[str, list[int]]]):
    """The stream of tokens cut into blocks; labels are the inputs, the model shifts them itself."""

    def __init__(self, tokens: Any, context: int) -> None:
        blocks = len(tokens) // context
        self.blocks = tokens[: blocks * context].reshape(blocks, context).astype(np.int64)

    def __len__(self) -> int:
        return len(self.blocks)

    def __getitem__(self, k: int) -> dict[str, list[int]]:
        ids = self.blocks[k].tolist()  # rows of a `datasets` table are lists too
        return {"input_ids": ids, "labels": ids}


class Clock(TrainerCallback):
    """Notes the time at which each step ends."""

    def __init__(self) -> None:
        self.ends_s = [time.perf_counter()]

    def on_step_end(self, *_: Any, **__: Any) -> None:
        """Called after the optimizer's step."""
        if torch.cuda.is_available():
            torch.cuda.synchronize()
        self.ends_s.append(time.perf_counter())


def main() -> None:
    """Train for some steps and say how long each took."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--tokens", required=True)
    for name in ("vocab", "hidden", "layers", "heads", "context", "batch", "window", "steps"):
        parser.add_argument(f"--{name}", type=int, required=True)
    parser.add_argument("--device", default="cpu")
    given = parser.parse_args()
    kinds = ["global", "local"]
    config = GPTNeoConfig(
        vocab_size=given.vocab, hidden_size=given.hidden, num_layers=given.layers, num_heads=given.heads,
        attention_types=[[kinds, given.layers // 2]] + ([[kinds[:1], 1]] if given.layers % 2 else []),
        max_position_embeddings=given.context, window_size=given.window, attention_dropout=0.0, embed_dropout=0.0,
        resid_dropout=0.0, bos_token_id=0, eos_token_id=0,
    )  # fmt: skip
    clock = Clock()
    with tempfile.TemporaryDirectory() as out:
        trainer = Trainer(
            model=GPTNeoForCausalLM(config),
            args=TrainingArguments(
                out, per_device_train_batch_size=given.batch, max_steps=given.steps, save_strategy="no",
                report_to="none", use_cpu=given.device == "cpu",
            ),
            train_dataset=Blocks(np.load(given.tokens, mmap_mode="r"), given.context),
            data_collator=default_data_collator,
            callbacks=[clock],
        )  # fmt: skip
        trainer.train()
    print(json.dumps({"steps_s": np.diff(clock.ends_s).tolist()}))


if __name__ == "__main__":
    main()
