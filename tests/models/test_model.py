"""Models come from settings, have the paper's shapes, and open again from their folder."""

import hydra
import pytest
import torch
from omegaconf import OmegaConf

from mlopstinystories.errors import ModelError, SettingsError
from mlopstinystories.models.model import (
    alternating_attention,
    build_model,
    context_length,
    load_model,
    make_config,
    parameter_count,
    training_flops_per_token,
)
from mlopstinystories.models.size import gpt_neo_parameters, gpt_neo_training_flops_per_token, mean_keys
from mlopstinystories.paths import PROJECT_ROOT
from mlopstinystories.settings import CausalLMSettings, GPTNeoSettings, register

TINY = GPTNeoSettings(
    name="x", num_layers=2, num_heads=2, hidden_size=8, max_position_embeddings=16, window_size=8
)  # fmt: skip

# hidden size, layers, heads, parameters with 10,000 tokens and 512 positions in millions (paper's table of checkpoints)
PAPER = {
    "1M": (64, 8, 16, 1.07),
    "3M": (128, 8, 16, 2.93),
    "8M": (256, 8, 16, 9.00),
    "28M": (512, 8, 16, 30.6),
    "33M": (768, 4, 16, 36.4),
    "1layer_21M": (1024, 1, 16, 23.4),
    "2layers_33M": (1024, 2, 16, 36.0),
}


def shape(name):
    register()
    with hydra.initialize_config_dir(str(PROJECT_ROOT / "conf"), version_base="1.3"):
        return OmegaConf.to_object(hydra.compose("quick", overrides=[f"model={name}"]).model)


@pytest.mark.parametrize("name", PAPER)
def test_the_papers_shapes(name):
    hidden_size, num_layers, num_heads, millions = PAPER[name]

    config = make_config(shape(name), vocab_size=10_000, end_of_text_id=0)

    assert (config.hidden_size, config.num_layers, config.num_heads) == (hidden_size, num_layers, num_heads)
    assert (config.window_size, config.max_position_embeddings) == (256, 512)
    assert config.attention_layers == (["global", "local"] * num_layers)[:num_layers]
    parameters = gpt_neo_parameters(num_layers, hidden_size, 4 * hidden_size, 10_000, 512)
    assert parameters / 1e6 == pytest.approx(millions, rel=0.005)


def test_the_formula_counts_the_parameters_of_the_real_model():
    model = build_model(TINY, vocab_size=300, end_of_text_id=0, seed=0)

    assert parameter_count(model) == gpt_neo_parameters(2, 8, 32, 300, 16)


def test_flops_of_a_training_token_by_hand():
    # one global layer: 12 C² weights; embedding 10·4; keys (1+2+3+4)/4 = 2.5; 3 × (2 × weights + 4 × C × keys)
    assert gpt_neo_training_flops_per_token(4, 16, 10, 4, [None]) == 3 * (2 * (12 * 16 + 40) + 4 * 4 * 2.5)
    assert training_flops_per_token(build_model(TINY, 300, 0, 0)) > 6 * 300 * 8


def test_keys_seen_on_average():
    assert mean_keys(4, None) == 2.5
    assert mean_keys(4, 2) == (1 + 2 + 2 + 2) / 4
    assert mean_keys(4, 99) == 2.5


def test_layers_alternate_and_begin_globally():
    assert alternating_attention(1) == [[["global"], 1]]
    assert alternating_attention(4) == [[["global", "local"], 2]]
    assert alternating_attention(3) == [[["global", "local"], 1], [["global"], 1]]


def test_layers_may_begin_locally_but_a_single_one_is_global():
    assert alternating_attention(1, local_first=True) == [[["global"], 1]]
    assert alternating_attention(2, local_first=True) == [[["local", "global"], 1]]
    assert alternating_attention(3, local_first=True) == [[["local", "global"], 1], [["local"], 1]]


def test_the_same_seed_gives_the_same_weights():
    first, again, other = (build_model(TINY, 300, 0, seed) for seed in (1, 1, 2))

    assert torch.equal(first.transformer.wte.weight, again.transformer.wte.weight)
    assert not torch.equal(first.transformer.wte.weight, other.transformer.wte.weight)


def test_vocabulary_and_end_of_text_come_from_the_tokenizer():
    model = build_model(TINY, vocab_size=300, end_of_text_id=7, seed=0)

    assert model.config.vocab_size == model.get_input_embeddings().num_embeddings == 300
    assert model.config.eos_token_id == model.generation_config.eos_token_id == 7


def test_attention_types_that_do_not_fit_the_layers_are_refused():
    settings = GPTNeoSettings(
        name="x", num_layers=3, num_heads=2, hidden_size=8, attention_types=[[["global", "local"], 1]]
    )
    with pytest.raises(SettingsError, match="num_layers=3"):
        make_config(settings, 300, 0)


def test_any_other_family_by_its_model_type():
    parameters = {
        "hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32,
        "max_position_embeddings": 24,
    }  # fmt: skip
    model = build_model(CausalLMSettings("l", "llama", parameters), vocab_size=300, end_of_text_id=0, seed=0)

    assert model.config.model_type == "llama"
    assert context_length(model.config) == 24
    assert model.get_input_embeddings().num_embeddings == 300


def test_the_end_of_text_embedding_of_other_families_can_learn():
    parameters = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32}
    model = build_model(CausalLMSettings("l", "llama", parameters), vocab_size=300, end_of_text_id=0, seed=0)

    assert model.get_input_embeddings().padding_idx is None


def test_an_unknown_model_type_is_refused_with_what_exists():
    with pytest.raises(SettingsError, match=r"lama is no causal language model.*gpt_neo.*llama"):
        make_config(CausalLMSettings("l", "lama", {}), 300, 0)


def test_an_unknown_parameter_is_refused_with_what_exists():
    with pytest.raises(SettingsError, match=r"LlamaConfig has no parameter hiden_size.*hidden_size"):
        make_config(CausalLMSettings("l", "llama", {"hiden_size": 3}), 300, 0)


def test_a_folder_without_a_model_is_refused(tmp_path):
    with pytest.raises(ModelError, match="holds no model"):
        load_model(tmp_path, torch.device("cpu"))


def test_a_damaged_model_file_is_refused(tmp_path):
    build_model(TINY, 300, 0, 0).save_pretrained(tmp_path)
    weights = tmp_path / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-100])

    with pytest.raises(ModelError, match="holds no model"):
        load_model(tmp_path, torch.device("cpu"))
