"""What a model makes of a text: surprise of every token, attention of a head, and what each layer would already say.

Attention weights exist only in the library's eager attention, so the text goes once through a copy of the model that
shares all its parameters and computes in that way. The lens (nostalgebraist 2020, "interpreting GPT: the logit lens")
reads each layer's output with the model's own last norm and output layer; the last layer's is the model's answer.

T tokens, the end-of-text before the text included; V vocabulary; K alternatives.
"""

import copy
from typing import Any

import torch
from transformers import PreTrainedModel

from mlopstinystories.errors import UserError
from mlopstinystories.models.generation import story_start
from mlopstinystories.models.text_stream import TextStream
from mlopstinystories.serving.answers import BadRequestError, BrokenModelError
from mlopstinystories.serving.loading import Loaded
from mlopstinystories.serving.wire import InspectRequest

MAX_TOKENS = 512
"""Of a text: attention is an answer of this number squared."""
LENS_TOKENS = 3
_LAST_NORMS = ("ln_f", "norm", "final_layer_norm", "final_layernorm")
"""What transformers calls the norm before the output layer in its families of models."""


def inspect(loaded: Loaded, request: InspectRequest) -> dict[str, Any]:
    """The answer of `/api/inspect`; raises `BadRequestError` for a layer, head or text that the model does not have."""
    tokens = _tokens(loaded, request.text)
    with loaded.lock, torch.inference_mode():
        model = eager_copy(loaded.model)
        output = model(
            torch.tensor([tokens], device=model.device),
            output_attentions=request.layer is not None or request.head is not None,
            output_hidden_states=True,
            use_cache=False,
        )
        if not bool(output.logits.isfinite().all()):
            raise BrokenModelError(
                "damaged_model",
                f"The weights of {loaded.source.id} are damaged: its logits are not numbers.",
                "Take an earlier checkpoint of the run.",
                "model",
            )
        log_probabilities_TV = output.logits[0].float().log_softmax(dim=-1).cpu()
        return {
            "tokens": _surprise(loaded, tokens, log_probabilities_TV, request.alternatives),
            "attention": _attention(output, model, request),
            "lens": _lens(loaded, model, output),
        }


def eager_copy(model: PreTrainedModel) -> PreTrainedModel:
    """A model over the same parameters that computes attention step by step; costs milliseconds and no weights."""
    shared = {id(parameter): parameter for parameter in model.parameters()}
    result: PreTrainedModel = copy.deepcopy(model, shared)
    result.set_attn_implementation("eager")
    return result


def _tokens(loaded: Loaded, text: str) -> list[int]:
    try:
        tokens = story_start(loaded.tokenizer.encode(text), loaded.tokenizer.end_of_text_id)
    except UserError as error:
        raise BadRequestError("bad_text", str(error), "Change the text.", "text") from error
    most = min(MAX_TOKENS, loaded.context)
    if len(tokens) > most:
        raise BadRequestError(
            "too_long",
            f"The text has {len(tokens) - 1} tokens; at most {most - 1} can be looked into at once.",
            "Shorten the text.",
            "text",
        )
    return tokens


def _surprise(
    loaded: Loaded, tokens: list[int], log_probabilities_TV: torch.Tensor, alternatives: int
) -> list[dict[str, Any]]:
    """Each token with what was expected in its place; nothing is expected of the end-of-text before the story."""
    stream = TextStream(loaded.tokenizer.decode)
    texts = [stream.push(token) for token in tokens]
    texts[-1] += stream.rest()
    found: list[dict[str, Any]] = [
        {"id": tokens[0], "text": texts[0], "logprob": None, "probability": None, "alternatives": []}
    ]
    values_TK, ids_TK = log_probabilities_TV.topk(min(alternatives, log_probabilities_TV.shape[1]), dim=1)
    probabilities_TK, end = values_TK.exp(), loaded.tokenizer.end_of_text_id
    for place, token in enumerate(tokens[1:]):
        logprob = log_probabilities_TV[place, token]
        found.append(
            {
                "id": token,
                "text": texts[place + 1],
                "logprob": logprob.item(),
                "probability": logprob.exp().item(),
                "alternatives": [
                    {"id": other, "end": other == end, "text": loaded.text(other), "probability": probability}
                    for other, probability in zip(ids_TK[place].tolist(), probabilities_TK[place].tolist(), strict=True)
                ],
            }
        )
    return found


def _attention(output: Any, model: PreTrainedModel, request: InspectRequest) -> dict[str, Any] | None:
    if request.layer is None and request.head is None:
        return None
    layer, head = request.layer or 0, request.head or 0
    attentions = getattr(output, "attentions", None)
    if not attentions or any(weights is None for weights in attentions):
        raise BadRequestError(
            "no_attention", "This family of models gives no attention weights.", "Leave layer out.", "layer"
        )
    for field, number, count in (("layer", layer, len(attentions)), ("head", head, attentions[0].shape[1])):
        if number >= count:
            raise BadRequestError(
                "bad_value",
                f"{field} is {number}, and the model has {count}, counted from 0.",
                f"Take a {field} from 0 to {count - 1}.",
                field,
            )
    kinds = getattr(model.config, "attention_layers", None)
    weights_TT = attentions[layer][0, head].float().cpu()
    rounded = [[round(weight, 5) for weight in row] for row in weights_TT.tolist()]
    return {"layer": layer, "head": head, "kind": kinds[layer] if kinds else "global", "weights": rounded}


def _lens(loaded: Loaded, model: PreTrainedModel, output: Any) -> list[dict[str, Any]] | None:
    """None for families whose last norm is not known by its name."""
    norm = next((found for name in _LAST_NORMS if (found := getattr(model.base_model, name, None)) is not None), None)
    if norm is None:
        return None
    layers = []
    for number, hidden_1TC in enumerate(output.hidden_states[1:], start=1):
        last = number == len(output.hidden_states) - 1
        logits_TV = output.logits[0] if last else model.get_output_embeddings()(norm(hidden_1TC))[0]
        values_TK, ids_TK = logits_TV.float().softmax(dim=-1).topk(min(LENS_TOKENS, logits_TV.shape[1]), dim=-1)
        tokens = [
            [{"text": loaded.text(token), "probability": value} for token, value in zip(ids, values, strict=True)]
            for ids, values in zip(ids_TK.tolist(), values_TK.tolist(), strict=True)
        ]
        layers.append({"layer": number, "tokens": tokens})
    return layers
