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
from mlopstinystories.models import static_cache
from mlopstinystories.models.generation import (
    Ended,
    Ending,
    NewToken,
    Sampling,
    StoryBatch,
    complete,
    decoder_of,
    generate,
    story_start,
)
from mlopstinystories.models.gpt_neo_decode import GPTNeoDecoder
from mlopstinystories.models.library_decode import LibraryDecoder
from mlopstinystories.models.native_decode import NativeDecoder

END = 0
CONTEXT = 32
WINDOW = 4
GREEDY = Sampling(temperature=0, max_new_tokens=100)
PROMPTS = ([5, 6, 7], [4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15], [], [9], list(range(1, 31)))
"""Shorter and longer than the window; the last one leaves room for a single token."""


def gpt_neo(**parameters):
    usual = {"hidden_size": 32, "num_heads": 4}
    return GPTNeoForCausalLM(
        GPTNeoConfig(
            vocab_size=41,
            num_layers=3,
            window_size=WINDOW,
            attention_types=[[["global", "local", "local"], 1]],
            max_position_embeddings=CONTEXT,
            bos_token_id=END,
            eos_token_id=END,
            **(usual | parameters),
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
    decoder = decoder_of(model)
    logits_BV = decoder.join(starts)
    next_logits_BV = decoder.step([7, 8, 9, 10, 11])
    for row, start in enumerate(starts):
        with torch.no_grad():
            whole_TV = model(torch.tensor([[*start, 7 + row]])).logits[0]
        torch.testing.assert_close(logits_BV[row], whole_TV[-2], atol=1e-4, rtol=1e-4)
        torch.testing.assert_close(next_logits_BV[row], whole_TV[-1], atol=1e-4, rtol=1e-4)


def test_gpt_neo_is_decoded_without_the_library_and_every_other_family_with_it(model):
    expected = NativeDecoder if isinstance(model, GPTNeoForCausalLM) else LibraryDecoder
    assert type(decoder_of(model)) is expected


def test_a_batch_gets_narrower_when_its_longest_story_leaves():
    decoder = LibraryDecoder(lively(MODELS["llama"]))
    decoder.join([[END, 1], [END, *range(1, 31)], [END, 2, 3]])
    decoder.keep([0, 2])
    assert decoder.tokens_BT.tolist() == [[END, END, 1], [END, 2, 3]]
    assert decoder.seen_BT.tolist() == [[0, 1, 1], [1, 1, 1]]
    assert {layer.keys.shape for layer in decoder.cache.layers} == {(2, 2, 3, 8)}


MIXED = [
    ([5, 6, 7], Sampling(max_new_tokens=9), 3),
    ([4] * 12, Sampling(temperature=0, max_new_tokens=25), 1),
    ([], Sampling(temperature=0.7, top_k=5, max_new_tokens=20), 4),
    ([9], Sampling(top_p=0.8, max_new_tokens=2), 1),
    (list(range(1, 31)), Sampling(), 5),
    ([8, 8], Sampling(max_new_tokens=22), 9),
    (list(range(3, 28)), Sampling(temperature=0, max_new_tokens=30), 2),
    ([7], Sampling(temperature=1.3, max_new_tokens=30), 6),
]
"""Stories of all lengths, each with its own settings and seed."""


@pytest.mark.parametrize(("slack", "first_width"), [(256, 128), (1, 1), (3, 7)])  # the last two: memory always full
def test_stories_that_join_and_leave_a_running_batch_are_those_told_alone(model, monkeypatch, slack, first_width):
    monkeypatch.setattr(static_cache, "SLACK", slack)
    monkeypatch.setattr(static_cache, "FIRST_WIDTH", first_width)
    never_ending(model)
    batch = StoryBatch(model, END)
    told = [[] for _ in MIXED]
    for number, arrival in enumerate([*MIXED, None, None]):
        if arrival is not None:
            assert batch.join(*arrival) == number
        for step in (batch.step(), batch.step()):
            for event in step:
                if isinstance(event, NewToken):
                    told[event.story].append(event.id)
        if number == 7:
            batch.leave(1)
    for step in batch.steps():
        for event in step:
            if isinstance(event, NewToken):
                told[event.story].append(event.id)
    alone = [complete(model, [prompt], sampling, [seed], END)[0] for prompt, sampling, seed in MIXED]
    assert len(told[1]) == 14  # it left after the steps of seven arrivals, its own among them
    assert told == [alone[0], alone[1][:14], *alone[2:]]
    assert len(batch) == 0


def test_who_leaves_before_the_first_step_is_never_told(neo):
    batch = StoryBatch(neo, END)
    first, second = batch.join([5], GREEDY, 0), batch.join([6], GREEDY, 0)
    batch.leave(first)
    assert {event.story for event in batch.step()} == {second}
    batch.leave(second, first)
    assert batch.step() == []


def test_a_batch_that_was_empty_for_a_while_is_as_good_as_new(neo):
    batch = StoryBatch(neo, END)
    batch.join(list(range(1, 20)), Sampling(max_new_tokens=3), 0)
    assert len(list(batch.steps())) == 3
    batch.join([5], GREEDY, 0)
    told = [event.id for step in batch.steps() for event in step if isinstance(event, NewToken)]
    assert told == complete(neo, [[5]], GREEDY, [0], END)[0]


def test_a_prompt_without_room_is_refused_and_the_batch_goes_on(neo):
    batch = StoryBatch(neo, END)
    batch.join([5], GREEDY, 0)
    with pytest.raises(PromptError, match="Shorten"):
        batch.join([5] * CONTEXT, GREEDY, 0)
    assert [event.story for event in batch.step()] == [0]


def test_a_model_in_bfloat16_has_the_logits_of_the_library_in_bfloat16(neo):
    never_ending(neo).to(torch.bfloat16)
    decoder = decoder_of(neo)
    starts = [[END, 5, 6, 7], [END, 4, 9]]
    decoder.join(starts)
    logits_BV = decoder.step([7, 8])
    assert logits_BV.dtype == torch.bfloat16
    for row, start in enumerate(starts):
        with torch.no_grad():
            expected_V = neo(torch.tensor([[*start, 7 + row]])).logits[0, -1]
        torch.testing.assert_close(logits_BV[row].float(), expected_V.float(), atol=0.3, rtol=0.05)
    stories = complete(neo, [[5], []], Sampling(max_new_tokens=8), [0, 1], END)
    assert [len(story) for story in stories] == [8, 8]


def test_an_activation_other_than_the_tanh_gelu_is_computed_too():
    model = lively(lambda: gpt_neo(activation_function="relu"))
    assert complete(model, PROMPTS, GREEDY, [0] * len(PROMPTS), END) == [reference(model, prompt) for prompt in PROMPTS]


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


def test_a_story_forced_to_its_own_beginning_goes_on_as_it_did(neo):
    sampling = Sampling(max_new_tokens=20)
    (told,) = complete(neo, [[5, 6]], sampling, [7], END)
    batch = StoryBatch(neo, END)
    batch.join([9], sampling, seed=1)  # others beside it are not forced
    number = batch.join([5, 6], sampling, seed=7, forced=told[:4], alternatives=2)
    events = [event for step in batch.steps() for event in step if isinstance(event, NewToken)]
    assert [event.id for event in events if event.story == number] == told
    assert {len(event.alternatives) for event in events if event.story == number} == {2}
    assert {len(event.alternatives) for event in events if event.story != number} <= {0}


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
