"""Train GPT-Neo with transformers' Trainer as its `run_clm` example does: packed blocks, default settings.

Run by `train_speed.py` and `time_to_quality.py`; needs nothing of this project, so that any Python that has
transformers and accelerate can run it. The last line that it prints is JSON: the seconds of each step and, with
`--held-out`, a curve: steps and nats a token on the first windows of those tokens.
"""

import argparse
import json
import tempfile
import time
from typing import Any

import numpy as np
import torch
from score_peer import nats_of_stream  # it lies beside this file
from torch.utils.data import Dataset
from transformers import GPTNeoConfig, GPTNeoForCausalLM, Trainer, TrainerCallback, TrainingArguments
from transformers.data.data_collator import default_data_collator

CURVE_WINDOWS = 20


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
        self._last_s = self.ends_s[0]

    def pause(self) -> None:
        """What has passed since the last step ended was no training."""
        self._last_s = time.perf_counter()

    def on_step_end(self, *_: Any, **__: Any) -> None:
        """Called after the optimizer's step."""
        if torch.cuda.is_available():
            torch.cuda.synchronize()
        now_s = time.perf_counter()
        self.ends_s.append(self.ends_s[-1] + now_s - self._last_s)
        self._last_s = now_s


class Curve(TrainerCallback):
    """Scores some held-out windows now and then; the clock of the steps does not know."""

    def __init__(self, clock: Clock, tokens: Any, context: int, every: int) -> None:
        self.clock, self.context, self.every = clock, context, every
        self.tokens = tokens[: CURVE_WINDOWS * context + 1]
        self.points: list[tuple[int, float]] = []

    def on_step_end(self, *given: Any, **more: Any) -> None:
        """Called after the clock's own."""
        step = given[1].global_step
        if step % self.every:
            return
        model = more["model"].eval()
        nats, count = nats_of_stream(lambda inputs_BT, _: model(inputs_BT).logits, self.tokens, self.context)
        model.train()
        self.points.append((step, nats / count))
        self.clock.pause()


def main() -> None:
    """Train for some steps and say how long each took."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--tokens", required=True)
    for name in ("vocab", "hidden", "layers", "heads", "context", "batch", "window", "steps"):
        parser.add_argument(f"--{name}", type=int, required=True)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--learning-rate", type=float, default=5e-5)
    parser.add_argument("--held-out", help="held-out tokens, for a curve")
    parser.add_argument("--points", type=int, default=10, help="of the curve")
    parser.add_argument("--save", help="where the trained model goes")
    given = parser.parse_args()
    kinds = ["global", "local"]
    config = GPTNeoConfig(
        vocab_size=given.vocab, hidden_size=given.hidden, num_layers=given.layers, num_heads=given.heads,
        attention_types=[[kinds, given.layers // 2]] + ([[kinds[:1], 1]] if given.layers % 2 else []),
        max_position_embeddings=given.context, window_size=given.window, attention_dropout=0.0, embed_dropout=0.0,
        resid_dropout=0.0, bos_token_id=0, eos_token_id=0,
    )  # fmt: skip
    clock = Clock()
    curve: list[Curve] = []
    if given.held_out:
        every = max(1, given.steps // given.points)
        curve = [Curve(clock, np.load(given.held_out), given.context, every)]
    with tempfile.TemporaryDirectory() as out:
        trainer = Trainer(
            model=GPTNeoForCausalLM(config),
            args=TrainingArguments(
                out, per_device_train_batch_size=given.batch, max_steps=given.steps, save_strategy="no",
                report_to="none", use_cpu=given.device == "cpu", learning_rate=given.learning_rate,
            ),
            train_dataset=Blocks(np.load(given.tokens, mmap_mode="r"), given.context),
            data_collator=default_data_collator,
            callbacks=[clock, *curve],
        )  # fmt: skip
        trainer.train()
        if given.save:
            trainer.save_model(given.save)
    points = [point for part in curve for point in part.points]
    print(json.dumps({"steps_s": np.diff(clock.ends_s).tolist(), "curve": points}))


if __name__ == "__main__":
    main()
