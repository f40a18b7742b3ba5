"""What may be sent, with the limits of every field, and the form of the answers; the OpenAPI description is made of it.

Requests are strict: no field that is not named here, no text where a number belongs, no number that is none. An option
of OpenAI's that this server does not have is refused, not ignored.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

MAX_PROMPT_CHARACTERS = 20_000
MAX_TEXT_CHARACTERS = 20_000
MAX_NEW_TOKENS = 2_048
MAX_ALTERNATIVES = 10
MAX_NAME = 300
MAX_ID = 10_000_000

ModelId = Annotated[
    str, Field(min_length=1, max_length=MAX_NAME, description="An id of /api/models, such as quick@128.")
]
Temperature = Annotated[
    float, Field(ge=0, le=100, allow_inf_nan=False, description="0: always the likeliest token; 1: the model's own.")
]
TopP = Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)]
Seed = Annotated[int, Field(ge=-(2**53), le=2**53, description="The same seed tells the same story.")]


class Request(BaseModel):
    """Nothing that is not named, nothing of another type."""

    model_config = ConfigDict(extra="forbid", strict=True)


class GenerateRequest(Request):
    """A story from a model."""

    model: ModelId
    prompt: Annotated[str, Field(max_length=MAX_PROMPT_CHARACTERS)] = ""
    temperature: Temperature = 0.8
    top_k: Annotated[int, Field(ge=1, le=MAX_ID)] | None = None
    top_p: TopP | None = None
    max_new_tokens: Annotated[
        int, Field(ge=1, le=MAX_NEW_TOKENS, description="Tokens after the prompt, forced included.")
    ] = 200
    seed: Seed = 0
    stream: bool = False
    alternatives: Annotated[int, Field(ge=0, le=MAX_ALTERNATIVES, description="Likeliest tokens named per place.")] = 0
    forced: Annotated[
        list[Annotated[int, Field(ge=0, le=MAX_ID)]],
        Field(max_length=MAX_NEW_TOKENS, description="Ids with which the story begins, after the prompt."),
    ] = []


class InspectRequest(Request):
    """What a model makes of a text."""

    model: ModelId
    text: Annotated[str, Field(max_length=MAX_TEXT_CHARACTERS)]
    layer: Annotated[int, Field(ge=0, le=1_000)] | None = None
    head: Annotated[int, Field(ge=0, le=1_000)] | None = None
    alternatives: Annotated[int, Field(ge=0, le=MAX_ALTERNATIVES)] = 5


class StreamOptions(Request):
    """OpenAI's options of a stream."""

    include_usage: bool = False


class CompletionRequest(Request):
    """A story in OpenAI's form; its fields that are not here are refused."""

    model: ModelId
    prompt: Annotated[str, Field(max_length=MAX_PROMPT_CHARACTERS)] = ""
    max_tokens: Annotated[int, Field(ge=1, le=MAX_NEW_TOKENS)] = 200
    temperature: Temperature = 1.0
    top_p: TopP = 1.0
    n: Literal[1] = 1
    stream: bool = False
    stream_options: StreamOptions | None = None
    logprobs: Annotated[int, Field(ge=0, le=MAX_ALTERNATIVES)] | None = None
    echo: bool = False
    stop: (
        Annotated[str, Field(min_length=1, max_length=200)]
        | Annotated[list[Annotated[str, Field(min_length=1, max_length=200)]], Field(max_length=4)]
        | None
    ) = None
    seed: Seed | None = None


# --- answers --------------------------------------------------------------------------------------------------------
class ErrorFacts(BaseModel):
    """What went wrong, and what to do."""

    code: str
    message: str
    hint: str
    field: str | None
    type: str
    param: str | None


class ErrorAnswer(BaseModel):
    """Every answer that is not a yes."""

    error: ErrorFacts


class AlternativeAnswer(BaseModel):
    """A token that could have come."""

    id: int
    text: str
    probability: float
    end: bool
    """Whether it is the end of text, which cannot be forced."""


class TokenAnswer(BaseModel):
    """A token; `logprob` in nats, as the model has it at temperature 1."""

    id: int
    text: str
    logprob: float | None
    probability: float | None
    forced: bool = False
    alternatives: list[AlternativeAnswer] = []


class GenerateAnswer(BaseModel):
    """A whole story."""

    model: str
    prompt: str
    text: str
    tokens: list[TokenAnswer]
    ending: Literal["end of text", "max_new_tokens", "context"]
    elapsed_s: float
    tokens_per_second: float


class Attention(BaseModel):
    """Weights of one head: a row for each token that looks, a column for each that it may look at."""

    layer: int
    head: int
    kind: Literal["global", "local"]
    weights: list[list[float]]


class LensToken(BaseModel):
    """What a layer would say."""

    text: str
    probability: float


class LensLayer(BaseModel):
    """For each place the three likeliest next tokens after this layer."""

    layer: int
    tokens: list[list[LensToken]]


class InspectAnswer(BaseModel):
    """Surprise, attention and lens of a text; its first token is the end of text before it."""

    tokens: list[TokenAnswer]
    attention: Attention | None
    lens: list[LensLayer] | None


class CheckpointAnswer(BaseModel):
    """Weights that a run has kept."""

    id: str
    step: int


class ModelAnswer(BaseModel):
    """A model that can be asked for."""

    id: str
    run: str
    step: int | None
    status: str
    parameters: int | None
    layers: int | None
    heads: int | None
    hidden_size: int | None
    context: int | None
    vocab_size: int | None
    bits_per_byte: float | None
    tokens: float | None
    train_seconds: float | None
    created: str | None
    data: str | None
    loaded: bool
    checkpoints: list[CheckpointAnswer]


class LimitsAnswer(BaseModel):
    """The most that a request may ask for."""

    max_prompt_characters: int = MAX_PROMPT_CHARACTERS
    max_new_tokens: int = MAX_NEW_TOKENS
    max_alternatives: int = MAX_ALTERNATIVES
    max_text_characters: int = MAX_TEXT_CHARACTERS


class ModelsAnswer(BaseModel):
    """All models; `hint` says what to type where there is none."""

    models: list[ModelAnswer]
    limits: LimitsAnswer = LimitsAnswer()
    hint: str | None = None


class RunAnswer(BaseModel):
    """A line of the table of runs."""

    run: str
    status: str
    bits_per_byte: float | None
    step: int | None
    tokens: float | None
    train_seconds: float | None
    parameters: int | None
    data: str | None
    created: str | None
    has_report: bool
    seconds_since_heartbeat: int | None


class RunsAnswer(BaseModel):
    """All runs, the newest first."""

    runs: list[RunAnswer]


class ReportAnswer(BaseModel):
    """A file that another command has written about a run."""

    title: str
    url: str


class RunDetailAnswer(BaseModel):
    """A run with its record, without paths of the machine."""

    run: str
    status: str
    record: dict[str, Any]
    settings: dict[str, Any]
    reports: list[ReportAnswer]
    checkpoints: list[CheckpointAnswer]


class MetricsAnswer(BaseModel):
    """Lines of `metrics.jsonl` from line `after` on; with `restarted` the run has begun anew, and they are all."""

    train: list[dict[str, Any]]
    validation: list[dict[str, Any]]
    samples: list[dict[str, Any]]
    next: int
    status: str
    restarted: bool
