"""What may be sent, with the limits of every field; the OpenAPI description is made of it (answers: `wire_answers.py`).

Requests are strict: no field that is not named here, no text where a number belongs, no number that is none. An option
of OpenAI's that this server does not have is refused, not ignored.
"""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

MAX_PROMPT_CHARACTERS = 20_000
MAX_TEXT_CHARACTERS = 20_000
MAX_NEW_TOKENS = 2_048
MAX_ALTERNATIVES = 10
MAX_NAME = 300
MAX_ID = 10_000_000


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


WHOLE = BeforeValidator(_whole)
"""JSON has one kind of number: 8.0 is the same as 8, and some languages write it so."""
ModelId = Annotated[
    str, Field(min_length=1, max_length=MAX_NAME, description="An id of /api/models, such as quick@128.")
]
Temperature = Annotated[
    float, Field(ge=0, le=100, allow_inf_nan=False, description="0: always the likeliest token; 1: the model's own.")
]
TopP = Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)]
Seed = Annotated[int, Field(ge=-(2**53), le=2**53, description="The same seed tells the same story."), WHOLE]


class Request(BaseModel):
    """Nothing that is not named, nothing of another type."""

    model_config = ConfigDict(extra="forbid", strict=True)


class GenerateRequest(Request):
    """A story from a model."""

    model: ModelId
    prompt: Annotated[str, Field(max_length=MAX_PROMPT_CHARACTERS)] = ""
    temperature: Temperature = 0.8
    top_k: Annotated[int, Field(ge=1, le=MAX_ID), WHOLE] | None = None
    top_p: TopP | None = None
    max_new_tokens: Annotated[
        int, Field(ge=1, le=MAX_NEW_TOKENS, description="Tokens after the prompt, forced included."), WHOLE
    ] = 200
    seed: Seed = 0
    stream: bool = False
    alternatives: Annotated[
        int, Field(ge=0, le=MAX_ALTERNATIVES, description="Likeliest tokens named per place."), WHOLE
    ] = 0
    forced: Annotated[
        list[Annotated[int, Field(ge=0, le=MAX_ID), WHOLE]],
        Field(max_length=MAX_NEW_TOKENS, description="Ids with which the story begins, after the prompt."),
    ] = []


class InspectRequest(Request):
    """What a model makes of a text."""

    model: ModelId
    text: Annotated[str, Field(max_length=MAX_TEXT_CHARACTERS)]
    layer: Annotated[int, Field(ge=0, le=1_000), WHOLE] | None = None
    head: Annotated[int, Field(ge=0, le=1_000), WHOLE] | None = None
    alternatives: Annotated[int, Field(ge=0, le=MAX_ALTERNATIVES), WHOLE] = 5


class StreamOptions(Request):
    """OpenAI's options of a stream."""

    include_usage: bool = False


class CompletionRequest(Request):
    """A story in OpenAI's form; its fields that are not here are refused."""

    model: ModelId
    prompt: Annotated[str, Field(max_length=MAX_PROMPT_CHARACTERS)] = ""
    max_tokens: Annotated[int, Field(ge=1, le=MAX_NEW_TOKENS), WHOLE] = 200
    temperature: Temperature = 1.0
    top_p: TopP = 1.0
    n: Annotated[int, Field(ge=1, le=1), WHOLE] = 1
    stream: bool = False
    stream_options: StreamOptions | None = None
    logprobs: Annotated[int, Field(ge=0, le=MAX_ALTERNATIVES), WHOLE] | None = None
    echo: bool = False
    stop: (
        Annotated[str, Field(min_length=1, max_length=200)]
        | Annotated[list[Annotated[str, Field(min_length=1, max_length=200)]], Field(max_length=4)]
        | None
    ) = None
    seed: Seed | None = None
