"""The model card of a run: what was learned from what, how, on which machine, and how good it became."""

from typing import Any

from mlopstinystories.training.progress import duration


def model_card(record: dict[str, Any]) -> str:
    """Markdown for `README.md`, from the record of a finished run."""
    result, data, model = record["result"], record["dataset"], record["model"]
    scores, hardware = result["scores"], record["hardware"]
    return f"""---
library_name: transformers
pipeline_tag: text-generation
tags: [tinystories, {model["model_type"]}]
---

# {record["run"]}

A small language model that tells children's stories, trained from scratch with mlops-tinystories.

```python
from transformers import AutoModelForCausalLM, AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("models/{record["run"]}")
model = AutoModelForCausalLM.from_pretrained("models/{record["run"]}")
tokens = tokenizer(tokenizer.eos_token + "Once upon a time", return_tensors="pt")
print(tokenizer.decode(model.generate(**tokens, max_new_tokens=200, do_sample=True, temperature=0.7)[0]))
```

Stories in training stand between end-of-text tokens, so a prompt begins with one.

## Scores

On the whole held-out split ({scores["stories"]:,} stories, {scores["left_out"]:,} left out because they also stand in
the training text):

| bits per byte | nats per token | perplexity |
| ---: | ---: | ---: |
| {scores["bits_per_byte"]:.4f} | {scores["nats_per_token"]:.4f} | {scores["perplexity"]:.2f} |

Bits per byte do not depend on the tokenizer; the other two are comparable only under the same one.

## Model

| | |
| --- | --- |
| architecture | {model["model_type"]} |
| parameters | {model["parameters"]:,} |
| vocabulary | {model["vocab_size"]:,} |
| context | {model["context"]:,} tokens |
| training operations | {model["training_flops_per_token"]:,} a token |

## Data

| | |
| --- | --- |
| source | {data["name"]} |
| training stories | {data["train"]["stories"]:,} ({data["train"]["bytes"]:,} bytes) |
| training tokens | {data["train"]["tokens"]:,} |
| held-out stories | {data["validation"]["stories"]:,} |
| tokenizer | {data["tokenizer"]} |
| fingerprint | {data["fingerprint"]} |

## Training

| | |
| --- | --- |
| steps | {result["steps"]:,}; the weights here are of step {result["best_step"]:,}, the best on held-out stories |
| tokens seen | {result["tokens"]:,} ({result["epochs"]:.2f} epochs) |
| ended by | {result["ended_by"]} |
| training time | {duration(result["train_seconds"])} at {result["tokens_per_second"]:,.0f} tokens a second |
| hardware | {hardware["processor"]}, {hardware["cores"]} cores, {record["device"]} |
| libraries | {", ".join(f"{name} {version}" for name, version in record["libraries"].items())} |

All settings are in `record.json` beside this card; `metrics.jsonl` holds the curves.
"""
