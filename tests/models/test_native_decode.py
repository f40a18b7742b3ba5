"""GPT-Neo told in C, held against the library's own forward pass, against itself in other company, and its limits."""

import gc
import sys

import pytest
import torch
from transformers import GPTNeoConfig, GPTNeoForCausalLM

from mlopstinystories.models import generation, native_decode
from mlopstinystories.models.generation import Sampling, StoryBatch, decoder_of
from mlopstinystories.models.gpt_neo_decode import GPTNeoDecoder
from mlopstinystories.models.native_decode import NativeDecoder, why_not

CONTEXT, WINDOW = 120, 24


def gpt_neo(hidden=32, heads=4, vocabulary=300, **parameters):
    """A random model whose weights are large enough that attention is sharp and logits are some units apart."""
    torch.manual_seed(0)
    config = GPTNeoConfig(
        vocab_size=vocabulary,
        hidden_size=hidden,
        num_heads=heads,
        num_layers=3,
        window_size=WINDOW,
        attention_types=[[["global", "local", "local"], 1]],
        max_position_embeddings=CONTEXT,
        **({"initializer_range": 1 / hidden**0.5} | parameters),
    )
    model = GPTNeoForCausalLM(config).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.dim() == 1:  # the library begins with biases of 0 and factors of 1
                parameter.add_(torch.randn(parameter.shape) * 0.1)
    return model


def random_tokens(count, vocabulary=300, seed=0):
    return torch.randint(vocabulary, (count,), generator=torch.Generator().manual_seed(seed)).tolist()


@pytest.mark.loops
@pytest.mark.parametrize(
    ("hidden", "heads", "parameters"),
    [
        (64, 16, {}),  # the paper's: heads of 4 and more
        (128, 16, {}),
        (256, 8, {}),
        (512, 16, {}),
        (768, 12, {}),
        (1024, 16, {}),
        (36, 3, {"intermediate_size": 50}),  # nothing here is a multiple of a vector
        (17, 1, {"vocabulary": 41}),
    ],
)
def test_logits_are_the_librarys_to_a_hundred_thousandth_of_the_largest(hidden, heads, parameters):
    model = gpt_neo(hidden, heads, **parameters)
    model.lm_head.bias = torch.nn.Parameter(torch.randn(model.config.vocab_size))
    # shorter and longer than the window, and longer than what C reads at once
    starts = [random_tokens(length, model.config.vocab_size, length) for length in (1, WINDOW, 100)]
    decoder = NativeDecoder(model)
    found_BV = [decoder.join(starts).clone()]
    added = [random_tokens(18, model.config.vocab_size, 1000 + row) for row in range(3)]
    for step in range(18):
        found_BV.append(decoder.step([tokens[step] for tokens in added]).clone())
    for row, start in enumerate(starts):
        with torch.no_grad():
            expected_TV = model.double()(torch.tensor([[*start, *added[row]]])).logits[0, len(start) - 1 :]
        found_TV = torch.stack([logits_BV[row] for logits_BV in found_BV]).double()
        assert (found_TV - expected_TV).abs().max() < 1e-5 * expected_TV.abs().max()


@pytest.mark.loops
def test_a_story_has_the_same_logits_to_the_last_bit_alone_and_in_any_crowd():
    model = gpt_neo(48, 4)
    starts = [random_tokens(1 + 3 * row, seed=row) for row in range(21)]
    crowd = NativeDecoder(model)
    joined_BV = crowd.join(starts).clone()
    stepped_BV = crowd.step(random_tokens(21)).clone()
    crowd.keep([0, 20, 2, 3, 4])
    kept_BV = crowd.step([7, 8, 9, 10, 11]).clone()
    for row, place in enumerate([0, 20, 2, 3, 4]):
        alone = NativeDecoder(model)
        assert torch.equal(alone.join([starts[place]])[0], joined_BV[place])
        assert torch.equal(alone.step([random_tokens(21)[place]])[0], stepped_BV[place])
        assert torch.equal(alone.step([7 + row])[0], kept_BV[row])


@pytest.mark.loops
def test_a_story_that_is_read_again_goes_on_from_the_same_logits_to_the_last_bit():
    model = gpt_neo()
    tokens = random_tokens(100)
    told, read = NativeDecoder(model), NativeDecoder(model)
    told.join([tokens[:1]])
    for token in tokens[1:]:
        logits_BV = told.step([token])
    assert torch.equal(read.join([tokens]), logits_BV)


@pytest.mark.loops
def test_one_thread_and_three_have_the_same_logits_to_the_last_bit(monkeypatch):
    monkeypatch.setattr(native_decode, "_WEIGHTS_A_THREAD", 1)
    model, found = gpt_neo(vocabulary=307), []
    before = torch.get_num_threads()
    try:
        for threads in (1, 3):
            torch.set_num_threads(threads)
            decoder = NativeDecoder(model)
            assert decoder._threads == threads
            found.append((decoder.join([[1, 2, 3], [4]]).clone(), decoder.step([5, 6]).clone()))
    finally:
        torch.set_num_threads(before)
    for one, three in zip(*found, strict=True):
        assert torch.equal(one, three)


@pytest.mark.loops
def test_a_place_that_another_story_has_left_is_as_good_as_new():
    model = gpt_neo()
    decoder, fresh = NativeDecoder(model), NativeDecoder(model)
    decoder.join([random_tokens(90), random_tokens(80, seed=1)])
    decoder.keep([])
    for memory in decoder._free:
        memory.view("float32")[:] = float("inf")  # as a model whose weights are broken would leave it
    assert torch.equal(decoder.join([[1, 2, 3]]), fresh.join([[1, 2, 3]]))
    assert torch.equal(decoder.step([4]), fresh.step([4]))


@pytest.mark.loops
@pytest.mark.parametrize("token", [-1, 300])
def test_a_token_outside_the_vocabulary_is_refused(token):
    decoder = NativeDecoder(gpt_neo())
    with pytest.raises(IndexError, match="vocabulary of 300"):
        decoder.join([[token]])
    decoder.join([[1]])
    with pytest.raises(IndexError, match="vocabulary of 300"):
        decoder.step([token])


@pytest.mark.loops
@pytest.mark.loops
def test_a_story_that_has_ended_leaves_nothing_while_others_go_on():
    decoder = NativeDecoder(gpt_neo())
    decoder.join([[1]] * 8)

    def told(stories):
        for _ in range(stories):
            decoder.join([[2, 3]])
            decoder.keep([*range(1, 9)])
        gc.collect()
        return sys.getallocatedblocks()

    before = told(20)
    assert told(300) - before < 300  # not a block a story


@pytest.mark.loops
def test_a_change_of_the_weights_is_seen_by_the_next_story():
    model = gpt_neo()
    before = NativeDecoder(model).join([[1, 2]]).clone()
    with torch.no_grad():
        model.transformer.h[0].mlp.c_fc.weight.mul_(1.5)
    after = NativeDecoder(model).join([[1, 2]])
    with torch.no_grad():
        expected_V = model(torch.tensor([[1, 2]])).logits[0, -1]
    assert not torch.allclose(after, before)
    torch.testing.assert_close(after[0], expected_V, atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: gpt_neo().to(torch.bfloat16), "not all in fp32"),
        (lambda: gpt_neo(activation_function="relu"), "activation is relu"),
        (lambda: gpt_neo(hidden=12, heads=2), "narrower than 16"),
        (lambda: gpt_neo().to("meta"), "not on the CPU"),
    ],
)
def test_what_c_does_not_compute_has_a_reason(make, reason):
    assert reason in why_not(make())


def test_without_a_compiler_pytorch_tells_and_the_reason_is_said_once(monkeypatch, capsys):
    monkeypatch.setattr(native_decode, "_library", lambda: (None, "no C compiler was found"))
    generation._say_once.cache_clear()
    model = gpt_neo()
    assert [type(decoder_of(model)) for _ in range(2)] == [GPTNeoDecoder] * 2
    assert capsys.readouterr().err.count("no C compiler was found") == 1


@pytest.mark.loops
def test_a_running_batch_is_told_in_c_and_nothing_is_said(capsys):
    batch = StoryBatch(gpt_neo(), end_of_text_id=0)
    assert type(batch._decoder) is NativeDecoder
    batch.join([1], Sampling(max_new_tokens=1), 0)
    assert len(batch.step()) == 2
    assert capsys.readouterr().err == ""
