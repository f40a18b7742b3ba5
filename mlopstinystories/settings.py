"""Everything that can be set, with a sentence, a unit and a default for each field.

These dataclasses are the schema behind `conf/`: a key or a value that is not declared here is refused. They live in one
file that imports neither torch nor transformers, so that `--help`, tab completion and a mistyped key answer at once;
the price is that a setting stands in another file than the code that reads it.
"""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from hydra.core.config_store import ConfigStore
from omegaconf import MISSING

from mlopstinystories.errors import SettingsError
from mlopstinystories.paths import PROJECT_ROOT

_SECONDS_IN = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


# --- stories ------------------------------------------------------------------------------------------------------
@dataclass
class DataSettings:
    """What every source of stories has. `name` is the group option, such as `storyworld`."""

    name: str = MISSING
    train_stories: int | None = None
    """Use at most this many training stories; null: all there are."""
    validation_stories: int | None = None
    """Use at most this many held-out stories; null: all there are."""
    instruct_ood: bool = field(default=False, kw_only=True)
    """Of stories with instructions: ask for a summary or for words in training, never for both, as the paper's
    TinyStories-Instruct-OOD does. Held-out stories stay as they are, so that `evaluate_model.py` can ask for both."""

    def __post_init__(self) -> None:
        for key in ("train_stories", "validation_stories"):
            _at_least(getattr(self, key), 1, f"data.{key}")
        if self.instruct_ood and not self.has_instructions():
            raise SettingsError(
                "data.instruct_ood=true is about stories with instructions, which this data has not. Set "
                "data.instruct=true too (data.variant=Instruct with data=tinystories)."
            )

    def has_instructions(self) -> bool:
        """Whether each story stands after what was asked for."""
        return bool(getattr(self, "instruct", False))


@dataclass
class StoryworldSettings(DataSettings):
    """Stories told by the embedded world: no network, no licence, as many as asked for."""

    name: str = "storyworld"
    train_stories: int | None = 10_000
    validation_stories: int | None = 500
    seed: int = 0
    """Another seed tells other stories."""
    plain: bool = False
    """Tell them with half the words and nothing beside the plot, so that a tiny model learns them within minutes."""
    instruct: bool = False
    """Write each story after some of its words, features, summary and a sentence, as TinyStories-Instruct does."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.seed < 0:
            raise SettingsError(
                f"data.seed: expected 0 or more, got {self.seed}. Stories with a seed below 0 are kept for the probes."
            )
        if self.train_stories is None or self.validation_stories is None:
            raise SettingsError(
                "The story world tells as many stories as it is asked for, so data.train_stories and "
                "data.validation_stories must be numbers, not null."
            )


TINYSTORIES = "roneneldan/TinyStories", "f54c09fd23315a6f9c86f9dc80f725de7d8f9c64"
TINYSTORIES_INSTRUCT = "roneneldan/TinyStoriesInstruct", "ee050ed1f8720795be342921335e821856a2b42e"
"""Repository on the Hugging Face hub and commit."""


class TinystoriesVariant(StrEnum):
    """The editions of the published data set."""

    V1 = "V1"
    V2 = "V2"
    Instruct = "Instruct"


@dataclass
class TinystoriesSettings(DataSettings):
    """The TinyStories data set of Eldan and Li on the Hugging Face hub, at one pinned revision."""

    name: str = "tinystories"
    variant: TinystoriesVariant = TinystoriesVariant.V1
    """V1: the paper's stories (parquet files). V2: the larger set told by GPT-4 alone (text files). Instruct: stories
    after the words, features, summary and sentence that were asked for (text files)."""
    repository: str = ""
    """A repository on the hub; empty: the published one."""
    revision: str = ""
    """One of its commits; empty: the pinned one."""

    def __post_init__(self) -> None:
        super().__post_init__()
        instruct = self.variant is TinystoriesVariant.Instruct
        repository, revision = TINYSTORIES_INSTRUCT if instruct else TINYSTORIES
        self.repository, self.revision = self.repository or repository, self.revision or revision

    def has_instructions(self) -> bool:
        """Those of one variant do."""
        return self.variant is TinystoriesVariant.Instruct


@dataclass
class TextFilesSettings(DataSettings):
    """Anyone's stories: .txt and .txt.gz with `<|endoftext|>` lines between stories, .jsonl, .parquet."""

    name: str = "text_files"
    train_path: Any = MISSING
    """A file, a glob, or a list of them; relative paths start at the working directory."""
    validation_path: Any = None
    """Likewise; null: a share of the training stories is held out, chosen by a hash of each story's text."""
    validation_fraction: float = 0.01
    """The share held out when there is no `validation_path`."""
    text_field: str = "text"
    """The field or column that holds the story in .jsonl and .parquet files."""
    instruct: bool = False
    """Write each story after some of its words, features, summary and a sentence, as TinyStories-Instruct does."""

    def __post_init__(self) -> None:
        super().__post_init__()
        for key in ("train_path", "validation_path"):
            value = getattr(self, key)
            if not (
                isinstance(value, str)
                or (isinstance(value, list) and value and all(isinstance(item, str) for item in value))
                or (value is None and key == "validation_path")
            ):
                raise SettingsError(f"data.{key} must be a path, a glob or a list of them, not {value!r}.")
        _within(self.validation_fraction, 0.0, 0.5, "data.validation_fraction")


@dataclass
class CleaningSettings:
    """Which rules clean the stories (`data/cleaning.py`); stories without text are always dropped."""

    name: str = "faithful"
    mojibake: bool = False
    """Repair UTF-8 that was read as Windows-1252, such as â€™ for an apostrophe."""
    odd_unicode: bool = False
    """Remove invisible characters and odd blanks; drop stories with letters that are not Latin."""
    cut: bool = False
    """Drop stories that are short or do not end as a story does."""
    shortest_story: int = 100
    """For `cut`: characters that a whole story has at least."""
    duplicates: bool = False
    """Drop a story when the same text came before it."""
    near_duplicates: bool = False
    """Drop a story when the same or nearly the same words came before it, whatever their case and punctuation."""
    leakage: bool = True
    """Find validation stories that stand in the training text too, report them and leave them out of the score."""

    def __post_init__(self) -> None:
        _at_least(self.shortest_story, 1, "cleaning.shortest_story")


# --- tokenizer ----------------------------------------------------------------------------------------------------
@dataclass
class TokenizerSettings:
    """What every tokenizer has. `name` is the group option, such as `bpe`."""

    name: str = MISSING


@dataclass
class BpeSettings(TokenizerSettings):
    """A byte-level BPE trained on the stories themselves."""

    name: str = "bpe"
    vocab_size: int = 4096
    """Entries, end-of-text and the 256 bytes included; fewer when every word of the stories is one entry already."""
    training_bytes: int = 16_000_000
    """Train on about this many bytes from the head of the training stories."""

    def __post_init__(self) -> None:
        _at_least(self.vocab_size, 257, "tokenizer.vocab_size")
        _at_least(self.training_bytes, 1, "tokenizer.training_bytes")


@dataclass
class GPTNeoTokenizerSettings(TokenizerSettings):
    """GPT-Neo's own tokenizer, whole (50,257 entries)."""

    name: str = "gpt_neo"
    source: str = "EleutherAI/gpt-neo-125m"
    """A folder with `tokenizer.json` or `vocab.json` and `merges.txt`, or a hub id."""
    revision: str = "21def0189f5705e2521767faed922f1f15e7d7db"
    """The commit of a hub id; not used for a folder."""


@dataclass
class GPTNeoTopKSettings(GPTNeoTokenizerSettings):
    """GPT-Neo's tokenizer cut to the tokens that are most common in the training stories, without loss."""

    name: str = "gpt_neo_top_k"
    top_k: int = 10_000
    """Entries that are kept, end-of-text and the 256 bytes included."""

    def __post_init__(self) -> None:
        _at_least(self.top_k, 257, "tokenizer.top_k")


# --- model --------------------------------------------------------------------------------------------------------
@dataclass
class ModelSettings:
    """What every model has. `name` is the group option, such as `8M`; `model_type` is transformers' own name."""

    name: str = MISSING
    model_type: str = MISSING


@dataclass
class GPTNeoSettings(ModelSettings):
    """GPT-Neo under the names of its own configuration in transformers."""

    model_type: str = "gpt_neo"
    num_layers: int = MISSING
    num_heads: int = MISSING
    hidden_size: int = MISSING
    """Width of the residual stream; a multiple of `num_heads`."""
    intermediate_size: int | None = None
    """Width inside the feed-forward block; null: 4 × hidden_size."""
    max_position_embeddings: int = 512
    """Tokens of context, in training and in use."""
    window_size: int = 256
    """Keys that a local layer sees, the token itself included."""
    attention_types: list[Any] | None = None
    """As in transformers, `[[["global", "local"], 4]]`; null: global and local in turn."""
    local_first: bool = False
    """Without `attention_types`: begin with a local layer instead of a global one; a single layer is always global."""
    activation_function: str = "gelu_new"
    layer_norm_epsilon: float = 1e-5
    initializer_range: float = 0.02
    copying_init: float = 0.0
    """Begin with global layers that hand on this multiple of what they attend to; 0: all weights at random."""
    document_mask: bool = False
    """In training a token sees its own story only, not those before it in the window. Off in the paper."""
    attention_dropout: float = 0.0
    embed_dropout: float = 0.0
    resid_dropout: float = 0.0

    def __post_init__(self) -> None:
        for key in ("num_layers", "num_heads", "hidden_size", "max_position_embeddings", "window_size"):
            _at_least(getattr(self, key), 1, f"model.{key}")
        _at_least(self.intermediate_size, 1, "model.intermediate_size")
        _within(self.copying_init, 0.0, 10.0, "model.copying_init")
        if self.hidden_size % self.num_heads:
            raise SettingsError(
                f"model.hidden_size={self.hidden_size} is not a multiple of model.num_heads={self.num_heads}: every "
                "head must have the same whole size. Change one of the two."
            )


@dataclass
class CausalLMSettings(ModelSettings):
    """Any other causal language model of transformers, by its `model_type` and the parameters of its configuration."""

    parameters: dict[str, Any] = field(default_factory=dict)


# --- optimizer and schedule ---------------------------------------------------------------------------------------
@dataclass
class OptimizerSettings:
    """What every optimizer has."""

    name: str = MISSING
    learning_rate: float = MISSING
    """The peak rate; the schedule multiplies it."""


@dataclass
class AdamWSettings(OptimizerSettings):
    """AdamW (Loshchilov and Hutter 2019); matrices decay, biases and layer-norm weights do not."""

    name: str = "adamw"
    learning_rate: float = 2e-3
    weight_decay: float = 0.1
    beta1: float = 0.9
    beta2: float = 0.95
    epsilon: float = 1e-8

    def __post_init__(self) -> None:
        _within(self.learning_rate, 0.0, 10.0, "optimizer.learning_rate")
        _within(self.weight_decay, 0.0, 10.0, "optimizer.weight_decay")
        for key in ("beta1", "beta2"):
            _within(getattr(self, key), 0.0, 1.0, f"optimizer.{key}")


@dataclass
class MuonSettings(OptimizerSettings):
    """Muon (Jordan 2024) for the hidden matrices; AdamW for embeddings, output layer, biases and layer norms."""

    name: str = "muon"
    learning_rate: float = 0.015
    """Of the hidden matrices."""
    momentum: float = 0.9
    weight_decay: float = 0.0
    adamw_learning_rate: float = 0.012
    """Of everything else, as the settings below."""
    adamw_weight_decay: float = 0.0
    beta1: float = 0.9
    beta2: float = 0.95
    epsilon: float = 1e-8

    def __post_init__(self) -> None:
        for key in ("learning_rate", "weight_decay", "adamw_learning_rate", "adamw_weight_decay"):
            _within(getattr(self, key), 0.0, 10.0, f"optimizer.{key}")
        for key in ("momentum", "beta1", "beta2"):
            _within(getattr(self, key), 0.0, 1.0, f"optimizer.{key}")


class ScheduleShape(StrEnum):
    """How the learning rate goes over the budget."""

    constant = "constant"
    cosine = "cosine"
    wsd = "wsd"


@dataclass
class ScheduleSettings:
    """The learning rate over the fraction of the budget that is spent."""

    shape: ScheduleShape = MISSING
    warmup_fraction: float = 0.02
    """Linear rise from zero over this share of the budget."""
    decay_fraction: float | None = None
    """wsd: linear fall over this last share of the budget."""
    final_fraction: float | None = None
    """cosine and wsd: the rate at the end, as a share of the peak."""

    def __post_init__(self) -> None:
        taken = {
            ScheduleShape.constant: {"warmup_fraction"},
            ScheduleShape.cosine: {"warmup_fraction", "final_fraction"},
            ScheduleShape.wsd: {"warmup_fraction", "decay_fraction", "final_fraction"},
        }[self.shape]
        for key in ("warmup_fraction", "decay_fraction", "final_fraction"):
            value = getattr(self, key)
            if (value is not None) != (key in taken):
                verb = "needs" if key in taken else "has no"
                raise SettingsError(
                    f"schedule={self.shape} {verb} schedule.{key}; it takes {', '.join(sorted(taken))}."
                )
            if value is not None:
                _within(value, 0.0, 1.0, f"schedule.{key}")
        if self.warmup_fraction + (self.decay_fraction or 0.0) > 1:
            raise SettingsError(
                "schedule.warmup_fraction and schedule.decay_fraction together exceed the budget (1.0)."
            )


# --- commands -----------------------------------------------------------------------------------------------------
class DeviceName(StrEnum):
    """Where to compute; `auto` takes the fastest there is and says why."""

    auto = "auto"
    cpu = "cpu"
    cuda = "cuda"
    mps = "mps"


class PrecisionName(StrEnum):
    """Number format of the matrix products; weights and optimizer state stay in fp32."""

    auto = "auto"
    fp32 = "fp32"
    bf16 = "bf16"
    fp16 = "fp16"


class Parallel(StrEnum):
    """How several processes (torchrun) train one model: each with all of it, or each with a part."""

    ddp = "ddp"
    fsdp = "fsdp"


class Compile(StrEnum):
    """Whether PyTorch's compiler computes the steps; `auto` tries it on a GPU when the run is long, and says so."""

    auto = "auto"
    on = "on"
    off = "off"


class OnDivergence(StrEnum):
    """What happens when the loss is not a number, or leaps."""

    stop = "stop"
    rewind = "rewind"


@dataclass
class CommandSettings:
    """What every command has."""

    root: str = str(PROJECT_ROOT)
    """The folder that holds data, models, reports and profiling."""


@dataclass
class DatasetSettings(CommandSettings):
    """`make_dataset.py` and `fetch_raw_data.py`: which stories, cleaned by which rules, cut by which tokenizer."""

    data: DataSettings = MISSING
    cleaning: CleaningSettings = field(default_factory=CleaningSettings)
    tokenizer: TokenizerSettings = MISSING


class TrackerName(StrEnum):
    """Where metrics go beside the run folder."""

    local = "local"
    wandb = "wandb"
    mlflow = "mlflow"
    trackio = "trackio"


@dataclass
class TrackerSettings:
    """Local files and TensorBoard are always written; `name` adds a service, whose package is installed by hand."""

    name: TrackerName = TrackerName.local
    project: str = "mlops-tinystories"
    """Under which the service files the runs."""


@dataclass
class ProfilerSettings:
    """Read by `profile_training.py` alone."""

    steps: int = 50
    """Optimizer steps in all; the traced ones are the last."""
    traced_steps: int = 4
    """Steps in the trace; it grows by megabytes a step."""
    stacks: bool = False
    """Record Python call stacks too: slower, and a much larger trace."""

    def __post_init__(self) -> None:
        _at_least(self.traced_steps, 1, "profiler.traced_steps")
        _at_least(self.steps, self.traced_steps + 2, "profiler.steps")


@dataclass
class TrainSettings(DatasetSettings):
    """`train_model.py` and `profile_training.py`."""

    model: ModelSettings = MISSING
    optimizer: OptimizerSettings = MISSING
    schedule: ScheduleSettings = MISSING

    run: str | None = None
    """Names the folder `models/RUN`; null: the configuration's name and the overrides that change the result."""
    overwrite: bool = False
    """Throw away what an earlier run of this name left, and begin anew."""

    max_steps: int | None = None
    """Budget in optimizer steps. At least one of the three budgets is set; the first that is reached ends the run."""
    max_tokens: int | None = None
    """Budget in training tokens, rounded up to whole steps."""
    budget: str | None = None
    """Budget in training time, such as `90s`, `10m` or `2h`; evaluating and saving are not counted."""

    idea: str | None = None
    """A Python file with a part of your own: activation, attention, Block, optimizer, schedule or loss."""
    idea_settings: dict[str, Any] = field(default_factory=dict)
    """What the dataclass `Settings` in that file types, each by its name: `idea_settings.power=2`."""

    seed: int = 0
    """Decides the initial weights, the order of the stories and dropout."""
    device: DeviceName = DeviceName.auto
    precision: PrecisionName = PrecisionName.auto
    threads: int | None = None
    """CPU threads; null: PyTorch's own choice."""
    batch_size_tokens: int = 8192
    """Tokens an optimizer step; a multiple of the model's context."""
    micro_batch_size: int | None = None
    """Sequences a forward pass; null: the whole batch at once. Smaller needs less memory; the gradient is the same.
    With several processes: of each of them."""
    find_micro_batch: bool = False
    """Measure before training which number of sequences fits and is fastest, in the place of `micro_batch_size`."""
    compile: Compile = Compile.auto
    """`torch.compile` for GPT-Neo's forward and backward pass; auto: when a trial on a GPU shows that it pays."""
    gradient_clip: float | None = 1.0
    """Largest norm of the gradient; null: no clipping."""

    parallel: Parallel = Parallel.ddp
    """Of several processes (torchrun): ddp, each has the whole model; fsdp, weights and optimizer state are spread."""

    on_divergence: OnDivergence = OnDivergence.stop
    """When the loss is not a number, or leaps: stop, or go back to a checkpoint and pass over the batches since."""
    loss_spike: float | None = 2.0
    """So many nats a token above the mean of the last 50 steps count as a leap; null: nothing does."""
    check_gradient: bool = False
    """Before the first step compare the gradient of a few sequences with finite differences of the loss."""
    accept_other_data: bool = False
    """Go on with a run although its stories are others now."""

    log_every: int = 10
    """Steps between two lines of `metrics.jsonl`."""
    validations: int = 8
    """How often to score the held-out stories, evenly over the budget; the last one is at the end, on all of them."""
    validation_subset: int = 100
    """Stories scored while training; the end of the run scores the whole split."""
    sample_prompts: list[str] = field(default_factory=lambda: ["Once upon a time"])
    """Beginnings for the sample stories written at each validation."""
    sample_tokens: int = 400
    """Longest sample story, in new tokens."""
    checkpoint_every: int = 500
    """Steps between two checkpoints from which the run can be continued; one more is written at the end."""

    tracker: TrackerSettings = field(default_factory=TrackerSettings)
    profiler: ProfilerSettings = field(default_factory=ProfilerSettings)

    def __post_init__(self) -> None:
        for key in ("batch_size_tokens", "log_every", "validations", "validation_subset", "checkpoint_every"):
            _at_least(getattr(self, key), 1, key)
        if self.find_micro_batch and self.micro_batch_size is not None:
            raise SettingsError("find_micro_batch=true chooses the micro-batch, so micro_batch_size must be null.")
        if self.loss_spike is not None and not self.loss_spike > 0:
            raise SettingsError(f"loss_spike must be above 0, or null for no such guard, not {self.loss_spike}.")
        for key in ("max_steps", "max_tokens", "micro_batch_size", "threads", "sample_tokens"):
            _at_least(getattr(self, key), 1, key)
        if self.gradient_clip is not None and not self.gradient_clip > 0:
            raise SettingsError(f"gradient_clip must be above 0, or null for no clipping, not {self.gradient_clip}.")
        if self.max_steps is None and self.max_tokens is None and self.budget is None:
            raise SettingsError("A budget is needed: max_steps=1000, max_tokens=10_000_000 or budget=10m.")
        if self.budget is not None:
            seconds(self.budget)
        if self.idea_settings and self.idea is None:
            raise SettingsError("idea_settings belong to a file: name it with idea=my_idea.py.")
        if self.run is not None:
            check_run_name(self.run)


class Unfairness(StrEnum):
    """What may differ between the sides of a comparison when somebody means it."""

    data = "data"
    """The training stories."""
    stories = "stories"
    """The held-out stories; those that both sides have are compared."""
    budget = "budget"
    """The training tokens or seconds."""
    machine = "machine"
    """The machine, for budgets in seconds."""


@dataclass
class CompareSettings(CommandSettings):
    """`compare_runs.py`: is the idea (side b) better than the baseline (side a)?"""

    a: Any = MISSING
    """The baseline: a list of overrides of `config`, such as `[model.num_layers=2]` or `[]`; or a finished run."""
    b: Any = MISSING
    """The idea, likewise."""
    config: str = "quick"
    """The configuration that overrides start from."""
    common: list[str] = field(default_factory=list)
    """Overrides of both sides."""
    seeds: int = 5
    """Pairs of runs. More of them later: those that are there are used."""
    first_seed: int = 0
    """The seeds are this one and those after it."""
    smallest: float = 0.01
    """The smallest improvement that matters, as a share of the baseline's bits per byte."""
    unfair: list[Unfairness] = field(default_factory=list)
    """Differences between the sides that are meant; all others are refused."""
    name: str | None = None
    """Folder under `reports/comparisons`; null: after what the sides change."""
    device: DeviceName = DeviceName.auto
    """Where held-out stories are scored; where to train is a setting of the runs."""

    def __post_init__(self) -> None:
        _at_least(self.seeds, 1, "seeds")
        _within(self.smallest, 0.0, 1.0, "smallest")
        for key in ("a", "b"):
            value = getattr(self, key)
            if not (isinstance(value, str) or (isinstance(value, list) and all(isinstance(x, str) for x in value))):
                raise SettingsError(f"{key} must be a run or a list of overrides such as [model.num_layers=2].")


@dataclass
class PredictSettings(CommandSettings):
    """`predict_model.py`: a story from a trained model."""

    run: str = MISSING
    """A run under `models/`, or the path of any Hugging Face causal-LM folder."""
    prompt: str = "Once upon a time"
    stories: int = 1
    """How many stories; story number k is drawn with seed + k."""
    temperature: float = 0.5
    """0: always the likeliest token; 1: the model's own probabilities."""
    top_k: int | None = None
    """Draw among the k likeliest tokens; null: among all."""
    top_p: float | None = None
    """Draw among the likeliest tokens that together have this probability; null: among all."""
    max_new_tokens: int = 400
    """Longest story, in tokens after the prompt; the model's context may end it earlier."""
    seed: int = 0
    device: DeviceName = DeviceName.auto

    def __post_init__(self) -> None:
        _at_least(self.stories, 1, "stories")
        _at_least(self.max_new_tokens, 1, "max_new_tokens")
        _at_least(self.top_k, 1, "top_k")
        _within(self.temperature, 0.0, 100.0, "temperature")
        if self.top_p is not None and not 0 < self.top_p <= 1:
            raise SettingsError(f"top_p must be above 0 and at most 1, or null, not {self.top_p}.")


@dataclass
class ServeSettings(CommandSettings):
    """`serve_model.py`: the playground and the same models for programs, over HTTP."""

    host: str = "127.0.0.1"
    """Where to listen; anything but this machine alone (`127.0.0.1`, `::1`, `localhost`) asks for a token."""
    port: int = 8080
    """0: any that is free."""
    token: str | None = None
    """What every request has to bring; null: none on this machine alone, elsewhere one that is made and printed."""
    max_stories: int = 64
    """Stories that are told side by side."""
    max_waiting: int = 256
    """Stories that wait for their turn; one more is answered with "busy"."""
    models_memory_mb: int = 2048
    """Models are kept in memory up to this many MiB; the one that was used longest ago goes first."""
    hosts: list[str] = field(default_factory=list)
    """Further names under which the server is opened, such as that of a proxy before it."""
    origins: list[str] = field(default_factory=list)
    """Other web pages that may use the server, such as `https://example.org` (CORS)."""
    device: DeviceName = DeviceName.auto

    def __post_init__(self) -> None:
        _within(self.port, 0, 65_535, "port")
        _at_least(self.max_stories, 1, "max_stories")
        _at_least(self.max_waiting, 0, "max_waiting")
        _at_least(self.models_memory_mb, 1, "models_memory_mb")
        if self.token is not None and not re.fullmatch(r"[\w.~+/=-]{16,200}", self.token, flags=re.ASCII):
            raise SettingsError("token must have 16 to 200 letters, digits or . _ ~ + / = -; null has one made.")


class JudgeTask(StrEnum):
    """What the judged model was asked to do."""

    beginnings = "beginnings"
    instructions = "instructions"


@dataclass
class JudgeSettings:
    """A language model that grades stories, behind any OpenAI-compatible endpoint; `judge=none` asks nobody."""

    name: str = "none"
    base_url: str | None = None
    """The address below which `/chat/completions` lies, such as `http://127.0.0.1:11434/v1`; null: no judge."""
    model: str | None = None
    """The judge, as the endpoint calls it."""
    key_variable: str | None = None
    """The environment variable that holds the key; null: the endpoint asks for none."""
    task: JudgeTask = JudgeTask.beginnings
    """beginnings: stories completed. instructions: stories told after the words, features, summaries and sentences of
    held-out stories, for a model that was trained on such."""
    beginnings_file: str | None = None
    """A YAML list of beginnings, such as the data set's `Evaluation prompts.yaml`; null: our own."""
    instructions: int = 50
    """Held-out stories whose instructions are given, for `task=instructions`."""
    each: int | None = None
    """Graded stories of each beginning or instruction; null: all `completions`."""
    temperature: float | None = 0.0
    """Of the judge; null: not sent, for endpoints that refuse it."""
    max_tokens: int | None = 600
    """The longest answer; null: not sent, for endpoints that refuse it."""
    body: dict[str, Any] = field(default_factory=dict)
    """What else is sent with each request, by its own name: `judge.body.reasoning_effort=low`."""
    reasks: int = 2
    """How often an answer that cannot be read is asked for again, before it counts as malformed."""
    concurrency: int = 4
    """Requests under way at a time."""
    requests_per_minute: float | None = None
    """Requests begun in a minute, evenly spread; null: as many as are answered."""
    timeout_s: float = 120.0
    """Seconds after which one request is given up and tried again."""
    retries: int = 6
    """How often one request is tried again after a fault that may pass."""
    backoff_s: float = 1.0
    """Seconds before the first of these, twice as many before each further one, at most 60; drawn around that."""
    deadline: str = "12h"
    """After so long no request is begun; the same command goes on from there."""
    seconds_per_call: float = 3.0
    """What a call is assumed to take when the time is estimated."""
    input_price: float | None = None
    """Price of a million tokens that the judge reads, in your currency; null: unknown."""
    output_price: float | None = None
    """Price of a million tokens that the judge writes; null: unknown."""
    max_calls: int | None = None
    """No more calls than these: refused before the first when more are expected, and never exceeded; null: no limit."""
    max_cost: float | None = None
    """Likewise for the cost, in the currency of the prices; null: no limit."""

    def __post_init__(self) -> None:
        for key in ("instructions", "each", "max_tokens", "concurrency"):
            _at_least(getattr(self, key), 1, f"judge.{key}")
        for key in ("reasks", "retries", "backoff_s", "input_price", "output_price", "max_calls", "max_cost"):
            _at_least(getattr(self, key), 0, f"judge.{key}")
        for key in ("requests_per_minute", "timeout_s", "seconds_per_call"):
            if (value := getattr(self, key)) is not None and not value > 0:
                raise SettingsError(f"judge.{key} must be above 0, not {value}.")
        if self.temperature is not None:
            _within(self.temperature, 0.0, 2.0, "judge.temperature")
        seconds(self.deadline, "judge.deadline")
        if self.base_url is None and (self.model or self.beginnings_file or self.name != "none"):
            raise SettingsError(
                "A judge needs an endpoint: judge.base_url=http://127.0.0.1:11434/v1, or one of those in conf/judge, "
                "such as judge=ollama."
            )
        if self.base_url is not None and not self.model:
            raise SettingsError("judge.model is missing: name the judge as its endpoint calls it.")
        if self.task is JudgeTask.instructions and self.beginnings_file is not None:
            raise SettingsError("judge.beginnings_file has no use with judge.task=instructions; leave one out.")
        if reserved := {"model", "messages", "stream", "n", "temperature", "max_tokens"} & set(self.body):
            raise SettingsError(
                f"judge.body must not set {', '.join(sorted(reserved))}: they have settings of their own."
            )


@dataclass
class EvaluateSettings(CommandSettings):
    """`evaluate_model.py`: the scores of a run on its whole held-out split, and its stories measured."""

    run: str = MISSING
    """A run under `models/`, the path of any Hugging Face causal language model, or a .bin of llama2.c."""
    held_out: str | None = None
    """For a model that was not trained here: a file of stories, or a run whose held-out stories it is scored on."""
    compare_with: list[str] = field(default_factory=list)
    """Other models, named as `run` is, scored on the same held-out stories, each with its own tokenizer."""
    device: DeviceName = DeviceName.auto
    completions: int = 10
    """Completions of each of the 50 beginnings, as many as in the paper."""
    probes: int = 150
    """Questions of each of the four kinds."""
    samples: int = 100
    """Training stories, and as many held-out ones, whose ending the model tells; the paper has 100."""
    endings: int = 1_000
    """A second, larger sample of training stories whose ending is told, for diversity; 1: none."""
    seed: int = 0
    """Decides which stories are drawn, and the random numbers of the completions."""
    judge: JudgeSettings = field(default_factory=JudgeSettings)
    """A language model that grades the stories; none by default."""

    def __post_init__(self) -> None:
        for key in ("completions", "probes", "samples", "endings"):
            _at_least(getattr(self, key), 1, key)
        judge = self.judge
        own = judge.task is JudgeTask.beginnings and judge.beginnings_file is None
        if own and judge.each is not None and judge.each > self.completions:
            raise SettingsError(
                f"judge.each={judge.each} is more than there are: raise completions={self.completions} as well."
            )


@dataclass
class DoctorSettings(CommandSettings):
    """`doctor.py`: what this computer can do."""


@dataclass
class ExplainSettings(CommandSettings):
    """`explain_model.py`: what a run attends to, what excites its neurons, what its layers know."""

    run: str = MISSING
    """A run under `models/`, or one of its checkpoints."""
    text: str | None = None
    """The text whose attention is shown; null: the first held-out story."""
    stories: int = 40
    """Held-out stories on which heads and neurons are measured."""
    neurons: int = 12
    """Neurons of each layer that are described."""
    device: DeviceName = DeviceName.auto

    def __post_init__(self) -> None:
        _at_least(self.stories, 1, "stories")
        _at_least(self.neurons, 1, "neurons")


@dataclass
class VisualizeSettings(CommandSettings):
    """`visualization/visualize.py`: figures of one or several runs and of their data set."""

    runs: list[str] = field(default_factory=list)
    """Runs under `models/`; empty: the newest one."""
    name: str | None = None
    """Folder under `reports/figures`; null: the run's name, or `comparison` for several."""


def seconds(text: str, key: str = "budget") -> float:
    """The seconds in a duration such as `90s`, `10m`, `1.5h` or `2d`; raises `SettingsError` for anything else."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([smhd])", text.strip())
    if not match or float(match[1]) <= 0:
        raise SettingsError(f"{key}={text!r} is not a duration. Write a number and a unit: 90s, 10m, 2h or 1d.")
    return float(match[1]) * _SECONDS_IN[match[2]]


def check_run_name(name: str) -> None:
    """Refuse a name that would not be one folder under `models/`."""
    if not re.fullmatch(r"[\w+=,.@-]{1,150}", name) or name.startswith("."):
        raise SettingsError(
            f"run={name!r} cannot name a folder under models/. Use letters, digits and _ - + = , . @ (at most 150, "
            "not beginning with a dot)."
        )


def register() -> None:
    """Make the schemas known to Hydra; called once by each command before its configuration is read."""
    store = ConfigStore.instance()
    for name, schema in {
        "make_dataset": DatasetSettings,
        "train": TrainSettings,
        "predict": PredictSettings,
        "evaluate": EvaluateSettings,
        "judge": JudgeSettings,
        "doctor": DoctorSettings,
        "serve": ServeSettings,
        "visualize": VisualizeSettings,
        "compare": CompareSettings,
        "explain": ExplainSettings,
        "storyworld": StoryworldSettings,
        "tinystories": TinystoriesSettings,
        "text_files": TextFilesSettings,
        "cleaning": CleaningSettings,
        "bpe": BpeSettings,
        "gpt_neo": GPTNeoSettings,
        "gpt_neo_tokenizer": GPTNeoTokenizerSettings,
        "gpt_neo_top_k": GPTNeoTopKSettings,
        "causal_lm": CausalLMSettings,
        "adamw": AdamWSettings,
        "muon": MuonSettings,
        "schedule": ScheduleSettings,
        "tracker": TrackerSettings,
    }.items():
        store.store(group="schema", name=name, node=schema)


def _at_least(value: float | None, least: float, key: str) -> None:
    if value is not None and not value >= least:
        raise SettingsError(f"{key} must be at least {least}, not {value}.")


def _within(value: float, low: float, high: float, key: str) -> None:
    if not low <= value <= high:
        raise SettingsError(f"{key} must lie between {low} and {high}, not {value}.")
