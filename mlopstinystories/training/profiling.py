"""Where the time of a training step goes: the real loop for some steps, the last of them under PyTorch's profiler.

`profiling/NAME/` gets the trace (`*.pt.trace.json.gz`) for TensorBoard's profiler page, and the same facts as
`summary.json`, `summary.md` and TensorBoard text, which need neither that page nor a network. `models/` is not touched.
"""

import dataclasses
import tempfile
from pathlib import Path
from typing import Any

import torch
from rich.console import Console
from rich.table import Table
from torch.profiler import ProfilerActivity, profile, schedule, tensorboard_trace_handler
from torch.utils.tensorboard import SummaryWriter

from mlopstinystories.paths import Folders
from mlopstinystories.records import hardware, libraries, new_folder, write_json, write_text
from mlopstinystories.settings import ProfilerSettings, TrainSettings
from mlopstinystories.training.compiling import choose_body
from mlopstinystories.training.experiment import Run, announce, new_batches, new_state, prepare
from mlopstinystories.training.loop import Actions, train_loop
from mlopstinystories.training.tracking import Tracker

PHASES = ("batch", "forward", "backward", "optimizer")
"""The blocks that `loop.training_step` marks."""
OPERATORS_SHOWN = 15


def profile_training(settings: TrainSettings, folders: Folders, name: str) -> Path:
    """Train for `profiler.steps` steps and trace the last ones; returns the folder `profiling/name`.

    What an earlier profiling of the same name left is replaced.
    """
    settings = dataclasses.replace(settings, max_steps=settings.profiler.steps, max_tokens=None, budget=None)
    out = folders.profiling / name
    with tempfile.TemporaryDirectory() as scratch:
        run = prepare(settings, folders, Path(scratch))
        with new_folder(out) as folder:
            summary = _trace(run, settings.profiler, folder)
            write_json(folder / "summary.json", summary)
            write_text(folder / "summary.md", as_markdown(summary))
            with SummaryWriter(str(folder)) as board:
                board.add_text("where the time went", as_markdown(summary))
    _show(summary)
    return out


def _trace(run: Run, profiler_settings: ProfilerSettings, folder: Path) -> dict[str, Any]:
    """Train under the profiler; the trace goes to `folder`, the summary is returned."""
    state = new_state(run)
    announce(run, state.model)
    compiled, said = choose_body(state, new_batches(run, state.model), run.settings, run.device, {})
    run.display.say(f"compile  {said}")
    traced = profiler_settings.traced_steps
    write_trace = tensorboard_trace_handler(str(folder), worker_name="rank0", use_gzip=True)
    summary: dict[str, Any] = {}

    def finished(profiler: profile) -> None:
        summary.update(summarize(profiler, traced))
        write_trace(profiler)

    activities = [ProfilerActivity.CPU] + ([ProfilerActivity.CUDA] if run.device.device.type == "cuda" else [])
    # without the verbose configuration the trace holds no stacks (torch 2.13, a private name)
    verbose = torch._C._profiler._ExperimentalConfig(verbose=True) if profiler_settings.stacks else None
    with (
        Tracker(run.folder) as tracker,
        profile(
            activities=activities,
            schedule=schedule(wait=profiler_settings.steps - traced - 1, warmup=1, active=traced, repeat=1),
            on_trace_ready=finished,
            record_shapes=True,
            profile_memory=True,
            with_stack=profiler_settings.stacks,
            experimental_config=verbose,
        ) as profiler,
    ):
        nothing = lambda: None  # noqa: E731 - validating and saving are not part of a step
        actions = Actions(nothing, nothing, nothing, after_step=profiler.step)
        train_loop(
            state, new_batches(run, state.model), run.settings, run.device, tracker, run.display, actions,
            run.dataset.train.bytes_per_token,
        )  # fmt: skip
    run.display.close()
    return {
        "model": run.settings.model.name,
        "device": run.device.describe(),
        "compiled": compiled,
        "threads": torch.get_num_threads(),
        "batch_size_tokens": run.settings.batch_size_tokens,
        **summary,
        "hardware": hardware(),
        "libraries": libraries(),
    }


def summarize(profiler: profile, steps: int) -> dict[str, Any]:
    """Milliseconds a step by phase and by operator (its own time, without what it calls), and shares of the step."""
    events = profiler.key_averages()
    on_gpu = any(event.self_device_time_total for event in events)
    step_us = sum(event.cpu_time_total for event in events if event.key.startswith("ProfilerStep"))
    phases = {event.key: event.cpu_time_total for event in events if event.key in PHASES and event.cpu_time_total}
    phases["other"] = max(step_us - sum(phases.values()), 0.0)
    operators = [
        {
            "name": event.key,
            "ms": (event.self_device_time_total if on_gpu else event.self_cpu_time_total) / 1e3 / steps,
            "calls": event.count / steps,
            "mib": event.self_cpu_memory_usage / 2**20 / steps,
        }
        for event in events
        if event.key not in PHASES and not event.key.startswith("ProfilerStep")
    ]
    operators.sort(key=lambda operator: -operator["ms"])
    total_ms = sum(operator["ms"] for operator in operators) or 1.0
    return {
        "traced_steps": steps,
        "step_ms": step_us / 1e3 / steps,
        "time_of": "GPU kernels" if on_gpu else "CPU operators",
        "phases": [
            {"name": key, "ms": us / 1e3 / steps, "share": us / max(step_us, 1e-9)} for key, us in phases.items()
        ],
        "operators": [{**operator, "share": operator["ms"] / total_ms} for operator in operators],
    }


def as_markdown(summary: dict[str, Any]) -> str:
    """The summary as two tables."""
    lines = [
        f"# Where the time of a training step went: {summary['model']}",
        "",
        f"{summary['step_ms']:.1f} ms a step of {summary['batch_size_tokens']:,} tokens, mean of "
        f"{summary['traced_steps']} traced steps on {summary['device']}, {summary['threads']} threads. Tracing itself "
        "slows a step down, most of all one of many small operators.",
        "",
        "| phase | ms a step | share |",
        "| --- | ---: | ---: |",
        *(f"| {row['name']} | {row['ms']:.2f} | {row['share']:.1%} |" for row in summary["phases"]),
        "",
        f"| {summary['time_of']} (own time) | ms a step | share | calls a step | MiB a step |",
        "| --- | ---: | ---: | ---: | ---: |",
        *(
            f"| {row['name']} | {row['ms']:.2f} | {row['share']:.1%} | {row['calls']:.0f} | {row['mib']:.1f} |"
            for row in summary["operators"][:OPERATORS_SHOWN]
        ),
        "",
        "The rest is in `summary.json`. MiB is what an operator allocated less what it freed.",
    ]
    return "\n".join(lines) + "\n"


def _show(summary: dict[str, Any]) -> None:
    """The same two tables on the terminal."""
    console = Console(soft_wrap=True)
    phases = Table("phase", title=f"{summary['step_ms']:.1f} ms a step, {summary['device']}", title_justify="left")
    operators = Table(f"{summary['time_of']} (own time)")
    for table, more in ((phases, ()), (operators, ("calls a step", "MiB a step"))):
        for heading in ("ms a step", "share", *more):
            table.add_column(heading, justify="right")
    for row in summary["phases"]:
        phases.add_row(row["name"], f"{row['ms']:.2f}", f"{row['share']:.1%}")
    for row in summary["operators"][:OPERATORS_SHOWN]:
        operators.add_row(
            row["name"], f"{row['ms']:.2f}", f"{row['share']:.1%}", f"{row['calls']:.0f}", f"{row['mib']:.1f}"
        )
    console.print(phases)
    console.print(operators)
