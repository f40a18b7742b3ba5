"""The form of every answer; the OpenAPI description is made of it."""

from typing import Any, Literal

from pydantic import BaseModel

from mlopstinystories.serving.wire import MAX_ALTERNATIVES, MAX_NEW_TOKENS, MAX_PROMPT_CHARACTERS, MAX_TEXT_CHARACTERS


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


class HealthAnswer(BaseModel):
    """That stories can be told."""

    status: Literal["ok"]


# --- answers in OpenAI's form -----------------------------------------------------------------------------------------
class OpenAIModel(BaseModel):
    """A model that can be named."""

    id: str
    object: Literal["model"]
    created: int
    owned_by: str


class OpenAIModelsAnswer(BaseModel):
    """All of them."""

    object: Literal["list"]
    data: list[OpenAIModel]


class LogProbabilities(BaseModel):
    """Of each token, in nats; offsets count characters of the text."""

    tokens: list[str]
    token_logprobs: list[float]
    top_logprobs: list[dict[str, float]]
    text_offset: list[int]


class CompletionChoice(BaseModel):
    """The story, and why it ended."""

    index: int
    text: str
    logprobs: LogProbabilities | None
    finish_reason: Literal["stop", "length"]


class Usage(BaseModel):
    """Tokens read and told."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class CompletionAnswer(BaseModel):
    """A whole story in OpenAI's form."""

    id: str
    object: Literal["text_completion"]
    created: int
    model: str
    choices: list[CompletionChoice]
    usage: Usage
