"""The loops in C of a training step against the plain formula, finite differences and PyTorch's operators."""

import itertools

import pytest
import torch
from torch.nn import functional as F  # noqa: N812

from mlopstinystories.models import attention, gpt_neo, loss, native_layers
from mlopstinystories.models.attention import attention_of, plain_attention
from mlopstinystories.models.loss import linear_cross_entropy, mean_nats
from mlopstinystories.models.native_attention import HEAD_SIZES, matrix_attention, native_attention
from mlopstinystories.native import Native
from tests.models.test_gpt_neo import SHAPES, some_tokens, stock_gpt_neo

pytestmark = pytest.mark.loops

LENGTHS = (1, 5, 16, 37, 131)
"""Shorter and longer than a vector, a block and the windows, and no multiples of them."""


def some_attention(D, T, stories, seed=0):
    """Queries, keys and values as one product gives them, story numbers or None, and a gradient from above."""
    random = torch.Generator().manual_seed(seed)
    qkv_BT3HD = torch.randn(2, T, 3, 3, D, generator=random)
    stories_BT = (torch.rand(2, T, generator=random) < 0.1).cumsum(dim=1) if stories else None
    return qkv_BT3HD, stories_BT, torch.randn(2, 3, T, D, generator=random)


def plainly(qkv_BT3HD, window, stories_BT):
    return plain_attention(*qkv_BT3HD.permute(2, 0, 3, 1, 4), window, stories_BT=stories_BT)


def result_and_gradient(attend, qkv_BT3HD, window, stories_BT, above_BHTD):
    qkv_BT3HD = qkv_BT3HD.detach().requires_grad_()
    y_BHTD = attend(qkv_BT3HD, window, stories_BT)
    y_BHTD.backward(above_BHTD.to(y_BHTD.dtype))
    return y_BHTD.detach(), qkv_BT3HD.grad


def without_loops(monkeypatch, reason="TINYSTORIES_NATIVE=off"):
    absent = lambda: Native(None, reason)  # noqa: E731
    monkeypatch.setattr(attention, "attention_loops", absent)
    monkeypatch.setattr(gpt_neo, "attention_loops", absent)
    monkeypatch.setattr(gpt_neo, "layer_loops", absent)
    monkeypatch.setattr(loss, "layer_loops", absent)


@pytest.mark.parametrize("D", HEAD_SIZES)
def test_the_loop_is_the_plain_formula_with_its_gradients(D):
    for T, window, stories in itertools.product(LENGTHS, (None, 1, 3, 40), (False, True)):
        qkv_BT3HD, stories_BT, above_BHTD = some_attention(D, T, stories)

        ours = result_and_gradient(native_attention, qkv_BT3HD, window, stories_BT, above_BHTD)
        plain = result_and_gradient(plainly, qkv_BT3HD, window, stories_BT, above_BHTD)

        for mine, theirs in zip(ours, plain, strict=True):
            torch.testing.assert_close(mine / theirs.abs().max(), theirs / theirs.abs().max(), atol=1e-5, rtol=0)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_products_of_whole_heads_with_the_loop_between_are_the_plain_formula(dtype):
    for T, window, stories in itertools.product(LENGTHS, (None, 1, 40), (False, True)):
        qkv_BT3HD, stories_BT, above_BHTD = some_attention(20, T, stories)
        qkv_BT3HD = qkv_BT3HD.to(dtype) / 2

        ours = result_and_gradient(matrix_attention, qkv_BT3HD, window, stories_BT, above_BHTD)
        plain = result_and_gradient(plainly, qkv_BT3HD.float(), window, stories_BT, above_BHTD)

        for mine, theirs in zip(ours, plain, strict=True):
            limit = 1e-5 if dtype is torch.float32 else 0.02
            assert (mine.float() - theirs).norm() <= limit * theirs.norm() + 1e-6


@pytest.mark.parametrize("stories", [False, True])
@pytest.mark.parametrize("window", [None, 2])
def test_the_gradient_of_the_loop_agrees_with_finite_differences(window, stories):
    qkv_BT3HD, stories_BT, above_BHTD = some_attention(4, 5, stories)
    _, gradient = result_and_gradient(native_attention, qkv_BT3HD, window, stories_BT, above_BHTD)
    step = 1e-3
    for place in range(0, qkv_BT3HD.numel(), 7):
        moved = []
        for sign in (1, -1):
            other = qkv_BT3HD.clone()
            other.view(-1)[place] += sign * step
            moved.append((native_attention(other, window, stories_BT) * above_BHTD).sum(dtype=torch.float64).item())
        assert (moved[0] - moved[1]) / (2 * step) == pytest.approx(gradient.view(-1)[place].item(), abs=2e-3)


def test_the_loop_reads_tensors_where_they_lie():
    qkv_BT3HD, _, above_BHTD = some_attention(8, 21, stories=False)
    for spread in (qkv_BT3HD.transpose(0, 1).contiguous().transpose(0, 1), qkv_BT3HD.mT.contiguous().mT):
        assert not spread.is_contiguous()
        for upstream in (above_BHTD, above_BHTD.mT.contiguous().mT):
            found = result_and_gradient(native_attention, spread, 6, None, upstream)
            torch.testing.assert_close(
                found, result_and_gradient(native_attention, qkv_BT3HD, 6, None, above_BHTD), atol=0, rtol=0
            )


def test_hopeless_and_overwhelming_logits_give_numbers():
    qkv_BT3HD, _, above_BHTD = some_attention(4, 40, stories=False)
    ours = result_and_gradient(native_attention, qkv_BT3HD * 30, 7, None, above_BHTD)
    plain = result_and_gradient(plainly, qkv_BT3HD * 30, 7, None, above_BHTD)
    torch.testing.assert_close(ours, plain, atol=2e-3, rtol=1e-3)


def test_what_is_no_number_stays_none():
    qkv_BT3HD, _, above_BHTD = some_attention(4, 20, stories=False)
    qkv_BT3HD[0, 3, 1, 0, 2] = torch.nan
    y_BHTD, _ = result_and_gradient(native_attention, qkv_BT3HD, None, None, above_BHTD)
    assert y_BHTD[0, 0, 3:].isnan().all()
    logits_NV = torch.randn(2, 50)
    logits_NV[1, 20] = torch.nan
    assert native_layers.loss_rows(logits_NV, torch.tensor([0, 1]), 1.0).isnan().tolist() == [False, True]


@pytest.mark.parametrize("D", HEAD_SIZES)
def test_in_bf16_the_loop_computes_in_fp32_with_what_was_rounded(D):
    qkv_BT3HD, stories_BT, above_BHTD = some_attention(D, 37, stories=True)
    rounded, above_BHTD = qkv_BT3HD.bfloat16(), above_BHTD.bfloat16().float()
    ours = result_and_gradient(native_attention, rounded, 16, stories_BT, above_BHTD)
    plain = result_and_gradient(plainly, rounded.float(), 16, stories_BT, above_BHTD)
    for mine, theirs, error in zip(ours, plain, (0.002, 0.01), strict=True):  # the gradient uses the rounded result
        assert mine.dtype is torch.bfloat16
        assert (mine.float() - theirs).norm() < error * theirs.norm()


def test_one_thread_and_two_give_the_same_bits():
    before, results = torch.get_num_threads(), []
    for threads in (1, 2):
        torch.set_num_threads(threads)
        try:
            qkv_BT3HD, stories_BT, above_BHTD = some_attention(16, 131, stories=True)
            found = [*result_and_gradient(native_attention, qkv_BT3HD, 40, stories_BT, above_BHTD)]
            stream_BTC = torch.randn(3, 70, 24, generator=torch.Generator().manual_seed(1)).requires_grad_()
            weight_C, bias_C = torch.linspace(1, 2, 24).requires_grad_(), torch.zeros(24).requires_grad_()
            (native_layers.norm(stream_BTC, weight_C, bias_C, 1e-5, torch.float32) ** 2).sum().backward()
            results.append([*found, stream_BTC.grad, weight_C.grad, bias_C.grad])
        finally:
            torch.set_num_threads(before)
    for one, two in zip(*results, strict=True):
        assert torch.equal(one, two)


def test_the_exponential_is_as_exact_as_it_says():
    wrong = []  # as a share of what is promised
    for x in torch.linspace(-16, 0, 257).tolist():
        logits_NV = torch.tensor([[0.0, x]])
        native_layers.loss_rows(logits_NV, torch.tensor([0]), 1.0)  # leaves exp(x) / (1 + exp(x)) at the second place
        exact = torch.tensor(x, dtype=torch.float64).sigmoid()
        wrong.append(((logits_NV[0, 1].double() - exact) / exact).abs().item() / ((2 + abs(x)) * 1e-7))
    assert max(wrong) < 1


@pytest.mark.parametrize("entries", [3, 16, 97, 1000])
def test_the_loss_of_rows_is_cross_entropy_with_its_slope(entries):
    random = torch.Generator().manual_seed(3)
    logits_NV = 5 * torch.randn(7, entries, generator=random)
    targets_N = torch.randint(0, entries, (7,), generator=random)
    reference = logits_NV.clone().requires_grad_()
    nats_N = F.cross_entropy(reference, targets_N, reduction="none")
    (0.25 * nats_N.sum()).backward()

    ours = logits_NV.clone()
    torch.testing.assert_close(native_layers.loss_rows(ours, targets_N, 0.25), nats_N.detach(), atol=1e-5, rtol=1e-5)
    torch.testing.assert_close(ours, reference.grad, atol=1e-6, rtol=1e-5)


@pytest.mark.parametrize("width", [20, 64, 72])
def test_the_norm_is_pytorchs_with_its_gradients(width):
    results = []
    for apply in (
        lambda x, w, b: native_layers.norm(x, w, b, 1e-5, torch.float32),
        lambda x, w, b: F.layer_norm(x, (width,), w, b, 1e-5),
    ):
        random = torch.Generator().manual_seed(4)
        x, w, b, above = (
            torch.randn(*shape, generator=random) for shape in ((2, 67, width), (width,), (width,), (2, 67, width))
        )
        leaves = [part.requires_grad_() for part in (x, w, b)]
        y = apply(*leaves)
        y.backward(above)
        results.append([y.detach(), *(leaf.grad for leaf in leaves)])
    torch.testing.assert_close(results[0], results[1], atol=1e-4, rtol=1e-5)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("mask", [False, True], ids=["", "document mask"])
def test_a_model_has_the_loss_and_gradients_that_it_has_without_the_loops(shape, mask, monkeypatch):
    model, tokens_BT, results = stock_gpt_neo(**SHAPES[shape]), some_tokens(4, 33), []
    for loops in (True, False):
        if not loops:
            without_loops(monkeypatch)
        model.zero_grad()
        found = mean_nats(model, tokens_BT[:, :-1], tokens_BT[:, 1:], mask)
        found.backward()
        results.append((found.item(), {name: part.grad for name, part in model.named_parameters()}))
    (ours, our_gradients), (theirs, gradients) = results
    assert ours == pytest.approx(theirs, rel=1e-6)
    assert any(not torch.equal(our_gradients[name], gradients[name]) for name in gradients)  # the two ways are two
    for name, gradient in gradients.items():
        assert (our_gradients[name] - gradient).norm() <= 1e-5 * gradient.norm(), name


def test_a_model_with_dropout_or_another_activation_goes_the_other_way():
    model = stock_gpt_neo(**SHAPES["global and local"])
    block = model.transformer.h[0]
    assert gpt_neo._is_as_published(block)
    block.mlp.dropout.p = 0.1
    assert not gpt_neo._is_as_published(block.train())
    assert gpt_neo._is_as_published(block.eval())
    block.mlp.act = torch.nn.ReLU()
    assert not gpt_neo._is_as_published(block)


def test_a_scaled_loss_has_scaled_gradients():
    hidden_NC, weight_VC = torch.randn(2, 10, 8).unbind()
    targets_N, gradients = torch.arange(10), []
    for factor in (1.0, 0.5):
        leaves = [part.clone().requires_grad_() for part in (hidden_NC, weight_VC)]
        (factor * linear_cross_entropy(*leaves, targets_N)).backward()
        gradients.append([leaf.grad / factor for leaf in leaves])
    torch.testing.assert_close(gradients[0], gradients[1])


def test_what_computes_a_step_is_said_with_its_reason(monkeypatch):
    model, cpu = stock_gpt_neo(**SHAPES["global and local"]), torch.device("cpu")
    assert gpt_neo.step_by(model, cpu) == "loops in C (attention, layers and loss)"
    assert gpt_neo.step_by(model, torch.device("cuda")) == "PyTorch's operators"
    without_loops(monkeypatch, "no C compiler was found")
    assert gpt_neo.step_by(model, cpu) == "PyTorch's operators (attention, layers and loss: no C compiler was found)"


def test_large_heads_in_bf16_stay_with_the_matrix_units(monkeypatch):
    qkv_BT3HD = torch.randn(1, 32, 3, 2, 64).bfloat16()
    assert attention.loop_for(qkv_BT3HD, None) is matrix_attention
    assert attention.loop_for(qkv_BT3HD, 8) is native_attention
    assert attention.loop_for(qkv_BT3HD[..., :16], None) is native_attention
    assert attention.loop_for(qkv_BT3HD.float(), None) is native_attention
    assert attention.loop_for(qkv_BT3HD.float()[..., :20], None) is None
    assert attention.loop_for(qkv_BT3HD.to("meta"), None) is None
    without_loops(monkeypatch)
    assert attention.loop_for(qkv_BT3HD.float(), None) is None
    assert attention_of(qkv_BT3HD, None, dropout=0.5).shape == (1, 2, 32, 64)
