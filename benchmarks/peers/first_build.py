"""The set-up of this project's forerunner, made anew: GPT-Neo in Lightning over padded stories and 50,257 entries.

All layers global, 2,048 positions, stories of at most 1,024 characters cut or padded to 256 tokens with end-of-text, no
mask, batches of four stories, Adam at 1e-4 in fp32, a loader worker for each thread. The forerunner sliced the batch
axis instead of time, which trained each story on its neighbour and dropped one of four; here that is mended.

Run by `train_speed.py`; needs lightning. The last line that it prints is JSON: the seconds of each step, and the bytes
of story that a step teaches on average: those of the tokens that were kept, and one for an end-of-text that was.
"""

import argparse
import gzip
import json
import time
from pathlib import Path
from typing import Any

import lightning
import numpy as np
import torch
from tokenizers import ByteLevelBPETokenizer
from torch.utils.data import DataLoader, TensorDataset
from transformers import GPTNeoConfig, GPTNeoForCausalLM

SEPARATOR = "<|endoftext|>"
VOCABULARY, END_OF_TEXT = 50_257, 50_256
LENGTH, BATCH, LONGEST_CHARACTERS = 256, 4, 1_024
STORIES = 2_000


class StoryModel(lightning.LightningModule):
    """The model with its loss and its optimizer; notes when each step ends."""

    def __init__(self, hidden: int, layers: int, heads: int) -> None:
        super().__init__()
        config = GPTNeoConfig(
            vocab_size=VOCABULARY, hidden_size=hidden, num_layers=layers, num_heads=heads,
            attention_types=[[["global"], layers]], bos_token_id=END_OF_TEXT, eos_token_id=END_OF_TEXT,
        )  # fmt: skip
        self.model = GPTNeoForCausalLM(config)
        self.ends_s: list[float] = []

    def training_step(self, batch: list[torch.Tensor], _: int) -> Any:
        """The library shifts the labels along time."""
        return self.model(batch[0], labels=batch[0].long()).loss

    def configure_optimizers(self) -> Any:
        """As in the forerunner: no schedule, no decay."""
        return torch.optim.Adam(self.parameters(), lr=1e-4)

    def on_train_start(self) -> None:
        """The first step begins here."""
        self.ends_s.append(time.perf_counter())

    def on_train_batch_end(self, *_: Any) -> None:
        """The optimizer has made its step."""
        if self.device.type == "cuda":
            torch.cuda.synchronize()
        self.ends_s.append(time.perf_counter())


def padded_stories(text: Path, tokenizer_folder: Path) -> tuple[torch.Tensor, float]:
    """Ids of shape [stories, LENGTH], and the mean useful bytes of a story."""
    files = (str(tokenizer_folder / name) for name in ("vocab.json", "merges.txt"))
    tokenizer = ByteLevelBPETokenizer(*files)
    content = text.read_bytes()
    plain = gzip.decompress(content) if text.suffix == ".gz" else content
    stories = [story.strip() for story in plain.decode("utf-8").split(SEPARATOR)]
    stories = [story for story in stories if 0 < len(story) <= LONGEST_CHARACTERS][:STORIES]
    ids = np.full((len(stories), LENGTH), END_OF_TEXT, dtype=np.int64)
    useful_bytes = 0
    for row, encoding in zip(ids, tokenizer.encode_batch(stories), strict=True):
        kept = encoding.tokens[:LENGTH]  # in byte-level BPE each character of a token stands for one byte
        row[: len(kept)] = encoding.ids[:LENGTH]
        useful_bytes += sum(map(len, kept)) + (len(kept) < LENGTH)
    return torch.from_numpy(ids), useful_bytes / len(stories)


def main() -> None:
    """Train for some steps and say how long each took."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--text", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path, required=True)
    for name in ("hidden", "layers", "heads", "steps"):
        parser.add_argument(f"--{name}", type=int, required=True)
    parser.add_argument("--device", default="cpu")
    given = parser.parse_args()
    ids, bytes_per_story = padded_stories(given.text, given.tokenizer)
    loader = DataLoader(
        TensorDataset(ids), batch_size=BATCH, shuffle=True, num_workers=torch.get_num_threads(), persistent_workers=True
    )
    model = StoryModel(given.hidden, given.layers, given.heads)
    trainer = lightning.Trainer(
        max_steps=given.steps, accelerator="gpu" if given.device == "cuda" else "cpu", devices=1, logger=False,
        enable_checkpointing=False,
    )  # fmt: skip
    trainer.fit(model, loader)
    print(json.dumps({"steps_s": np.diff(model.ends_s).tolist(), "bytes_per_step": BATCH * bytes_per_story}))


if __name__ == "__main__":
    main()
