"""Optimizers: what moves which parameter, and how far."""

import copy

import pytest
import torch
from transformers import GPTNeoConfig, GPTNeoForCausalLM

from mlopstinystories.errors import SettingsError
from mlopstinystories.settings import AdamWSettings, MuonSettings
from mlopstinystories.training.optimizer import hidden_matrices, make_optimizer, orthogonalized


@pytest.fixture
def model():
    torch.manual_seed(0)
    return GPTNeoForCausalLM(
        GPTNeoConfig(
            vocab_size=31,
            hidden_size=16,
            num_heads=2,
            num_layers=2,
            max_position_embeddings=8,
            attention_types=[[["global", "local"], 1]],
            bos_token_id=0,
            eos_token_id=0,
        )
    )


def backward(model):
    tokens_BT = torch.arange(16).reshape(2, 8)
    model(tokens_BT, labels=tokens_BT).loss.backward()


def test_every_parameter_belongs_to_one_group_and_only_matrices_decay(model):
    for settings in (AdamWSettings(), MuonSettings(weight_decay=0.1, adamw_weight_decay=0.1)):
        groups = make_optimizer(model, settings).param_groups
        in_groups = [id(parameter) for group in groups for parameter in group["params"]]
        assert sorted(in_groups) == sorted(id(parameter) for parameter in model.parameters())
        for group in groups:
            assert {parameter.ndim for parameter in group["params"]} == ({2} if group["weight_decay"] else {1})


def test_muon_takes_the_matrices_between_embedding_and_output(model):
    names = {id(parameter): name for name, parameter in model.named_parameters()}
    assert {names[id(matrix)].split(".", 3)[-1] for matrix in hidden_matrices(model)} == {
        *(f"attn.attention.{part}.weight" for part in ("q_proj", "k_proj", "v_proj", "out_proj")),
        "mlp.c_fc.weight",
        "mlp.c_proj.weight",
    }
    assert len(hidden_matrices(model)) == 12


def test_the_output_layer_is_not_a_hidden_matrix_when_it_is_untied():
    config = GPTNeoConfig(
        vocab_size=31, hidden_size=16, num_heads=2, num_layers=1, attention_types=[[["global"], 1]],
        max_position_embeddings=8, tie_word_embeddings=False, bos_token_id=0, eos_token_id=0,
    )  # fmt: skip
    assert {matrix.shape for matrix in hidden_matrices(GPTNeoForCausalLM(config))} == {(16, 16), (64, 16), (16, 64)}


@pytest.mark.parametrize("shape", [(8, 8), (8, 32)])
def test_orthogonalized_keeps_the_singular_vectors_and_brings_the_values_near_one(shape):
    matrices = torch.randn(3, *shape, generator=torch.Generator().manual_seed(0))
    result = orthogonalized(matrices)
    for matrix, orthogonal in zip(matrices, result, strict=True):
        left, _, right = torch.linalg.svd(matrix, full_matrices=False)
        values = left.T @ orthogonal @ right.T
        assert values.diagonal() == pytest.approx(torch.ones(8).numpy(), abs=0.35)
        torch.testing.assert_close(values - values.diagonal().diag(), torch.zeros(8, 8), atol=1e-4, rtol=0)


def test_matrices_in_a_batch_are_orthogonalized_each_for_itself():
    matrices = torch.randn(4, 8, 16, generator=torch.Generator().manual_seed(0))
    alone = torch.cat([orthogonalized(matrix[None]) for matrix in matrices])
    torch.testing.assert_close(orthogonalized(matrices), alone, atol=1e-5, rtol=1e-5)


def test_muon_steps_are_those_of_the_formula(model):
    """Momentum, Nesterov, orthogonalization, decay and the factor for tall matrices, written out for one matrix."""
    settings = MuonSettings(learning_rate=0.1, momentum=0.9, weight_decay=0.5)
    optimizer = make_optimizer(model, settings)
    tall = model.transformer.h[0].mlp.c_fc.weight  # 64 × 16
    expected, momentum = tall.detach().clone(), torch.zeros_like(tall)
    for _ in range(3):
        optimizer.zero_grad()
        backward(model)
        momentum = 0.9 * momentum + 0.1 * tall.grad
        update = orthogonalized((0.1 * tall.grad + 0.9 * momentum).T[None])[0].T
        expected = expected * (1 - 0.1 * 0.5) - 0.1 * 4**0.5 * update
        optimizer.step()
        torch.testing.assert_close(tall.detach(), expected, atol=1e-5, rtol=1e-5)


def test_beside_muon_the_others_move_exactly_as_under_adamw(model):
    settings = MuonSettings(learning_rate=0.0, adamw_learning_rate=1e-2, adamw_weight_decay=0.1)
    torch.manual_seed(0)
    plain = GPTNeoForCausalLM(model.config)
    plain.load_state_dict(model.state_dict())
    for matrix in hidden_matrices(plain):
        matrix.requires_grad_(requires_grad=False)
    for one, optimizer in (
        (model, make_optimizer(model, settings)),
        (plain, make_optimizer(plain, AdamWSettings(learning_rate=1e-2, weight_decay=0.1))),
    ):
        for _ in range(3):
            optimizer.zero_grad()
            backward(one)
            optimizer.step()
    for (name, one), other in zip(model.named_parameters(), plain.parameters(), strict=True):
        torch.testing.assert_close(one, other, msg=name)


def test_an_optimizer_goes_on_from_its_state_as_if_nothing_had_happened(model):
    optimizer = make_optimizer(model, MuonSettings())
    backward(model)
    optimizer.step()
    torch.manual_seed(0)
    twin = GPTNeoForCausalLM(model.config)
    twin.load_state_dict(model.state_dict())
    continued = make_optimizer(twin, MuonSettings())
    continued.load_state_dict(copy.deepcopy(optimizer.state_dict()))  # else both would move the same momenta
    for one, its_optimizer in ((model, optimizer), (twin, continued)):
        its_optimizer.zero_grad()
        backward(one)
        its_optimizer.step()
    for (name, one), other in zip(model.named_parameters(), twin.parameters(), strict=True):
        assert torch.equal(one, other), name


def test_muon_without_a_hidden_matrix_says_what_to_use_instead(model):
    model.transformer.h = torch.nn.ModuleList()
    with pytest.raises(SettingsError, match="optimizer=adamw"):
        make_optimizer(model, MuonSettings())
