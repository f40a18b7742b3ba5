"""The best rate of square matrix products, in fp32 and bf16: the limit that training is held against.

Run by `train_speed.py`. The last line that it prints is JSON: GFLOP/s by number format.
"""

import argparse
import json
import time

import torch

SECONDS = 1.5
"""For each format; the best of that time counts."""


def best_gflops(size: int, dtype: torch.dtype, device: str, seconds: float) -> float:
    """The best of repeated products of `size` × `size` into a ready buffer."""
    a, b = (torch.randn(size, size, device=device).to(dtype) for _ in range(2))
    out = torch.empty_like(a)
    best_s = float("inf")
    end_s = time.perf_counter() + seconds
    while time.perf_counter() < end_s:
        start_s = time.perf_counter()
        torch.mm(a, b, out=out)
        if device == "cuda":
            torch.cuda.synchronize()
        best_s = min(best_s, time.perf_counter() - start_s)
    return 2 * size**3 / best_s / 1e9


def main() -> None:
    """Measure both formats."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=int, default=2048)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--device", default="cpu")
    given = parser.parse_args()
    if given.device == "cuda":
        torch.set_float32_matmul_precision("high")  # as our own training does there
    formats = {"fp32": torch.float32, "bf16": torch.bfloat16}
    print(
        json.dumps(
            {name: best_gflops(given.size, dtype, given.device, given.seconds) for name, dtype in formats.items()}
        )
    )


if __name__ == "__main__":
    main()
