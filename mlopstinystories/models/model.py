"""Models are Hugging Face models: made from a configuration, opened from a folder, saved as a stock folder.

GPT-Neo is the default; every other causal language model of transformers is one configuration away
(`CausalLMSettings`). Vocabulary and end-of-text always come from the tokenizer, never from a setting.
"""

import dataclasses
from pathlib import Path
from typing import Any

import torch
import transformers
from huggingface_hub.errors import StrictDataclassError
from torch import nn
from transformers import (
    AutoConfig,
    AutoModelForCausalLM,
    GenerationConfig,
    GPTNeoConfig,
    PreTrainedConfig,
    PreTrainedModel,
)
from transformers.models.auto.configuration_auto import CONFIG_MAPPING
from transformers.models.auto.modeling_auto import MODEL_FOR_CAUSAL_LM_MAPPING_NAMES
from transformers.models.gpt_neo.modeling_gpt_neo import GPTNeoSelfAttention

from mlopstinystories.errors import ModelError, SettingsError
from mlopstinystories.models import size
from mlopstinystories.models.idea_model import IdeaConfig
from mlopstinystories.models.ideas import Idea
from mlopstinystories.settings import CausalLMSettings, GPTNeoSettings, ModelSettings

transformers.utils.logging.disable_progress_bar()  # it draws a bar for each save and load, into the training's own

_OURS = ("local_first", "copying_init", "document_mask")
"""Settings of GPT-Neo that say how to begin and how to train, and are nothing of the saved model."""

_BAD_PARAMETERS = (ValueError, TypeError, StrictDataclassError)
"""What the library's configuration classes raise for values that they cannot have."""


def build_model(
    settings: ModelSettings, vocab_size: int, end_of_text_id: int, seed: int, idea: Idea | None = None
) -> PreTrainedModel:
    """A model with random weights, the same for the same seed; raises `SettingsError` for parameters it cannot have."""
    config = make_config(settings, vocab_size, end_of_text_id)
    if idea and idea.changes_the_model:
        config = _with_idea(config, idea)
    torch.manual_seed(seed)
    model: PreTrainedModel = AutoModelForCausalLM.from_config(config)
    model.generation_config = GenerationConfig(
        bos_token_id=end_of_text_id, eos_token_id=end_of_text_id, pad_token_id=end_of_text_id
    )
    if isinstance(settings, GPTNeoSettings) and settings.copying_init:
        _begin_by_copying(model, settings.copying_init)
    model.train()
    return model


@torch.no_grad()
def _begin_by_copying(model: PreTrainedModel, strength: float) -> None:
    """Make output projection × value projection of each global layer `strength` times the identity.

    What such a layer attends to then comes out as itself, and since GPT-Neo's output layer is its embedding, a token
    that is looked at gets likelier from the first step: names are kept apart sooner. After Trockman and Kolter 2023,
    "Mimetic Initialization of Self-Attention Layers", with the scale of a language model's small initial weights.
    """
    for layer in model.modules():
        if isinstance(layer, GPTNeoSelfAttention) and layer.attention_type == "global":
            rotation, _ = torch.linalg.qr(torch.randn_like(layer.v_proj.weight))
            layer.v_proj.weight.copy_(rotation * strength**0.5)
            layer.out_proj.weight.copy_(rotation.T * strength**0.5)


def _with_idea(config: PreTrainedConfig, idea: Idea) -> IdeaConfig:
    if type(config) is not GPTNeoConfig:
        raise SettingsError(
            f"{idea.path} has parts for GPT-Neo, but this model is of the kind {config.model_type}. Choose a GPT-Neo "
            "model, such as model=small; optimizer, schedule and loss go with every kind."
        )
    values = {key: value for key, value in config.to_dict().items() if key not in ("model_type", "attention_layers")}
    return IdeaConfig(idea=idea.as_record(), **values)


def hidden_size(settings: ModelSettings) -> int | None:
    """The width that `settings` give the model; None where it is left to another family's own default."""
    if isinstance(settings, GPTNeoSettings):
        return settings.hidden_size
    return settings.parameters.get("hidden_size") if isinstance(settings, CausalLMSettings) else None


def make_config(settings: ModelSettings, vocab_size: int, end_of_text_id: int) -> PreTrainedConfig:
    """The transformers configuration of `settings`, tied to a tokenizer's vocabulary and end-of-text."""
    tokens: dict[str, Any] = {
        "vocab_size": vocab_size,
        "bos_token_id": end_of_text_id,
        "eos_token_id": end_of_text_id,
        # No padding token: several families would freeze its embedding, and it would be the end-of-text's.
        "pad_token_id": None,
        "use_cache": True,
    }
    if isinstance(settings, GPTNeoSettings):
        values: dict[str, Any] = dataclasses.asdict(settings)
        for key in (
            "name",
            "model_type",
            "local_first",
            "copying_init",
            "document_mask",
        ):  # ours, and nothing of the saved model
            del values[key]
        values["attention_types"] = settings.attention_types or alternating_attention(
            settings.num_layers, settings.local_first
        )
        try:
            return GPTNeoConfig(**values, **tokens)
        except _BAD_PARAMETERS as error:
            raise SettingsError(
                f"model.attention_types={values['attention_types']} does not describe model.num_layers="
                f'{settings.num_layers} layers. Write for example [[["global","local"],2]] for four layers: {error}'
            ) from error
    if isinstance(settings, CausalLMSettings):
        return _any_config(settings, tokens)
    raise SettingsError(f"There is no model of the kind {type(settings).__name__}.")


def alternating_attention(num_layers: int, local_first: bool = False) -> list[Any]:
    """Global, local, global, ... (or local, global, ...) in the library's notation; a single layer is global."""
    if num_layers == 1:
        return [[["global"], 1]]
    kinds = ["local", "global"] if local_first else ["global", "local"]
    return [[kinds, num_layers // 2]] + ([[kinds[:1], 1]] if num_layers % 2 else [])


def load_model(folder: Path, device: torch.device) -> PreTrainedModel:
    """The model in a Hugging Face folder, in fp32 and evaluation mode; raises `ModelError` when it cannot be opened."""
    try:
        model: PreTrainedModel = AutoModelForCausalLM.from_pretrained(
            folder, local_files_only=True, use_safetensors=True, dtype=torch.float32
        )
    except Exception as error:  # the library raises a dozen kinds for a folder that cannot be read
        raise ModelError(
            f"{folder} holds no model that transformers can open: expected config.json and model.safetensors of a "
            f"causal language model, but {str(error).splitlines()[0]}"
        ) from error
    nn.Module.to(model, device)
    model.eval()
    return model


def context_length(config: PreTrainedConfig) -> int:
    """Tokens of context, in training and in use."""
    for key in ("max_position_embeddings", "n_positions", "max_seq_len", "max_sequence_length", "seq_length"):
        value = getattr(config, key, None)
        if isinstance(value, int):
            return value
    raise ModelError(
        f"The configuration of model_type={config.model_type} does not say how many positions the model has. Name it: "
        "model.parameters.max_position_embeddings=512"
    )


def parameter_count(model: PreTrainedModel) -> int:
    """All parameters, shared ones counted once."""
    return sum(parameter.numel() for parameter in model.parameters())


def training_flops_per_token(model: PreTrainedModel) -> int:
    """Floating-point operations of training on one token in a full context; for other families than GPT-Neo 6 × N."""
    config = model.config
    if not isinstance(config, GPTNeoConfig) or "Block" in getattr(config, "idea", {}).get("slots", []):
        return 6 * parameter_count(model)
    windows = [config.window_size if kind == "local" else None for kind in config.attention_layers]
    inner = config.intermediate_size or 4 * config.hidden_size
    return size.gpt_neo_training_flops_per_token(
        config.hidden_size, inner, config.vocab_size, context_length(config), windows
    )


def _any_config(settings: CausalLMSettings, tokens: dict[str, Any]) -> PreTrainedConfig:
    families = sorted(MODEL_FOR_CAUSAL_LM_MAPPING_NAMES)
    if settings.model_type not in families:
        raise SettingsError(
            f"model.model_type={settings.model_type} is no causal language model of transformers. There are: "
            f"{', '.join(families)}."
        )
    known = AutoConfig.for_model(settings.model_type)
    unknown = [key for key in settings.parameters if not hasattr(known, key)]
    if unknown:
        existing = sorted(key for key in known.to_dict() if not key.startswith("_"))
        raise SettingsError(
            f"{CONFIG_MAPPING[settings.model_type].__name__} has no parameter {', '.join(unknown)}. "
            f"What exists: {', '.join(existing)}."
        )
    try:
        return AutoConfig.for_model(settings.model_type, **settings.parameters, **tokens)
    except _BAD_PARAMETERS as error:
        raise SettingsError(f"model.parameters do not fit {settings.model_type}: {error}") from error
