import math

import pytest
import torch
from transformers import (
    GPTNeoConfig,
    GPTNeoForCausalLM,
    LlamaConfig,
    LlamaForCausalLM,
    MistralConfig,
    MistralForCausalLM,
)

from mlopstinystories.errors import ModelError, PromptError
from mlopstinystories.models.generation import (
    Ended,
    Ending,
    NewToken,
    Sampling,
    complete,
    decode_one_token,
    generate,
    prefill,
    probabilities,
    sample,
    story_start,
)

END = 0
CONTEXT = 32
WINDOW = 4
GREEDY = Sampling(temperature=0, max_new_tokens=100)
PROMPTS = ([5, 6, 7], [4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15], [], [9], list(range(1, 31)))
"""Shorter and longer than the window; the last one leaves room for a single token."""


def gpt_neo():
    return GPTNeoForCausalLM(
        GPTNeoConfig(
            vocab_size=41,
            hidden_size=32,
            num_layers=3,
            num_heads=4,
            window_size=WINDOW,
            attention_types=[[["global", "local", "local"], 1]],
            max_position_embeddings=CONTEXT,
            bos_token_id=END,
            eos_token_id=END,
        )
    )


def llama_like(config_class, model_class, **parameters):
    return model_class(
        config_class(
            vocab_size=41,
            hidden_size=32,
            num_hidden_layers=2,
            num_attention_heads=4,
            num_key_value_heads=2,
            intermediate_size=64,
            max_position_embeddings=CONTEXT,
            bos_token_id=END,
            eos_token_id=END,
            pad_token_id=None,
            **parameters,
        )
    )


MODELS = {
    "gpt_neo": gpt_neo,
    "llama": lambda: llama_like(LlamaConfig, LlamaForCausalLM),
    "mistral": lambda: llama_like(MistralConfig, MistralForCausalLM, sliding_window=WINDOW),
}


@pytest.fixture(params=MODELS)
def model(request):
    return lively(MODELS[request.param])


@pytest.fixture
def neo():
    return lively(gpt_neo)


def lively(make):
    """A random model whose weights are large enough that it does not say the same token for ever."""
    torch.manual_seed(0)
    model = make().eval()
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.dim() > 1:
                parameter.mul_(4)
    return model


def never_ending(model):
    """The same model, which can no longer say end-of-text."""
    head = model.get_output_embeddings()
    head.weight = torch.nn.Parameter(head.weight.detach().clone())  # no longer the embedding's
    head.bias = torch.nn.Parameter(torch.zeros(model.config.vocab_size).index_fill(0, torch.tensor([END]), -1e4))
    return model


def only_says(model, token):
    """A model with this token after every text."""
    head = model.get_output_embeddings()
    head.weight = torch.nn.Parameter(torch.zeros_like(head.weight))
    head.bias = torch.nn.Parameter(torch.zeros(model.config.vocab_size).index_fill(0, torch.tensor([token]), 10.0))
    return model


def reference(model, prompt):
    """Greedy tokens of transformers' own generate, without end-of-text."""
    start = torch.tensor([[END, *prompt]])
    tokens = model.generate(
        start,
        attention_mask=torch.ones_like(start),
        do_sample=False,
        max_length=CONTEXT,
        pad_token_id=END,
        eos_token_id=END,
    )
    return [token for token in tokens[0, start.shape[1] :].tolist() if token != END]


def endings(model, prompts, sampling=GREEDY, seeds=None):
    steps = generate(model, prompts, sampling, seeds or [0] * len(prompts), END)
    return {event.story: event.ending for step in steps for event in step if isinstance(event, Ended)}


def test_greedy_stories_are_those_of_transformers_token_for_token(model):
    told = complete(model, PROMPTS, GREEDY, [0] * len(PROMPTS), END)
    assert told == [reference(model, prompt) for prompt in PROMPTS]
    assert max(map(len, told)) > WINDOW  # far enough that a local layer forgets the beginning


@pytest.mark.parametrize("temperature", [0.0, 1.0])
def test_a_story_is_the_same_alone_and_in_a_crowd(model, temperature):
    never_ending(model)
    sampling = Sampling(temperature=temperature, max_new_tokens=25)
    seeds = [3, 1, 4, 1, 5]
    crowd = complete(model, PROMPTS, sampling, seeds, END)
    alone = [complete(model, [prompt], sampling, [seed], END)[0] for prompt, seed in zip(PROMPTS, seeds, strict=True)]
    assert crowd == alone
    assert [len(story) for story in crowd] == [25, 19, 25, 25, 1]


def test_padding_leaves_the_logits_as_they_are(model):
    starts = [story_start(prompt, END) for prompt in PROMPTS]
    batch, logits_BV = prefill(model, starts)
    next_logits_BV = decode_one_token(model, batch, torch.tensor([7, 8, 9, 10, 11]))
    for row, start in enumerate(starts):
        with torch.no_grad():
            whole_TV = model(torch.tensor([[*start, 7 + row]])).logits[0]
        torch.testing.assert_close(logits_BV[row], whole_TV[-2], atol=1e-4, rtol=1e-4)
        torch.testing.assert_close(next_logits_BV[row], whole_TV[-1], atol=1e-4, rtol=1e-4)


def test_a_batch_gets_narrower_when_its_longest_story_leaves(neo):
    batch, _ = prefill(neo, [[END, 1], [END, *range(1, 31)], [END, 2, 3]])
    batch.keep([0, 2])
    assert batch.tokens_BT.tolist() == [[END, END, 1], [END, 2, 3]]
    assert batch.seen_BT.tolist() == [[0, 1, 1], [1, 1, 1]]
    assert {layer.keys.shape for layer in batch.cache.layers} == {(2, 4, 3, 8)}


def test_the_same_seed_tells_the_same_story_and_another_seed_another_one(neo):
    never_ending(neo)
    first, again, other = complete(neo, [[5]] * 3, Sampling(max_new_tokens=20), [7, 7, 8], END)
    assert first == again
    assert first != other


def test_any_integer_is_a_seed(neo):
    stories = complete(neo, [[5]] * 2, Sampling(max_new_tokens=5), [-1, 2**64 + 3], END)
    assert len(stories) == 2


@pytest.mark.parametrize("sampling", [Sampling(top_k=1), Sampling(top_p=1e-9), Sampling(temperature=1e-300)])
def test_sampling_of_only_the_likeliest_token_is_greedy(neo, sampling):
    assert complete(neo, PROMPTS, sampling, [1] * 5, END) == complete(neo, PROMPTS, GREEDY, [2] * 5, END)


def test_tokens_are_drawn_as_often_as_their_probability_says():
    logits_V = torch.tensor([2.0, 1.0, 0.0, -1.0, -torch.inf])
    draws = 20_000
    generator = torch.Generator().manual_seed(0)
    drawn_B, _ = sample(logits_V.expand(draws, -1), Sampling(temperature=0.5), [generator] * draws)
    expected = draws * torch.softmax(logits_V.double() / 0.5, dim=0)
    counts = torch.bincount(drawn_B, minlength=5).double()
    assert counts[4] == 0
    chi_square = ((counts[:4] - expected[:4]) ** 2 / expected[:4]).sum()
    assert chi_square < 16.3  # three degrees of freedom: exceeded once in a thousand seeds


@pytest.mark.parametrize(("draw", "token"), [(0.0, 1), (1 - 2**-53, 2)])
def test_a_token_of_probability_zero_is_never_drawn(monkeypatch, draw, token):
    monkeypatch.setattr(torch, "rand", lambda *_, **__: torch.tensor(draw, dtype=torch.float64))
    logits_BV = torch.tensor([[-torch.inf, 0.3, 0.7, -torch.inf]])
    drawn_B, _ = sample(logits_BV, Sampling(), [torch.Generator()])
    assert drawn_B.tolist() == [token]


PROBABILITIES = (0.5, 0.25, 0.15, 0.1)


@pytest.mark.parametrize(
    ("sampling", "expected"),
    [
        (Sampling(), [0.5, 0.25, 0.15, 0.1]),
        (Sampling(top_k=2), [2 / 3, 1 / 3, 0, 0]),
        (Sampling(top_k=99), [0.5, 0.25, 0.15, 0.1]),
        (Sampling(top_p=1.0), [0.5, 0.25, 0.15, 0.1]),
        (Sampling(top_p=0.4), [1, 0, 0, 0]),
        (Sampling(top_p=0.6), [2 / 3, 1 / 3, 0, 0]),
        (Sampling(top_k=2, top_p=0.6), [1, 0, 0, 0]),  # top-p acts on what top-k has left: 2/3 alone is enough
        (Sampling(temperature=0.5, top_k=2), [0.8, 0.2, 0, 0]),
    ],
)
def test_the_distribution_to_draw_from(sampling, expected):
    logits_BV = torch.tensor([PROBABILITIES, PROBABILITIES[::-1]], dtype=torch.float64).log() + 3
    expected_BV = torch.tensor([expected, expected[::-1]], dtype=torch.float64)
    torch.testing.assert_close(probabilities(logits_BV, sampling), expected_BV)


def test_the_log_probability_is_the_models_own_whatever_the_sampling(neo):
    sampling = Sampling(temperature=0.3, top_k=3, max_new_tokens=6)
    events = [event for step in generate(neo, [[5, 6]], sampling, [0], END) for event in step]
    tokens = [event for event in events if isinstance(event, NewToken)]
    with torch.no_grad():
        logits_TV = neo(torch.tensor([[END, 5, 6, *(event.id for event in tokens)]])).logits[0]
    for place, event in enumerate(tokens, start=2):
        expected = logits_TV[place].log_softmax(dim=0)[event.id].item()
        assert event.log_probability == pytest.approx(expected, abs=1e-4)


def test_a_story_stops_at_end_of_text_which_is_not_a_token_of_it(neo):
    assert list(generate(only_says(neo, END), [[5]], GREEDY, [0], END)) == [[Ended(0, Ending.end_of_text)]]


def test_a_story_stops_at_max_new_tokens(neo):
    sampling = Sampling(temperature=0, max_new_tokens=3)
    assert complete(only_says(neo, 9), [[5]], sampling, [0], END) == [[9, 9, 9]]
    assert endings(neo, [[5]], sampling) == {0: Ending.max_new_tokens}


def test_a_story_stops_when_the_context_is_full(neo):
    prompt = [5] * 10
    (story,) = complete(only_says(neo, 9), [prompt], GREEDY, [0], END)
    assert 1 + len(prompt) + len(story) == CONTEXT
    assert endings(neo, [prompt]) == {0: Ending.context}


def test_a_finished_story_leaves_and_the_others_go_on(neo):
    sampling = Sampling(temperature=0, max_new_tokens=4)
    steps = list(generate(only_says(neo, 9), [[5] * 29, [5], [5] * 30], sampling, [0, 0, 0], END))
    assert [[event.story for event in step if isinstance(event, NewToken)] for step in steps] == [
        [0, 1, 2],
        [0, 1],
        [1],
        [1],
    ]
    assert endings(neo, [[5] * 29, [5], [5] * 30], sampling) == {
        0: Ending.context,
        1: Ending.max_new_tokens,
        2: Ending.context,
    }


def test_every_story_begins_with_end_of_text(neo):
    assert story_start([], END) == [END]
    assert story_start([5, 6], END) == [END, 5, 6]
    with torch.no_grad():
        first = neo(torch.tensor([[END]])).logits[0, -1].argmax().item()
    assert complete(neo, [[]], Sampling(temperature=0, max_new_tokens=1), [0], END) == [[first]]


@pytest.mark.parametrize("length", [CONTEXT - 1, CONTEXT, 3 * CONTEXT])
def test_a_prompt_without_room_for_a_token_is_refused_before_the_first_step(neo, length):
    with pytest.raises(PromptError, match=rf"at most {CONTEXT - 2} tokens .* received {length}\. Shorten"):
        generate(neo, [[5], [5] * length], GREEDY, [0, 0], END)


def test_no_prompts_are_no_stories(neo):
    assert complete(neo, [], GREEDY, [], END) == []


def test_a_model_in_training_tells_without_dropout_and_stays_in_training(neo):
    for module in neo.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.9
    told = complete(neo, [[5]], GREEDY, [0], END)
    neo.train()
    for _ in generate(neo, [[5]], Sampling(max_new_tokens=3), [0], END):
        assert neo.training  # also while the stream is under way
    assert complete(neo, [[5]], GREEDY, [0], END) == told
    assert neo.training
    assert torch.is_grad_enabled()


def test_weights_that_are_not_numbers_are_named(neo):
    with torch.no_grad():
        neo.transformer.ln_f.bias.fill_(math.nan)
    with pytest.raises(ModelError, match="not numbers"):
        complete(neo, [[5]], Sampling(), [0], END)
