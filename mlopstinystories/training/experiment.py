"""One run from settings to a finished folder: data set, model, loop, scores, card. `train` is the whole way."""

import contextlib
import dataclasses
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import torch
from torch import nn
from transformers import PreTrainedModel

from mlopstinystories.data.loader import Batches
from mlopstinystories.data.make_dataset import make_dataset
from mlopstinystories.data.packing import PackedDataset
from mlopstinystories.device import Device, choose_device, keep_freed_memory
from mlopstinystories.errors import DivergenceError, SettingsError, StoppedError
from mlopstinystories.evaluation.loss import score_stories, scored_stories
from mlopstinystories.machine import EnergyMeter, Every, free_disk_bytes, free_memory_bytes, unused_gpu
from mlopstinystories.models.export import WEIGHTS_NAME, update_model_folder
from mlopstinystories.models.generation import Sampling, complete
from mlopstinystories.models.gpt_neo import step_by
from mlopstinystories.models.ideas import open_idea
from mlopstinystories.models.model import (
    build_model,
    context_length,
    hidden_size,
    load_model,
    make_config,
    parameter_count,
    training_flops_per_token,
)
from mlopstinystories.paths import Folders
from mlopstinystories.records import (
    RECORD_NAME,
    file_sha256,
    read_json,
    remove_leftovers,
    write_json,
    write_text,
)
from mlopstinystories.settings import DeviceName, GPTNeoSettings, Parallel, TrainSettings
from mlopstinystories.tokenizer import StoryTokenizer, load_tokenizer
from mlopstinystories.training import estimate, guards
from mlopstinystories.training.budget import Budget
from mlopstinystories.training.card import model_card
from mlopstinystories.training.checkpoint import (
    Progress,
    TrainingState,
    checkpoint_folder,
    newest_step,
    save_checkpoint,
    save_snapshot,
    share_state,
)
from mlopstinystories.training.continuing import go_on
from mlopstinystories.training.distributed import ALONE, Engine, Processes, joined
from mlopstinystories.training.divergence import (
    SEQUENCES_CHECKED,
    gradient_error,
    recover,
)
from mlopstinystories.training.expectation import expectation
from mlopstinystories.training.heartbeat import Heartbeat
from mlopstinystories.training.hosted import open_hosted
from mlopstinystories.training.locking import only_process
from mlopstinystories.training.loop import STOPPED, Actions, train_loop
from mlopstinystories.training.micro_batch import fastest_micro_batch
from mlopstinystories.training.optimizer import make_optimizer
from mlopstinystories.training.progress import Display, Forecast, duration
from mlopstinystories.training.provenance import new_record, session
from mlopstinystories.training.run_folder import Standing, standing
from mlopstinystories.training.stopping import StopSignals
from mlopstinystories.training.tracking import Tracker

SAMPLING_TEMPERATURE = 0.5


@dataclass(frozen=True)
class Run:
    """What stays the same while one run trains."""

    folder: Path
    settings: TrainSettings
    dataset: PackedDataset
    tokenizer: StoryTokenizer
    device: Device
    display: Display
    processes: Processes = ALONE


def train(settings: TrainSettings, folders: Folders, name: str) -> Path:
    """Train the run `name`, or go on with it; returns its folder `models/name`.

    Raises `UserError` for everything that the person at the keyboard can mend, and `StoppedError` when a signal ended
    the training, which the same call goes on with.
    """
    folder = folders.models / name
    with joined(settings) as processes, StopSignals(silent=not processes.first) as signals:
        if processes.first:
            with only_process(folder):
                remove_leftovers(folders.models, of=name)
                was = standing(folder, settings)
                processes.told(was)
                if was is Standing.finished:
                    print(
                        f"{folder} is finished; nothing to do. Train it anew with overwrite=true, or change a setting."
                    )
                else:
                    remove_leftovers(folder)
                    _train(prepare(settings, folders, folder, processes), was, folders, signals)
        elif processes.told(None) != Standing.finished:
            _follow(prepare(settings, folders, folder, processes), signals)
    return folder


def _train(run: Run, was: Standing, folders: Folders, signals: StopSignals) -> None:
    """From the newest checkpoint, or from the beginning, to the finished folder."""
    check_fits(run)
    state = new_state(run)
    record = new_record(run.folder.name, run.settings, folders, run.dataset, run.tokenizer, run.device, state.model)
    before: dict[str, Any] = {}
    if was is Standing.unfinished:
        before = read_json(run.folder / RECORD_NAME)
        run.display.say(go_on(run.folder, state, run.settings, before, record))
        record["created"] = before["created"]
    share_state(state)
    first_model = state.engine.whole_model()
    record["processes"] = run.processes.size
    record["micro_batch_size"] = _micro_batch_size(run, state, before)
    record["sessions"] = [*before.get("sessions", []), session(record, state.progress.step)]
    write_json(run.folder / RECORD_NAME, record)
    if state.progress.step == 0:
        update_model_folder(run.folder, first_model, run.tokenizer)
    announce(run, state.model)
    if expected := expectation(folders, run.folder.name, record):
        run.display.say(expected)
    hosted = open_hosted(run.settings.tracker, run.folder, record)
    heartbeat = Heartbeat(run.folder)
    with (
        Tracker(run.folder, state.progress.written, state.progress.step, hosted) as tracker,
        contextlib.closing(run.display),
    ):
        result = _learn(run, record["micro_batch_size"], state, tracker, signals, heartbeat)
    record = {**record, "status": "finished", "result": result}
    write_text(run.folder / "README.md", model_card(record))
    write_json(run.folder / RECORD_NAME, record)
    heartbeat.change("finished", state.progress.step, state.progress.elapsed_s)


def _follow(run: Run, signals: StopSignals) -> None:
    """What a process other than the first does: its share of every step, and of gathering what the first one writes."""
    state = new_state(run)
    share_state(state)
    state.engine.whole_model()
    batches = new_batches(run, state.model)
    if run.settings.check_gradient and state.progress.step == 0:
        state.engine.whole_model()

    def gather() -> None:
        state.engine.whole_model()
        run.processes.wait()

    def save() -> None:
        save_checkpoint(run.folder, state, run.tokenizer)
        run.processes.wait()

    def diverged(_: DivergenceError) -> None:
        state.optimizer.zero_grad()
        state.engine.whole_model()
        share_state(state)

    _to_the_end(run, state, batches, None, Actions(gather, save, gather, diverged), signals)


def prepare(settings: TrainSettings, folders: Folders, folder: Path, processes: Processes = ALONE) -> Run:
    """Device, data set and tokenizer; the data set is made when it is not there yet."""
    if settings.threads:
        torch.set_num_threads(settings.threads)
    device = choose_device(settings.device, settings.precision, hidden_size(settings.model))
    if device.device.type == "cpu":
        keep_freed_memory()
    dataset = processes.in_turn(
        lambda: make_dataset(settings.data, settings.tokenizer, folders, cleaning=settings.cleaning)
    )
    return Run(folder, settings, dataset, load_tokenizer(dataset.tokenizer_folder), device, Display(), processes)


def new_state(run: Run) -> TrainingState:
    """A model with random weights and its optimizer, at step 0."""
    tokenizer, settings = run.tokenizer, run.settings
    idea = open_idea(settings.idea, settings.idea_settings) if settings.idea else None
    model = build_model(settings.model, tokenizer.vocab_size, tokenizer.end_of_text_id, settings.seed, idea)
    embedding_rows = int(cast(torch.Tensor, model.get_input_embeddings().weight).shape[0])
    guards.check_vocabulary(tokenizer.vocab_size, embedding_rows, run.dataset.record["train"]["max_id"])
    nn.Module.to(model, run.device.device)
    scaler = torch.amp.GradScaler(run.device.device.type, enabled=run.device.needs_loss_scaling)
    engine = Engine(model, run.processes, settings, run.device)
    optimizer = make_optimizer(model, settings.optimizer, run.device.products, idea.part("optimizer") if idea else None)
    return TrainingState(model, optimizer, scaler, Progress(), engine, idea.part("loss") if idea else None)


def new_batches(run: Run, model: PreTrainedModel) -> Batches:
    """The batches of this run; raises `SettingsError` when a batch is no whole number of contexts in each process."""
    context = context_length(model.config)
    sequences, rest = divmod(run.settings.batch_size_tokens, context)
    if rest or not sequences:
        raise SettingsError(
            f"batch_size_tokens={run.settings.batch_size_tokens} is not a multiple of the model's context of {context} "
            f"tokens. Nearest: batch_size_tokens={max(1, sequences) * context}."
        )
    size = run.processes.size
    if sequences % size:
        raise SettingsError(
            f"batch_size_tokens={run.settings.batch_size_tokens} are {sequences} sequences of {context} tokens, which "
            f"{size} processes cannot share evenly. Nearest: batch_size_tokens="
            f"{max(1, round(sequences / size)) * size * context}."
        )
    return Batches(run.dataset.train.tokens, context, sequences, run.settings.seed)


def announce(run: Run, model: PreTrainedModel) -> None:
    """Sizes and operations, before the first step."""
    parameters, flops = parameter_count(model), training_flops_per_token(model)
    train_tokens = len(run.dataset.train.tokens)
    why = unused_gpu() if run.device.device.type == "cpu" and run.settings.device is DeviceName.auto else None
    unused = f"\n         an NVIDIA GPU is here and not used: {why}" if why else ""
    run.display.say(
        f"run      {run.folder}\n"
        f"model    {run.settings.model.name} ({model.config.model_type}), {parameters:,} parameters, "
        f"{flops / 1e6:.1f} MFLOP a training token, {context_length(model.config)} tokens of context\n"
        f"data     {run.dataset.folder.name}, {run.dataset.train.stories:,} stories, {train_tokens:,} tokens\n"
        f"device   {run.device.describe()}, {torch.get_num_threads()} threads"
        f"{f', {run.processes.size} processes ({run.settings.parallel})' if run.processes.size > 1 else ''}{unused}\n"
        f"step     {step_by(model, run.device.device)}\n"
        f"guess    a model that knows nothing loses ln {model.config.vocab_size:,} = "
        f"{math.log(model.config.vocab_size):.2f} nats a token"
    )


def check_fits(run: Run) -> None:
    """Whether memory and disk are enough, before anything large is made; says what is needed.

    Raises `SettingsError` or `DiskFullError`, naming what would fit.
    """
    settings, device = run.settings, run.device.device
    config = make_config(settings.model, run.tokenizer.vocab_size, run.tokenizer.end_of_text_id)
    size = run.processes.size
    batch = max(1, settings.batch_size_tokens // context_length(config) // size)
    rows = 1 if settings.find_micro_batch else min(settings.micro_batch_size or batch, batch)
    found = estimate.needs(config, settings.optimizer, rows, device)
    if size > 1 and settings.parallel is Parallel.fsdp:  # a part of everything, and the first process's whole copy
        found = dataclasses.replace(found, states=found.states // size + found.snapshot)
    least = estimate.activation_bytes(config, 1, device)
    free = free_memory_bytes(device)
    warning = estimate.check_memory(found, free, rows, least, f"model={settings.model.name}")
    estimate.check_disk(found, free_disk_bytes(run.folder), run.folder)
    beside = "" if free is None else f" of {free / 2**20:,.0f} MiB that are free"
    fits = (
        f"needs    about {found.memory / 2**20:,.0f} MiB of memory{beside}, up to {found.disk / 2**20:,.0f} MiB of disk"
    )
    run.display.say(warning or fits)


def _micro_batch_size(run: Run, state: TrainingState, before: dict[str, Any]) -> int | None:
    """What the settings say, or what an earlier session measured, or what is measured now."""
    if not run.settings.find_micro_batch:
        return run.settings.micro_batch_size
    if run.processes.size > 1:
        raise SettingsError(
            "find_micro_batch=true measures one process alone. With torchrun give the sequences of each forward "
            "pass with micro_batch_size=8, or leave both out."
        )
    if state.progress.step and before.get("micro_batch_size"):
        return int(before["micro_batch_size"])
    document_mask = isinstance(run.settings.model, GPTNeoSettings) and run.settings.model.document_mask
    free = free_memory_bytes(run.device.device)
    rows, found = fastest_micro_batch(state, new_batches(run, state.model), run.device, document_mask, free)
    times = ", ".join(f"{size}: {ms:.2f}" for size, ms in found.items())
    run.display.say(f"micro    {rows} sequences at once (ms a sequence, forward and backward: {times})")
    return rows


def _learn(
    run: Run,
    micro_batch_size: int | None,
    state: TrainingState,
    tracker: Tracker,
    signals: StopSignals,
    heartbeat: Heartbeat,
) -> dict[str, Any]:
    """The loop and what comes after it; returns what the record keeps as the result."""
    settings, progress = dataclasses.replace(run.settings, find_micro_batch=False), state.progress
    settings.micro_batch_size = micro_batch_size
    batches = new_batches(run, state.model)

    def watched(doing: str, action: Callable[[], None]) -> Callable[[], None]:
        def act() -> None:
            heartbeat.change(doing, progress.step, progress.elapsed_s)
            action()
            run.processes.wait()
            heartbeat.change("training", progress.step, progress.elapsed_s)

        return act

    def save_all() -> None:
        note_energy()
        progress.written = tracker.sync()
        save_checkpoint(run.folder, state, run.tokenizer)

    clock, energy, minute = guards.ClockGuard(), EnergyMeter(), Every(60)
    forecast, energy_before = Forecast(Budget.of(settings), progress.step), progress.energy_joules

    def note_energy() -> None:
        joules = energy.joules()
        progress.energy_joules = None if joules is None or energy_before is None else energy_before + joules

    def after_step() -> None:
        heartbeat.beat("training", progress.step, progress.elapsed_s)
        if minute.due():
            note_energy()
        epoch = guards.epoch_ended(batches, progress.next_batch, run.dataset.train.stories)
        for said in (clock.jumped(), epoch, forecast.after_step(progress.step, progress.elapsed_s)):
            if said:
                run.display.say(said)

    if settings.check_gradient and progress.step == 0:
        _check_gradient(run, state, batches)

    def diverged(found: DivergenceError) -> None:
        run.display.say(recover(found, run.folder, settings, run.dataset.train, state, batches, tracker))
        share_state(state)

    def snapshot() -> None:
        save_snapshot(run.folder, state.engine.whole_model(), run.tokenizer, progress.step)

    actions = Actions(
        validate=watched("validating", lambda: validate(run, state, tracker)),
        save=watched("saving", save_all),
        snapshot=watched("saving", snapshot),
        diverged=diverged,
        after_step=after_step,
    )
    try:
        measured = dataclasses.replace(run, settings=settings)
        ended_by = _to_the_end(measured, state, batches, tracker, actions, signals)
    except StoppedError:
        heartbeat.change("stopped", progress.step, progress.elapsed_s)
        raise
    heartbeat.change("scoring", progress.step, progress.elapsed_s)
    best = load_model(run.folder, run.device.device)
    split = run.dataset.validation
    score = score_stories(best, split, scored_stories(run.dataset), device=run.device.device)
    run.display.say(f"held-out stories, all {score.stories:,}: {score.bits_per_byte:.4f} bits per byte")
    tokens = progress.step * settings.batch_size_tokens
    return {
        "steps": progress.step,
        "tokens": tokens,
        "epochs": batches.epochs(progress.next_batch),
        "rewinds": progress.rewinds,
        "ended_by": ended_by,
        "train_seconds": progress.elapsed_s,
        "tokens_per_second": tokens / max(progress.elapsed_s, 1e-9),
        "processor_joules": progress.energy_joules,
        "best_step": progress.best_step,
        "scores": score.as_dict(),
    }


def _to_the_end(
    run: Run, state: TrainingState, batches: Batches, tracker: Tracker | None, actions: Actions, signals: StopSignals
) -> str:
    """The loop, the last validation and save; returns what ended it. Raises `StoppedError` when a signal did."""
    settings, progress, processes = run.settings, state.progress, run.processes

    def stopping() -> bool:
        return processes.any(signals.received is not None)

    with signals.noted():
        ended_by = train_loop(
            state, batches, settings, run.device, tracker, run.display, dataclasses.replace(actions, stopping=stopping),
            run.dataset.train.bytes_per_token,
        )  # fmt: skip
        if ended_by != STOPPED and progress.validations < settings.validations:
            progress.validations = settings.validations  # the last one was not made by an earlier attempt
            actions.validate()
            actions.save()
        if stopping():
            if processes.told(newest_step(run.folder) != progress.step):
                actions.save()
            signal = signals.received.name if signals.received else "a signal to another process"
            raise StoppedError(
                f"Stopped by {signal} at step {progress.step:,}: saved in "
                f"{checkpoint_folder(run.folder, progress.step)}. The same command goes on from there."
            )
    return ended_by


def _check_gradient(run: Run, state: TrainingState, batches: Batches) -> None:
    inputs_BT, targets_BT = (
        torch.from_numpy(part[:SEQUENCES_CHECKED]).to(run.device.device) for part in batches.batch(0)
    )
    error = gradient_error(state.engine.whole_model(), inputs_BT, targets_BT)
    guards.check_gradient(error)
    run.display.say(f"gradient check: finite differences agree within {error:.2%}")


def validate(run: Run, state: TrainingState, tracker: Tracker) -> None:
    """Score a fixed subset of the held-out stories, tell sample stories, and keep the weights if they are the best."""
    settings, progress, model = run.settings, state.progress, state.engine.whole_model()
    stories = scored_stories(run.dataset)[: settings.validation_subset]
    score = score_stories(model, run.dataset.validation, stories, device=run.device.device)
    tokens = progress.step * settings.batch_size_tokens
    tracker.validation(
        {
            "step": progress.step,
            "tokens": tokens,
            "elapsed_s": progress.elapsed_s,
            "loss": score.nats_per_token,
            "bits_per_byte": score.bits_per_byte,
            "stories": score.stories,
        }
    )
    run.display.say(
        f"step {progress.step:,}, {duration(progress.elapsed_s)}: {score.bits_per_byte:.4f} bits per byte on "
        f"{score.stories} held-out stories"
    )
    for prompt, story in sample_stories(run, model):
        tracker.sample(progress.step, tokens, prompt, story)
    if progress.best_bits_per_byte is None or score.bits_per_byte < progress.best_bits_per_byte:
        progress.best_bits_per_byte, progress.best_step = score.bits_per_byte, progress.step
        update_model_folder(run.folder, model, run.tokenizer)
        progress.best_sha256 = file_sha256(run.folder / WEIGHTS_NAME)


def sample_stories(run: Run, model: PreTrainedModel) -> list[tuple[str, str]]:
    """A story for each of the sample prompts, as (prompt, continuation); always with the same seeds."""
    prompts = run.settings.sample_prompts
    sampling = Sampling(temperature=SAMPLING_TEMPERATURE, max_new_tokens=run.settings.sample_tokens)
    tokens = [run.tokenizer.encode(prompt) for prompt in prompts]
    told = complete(model, tokens, sampling, list(range(len(prompts))), run.tokenizer.end_of_text_id)
    return [(prompt, run.tokenizer.decode(ids)) for prompt, ids in zip(prompts, told, strict=True)]
