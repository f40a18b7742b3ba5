import math
from dataclasses import dataclass

import numpy as np
import pytest
import torch
from transformers import GPTNeoConfig, GPTNeoForCausalLM, LlamaConfig, LlamaForCausalLM

from mlopstinystories.errors import DataError
from mlopstinystories.evaluation import loss
from mlopstinystories.evaluation.loss import Score, score_stories, scored_stories, story_nats, windows

END = 0
CONTEXT = 8
VOCABULARY = 23
CPU = torch.device("cpu")


@dataclass
class ListedStories:
    """A split in memory: the ids of each story without its end-of-texts, and its bytes."""

    ids: list
    byte_lengths: np.ndarray

    @property
    def stories(self):
        return len(self.ids)

    def story(self, k):
        return np.array([END, *self.ids[k], END], dtype=np.uint16)


@dataclass
class Leaks:
    leaked: np.ndarray


def split_of(*lengths):
    rng = np.random.default_rng(0)
    ids = [rng.integers(1, VOCABULARY, length).tolist() for length in lengths]
    return ListedStories(ids, np.array([3 * length for length in lengths], dtype=np.uint32))


SPLIT = split_of(3, 20, 0, CONTEXT - 1, CONTEXT, 6, 33, 1)
"""Shorter than the context, as long as it, and several times longer."""


def gpt_neo(**changes):
    torch.manual_seed(0)
    config = GPTNeoConfig(
        vocab_size=VOCABULARY,
        hidden_size=16,
        num_layers=2,
        num_heads=2,
        window_size=3,
        attention_types=[[["global", "local"], 1]],
        max_position_embeddings=CONTEXT,
        initializer_range=0.3,
        bos_token_id=END,
        eos_token_id=END,
        **changes,
    )
    return GPTNeoForCausalLM(config).eval()


def llama():
    torch.manual_seed(0)
    return LlamaForCausalLM(
        LlamaConfig(
            vocab_size=VOCABULARY,
            hidden_size=16,
            num_hidden_layers=2,
            num_attention_heads=2,
            intermediate_size=32,
            max_position_embeddings=CONTEXT,
            initializer_range=0.3,
            bos_token_id=END,
            eos_token_id=END,
        )
    ).eval()


def brute_force_nats(model, story):
    """Token by token: each target is predicted from the tokens of its own window, by transformers' own forward."""
    total = 0.0
    for place in range(1, len(story)):
        first = (place - 1) // CONTEXT * CONTEXT
        seen = torch.from_numpy(story[first:place].astype(np.int64))[None]
        with torch.no_grad():
            log_probabilities_V = model(seen).logits[0, -1].double().log_softmax(dim=0)
        total -= log_probabilities_V[int(story[place])].item()
    return total


@pytest.mark.parametrize("make", [gpt_neo, llama])
@pytest.mark.parametrize("batch_tokens", [1, 24, 8192])
def test_nats_are_those_of_a_token_by_token_computation(make, batch_tokens):
    model = make()
    expected = [brute_force_nats(model, SPLIT.story(k)) for k in range(SPLIT.stories)]
    nats = story_nats(model, SPLIT, range(SPLIT.stories), device=CPU, batch_tokens=batch_tokens)
    np.testing.assert_allclose(nats, expected, rtol=1e-5)


def test_nats_are_in_the_order_of_the_indices():
    model = gpt_neo()
    nats = story_nats(model, SPLIT, [6, 0, 3], device=CPU)
    alone = [story_nats(model, SPLIT, [k], device=CPU)[0] for k in (6, 0, 3)]
    np.testing.assert_allclose(nats, alone, rtol=1e-6)


def test_a_model_that_knows_nothing_needs_log2_of_the_vocabulary_for_each_token():
    model = gpt_neo(tie_word_embeddings=False)
    torch.nn.init.zeros_(model.lm_head.weight)
    score = score_stories(model, SPLIT, range(SPLIT.stories), device=CPU)
    tokens = sum(len(ids) + 1 for ids in SPLIT.ids)
    story_bytes = sum(3 * len(ids) + 1 for ids in SPLIT.ids)
    assert (score.tokens, score.bytes) == (tokens, story_bytes)
    assert score.bits_per_byte == pytest.approx(math.log2(VOCABULARY) * tokens / story_bytes, rel=1e-6)
    assert score.nats_per_token == pytest.approx(math.log(VOCABULARY), rel=1e-6)
    assert score.perplexity == pytest.approx(VOCABULARY, rel=1e-5)


@pytest.mark.parametrize(
    ("tokens", "context", "expected"),
    [
        (2, 4, [(0, 1)]),  # an empty story: end-of-text predicts end-of-text
        (4, 4, [(0, 3)]),
        (5, 4, [(0, 4)]),  # four inputs, four targets
        (6, 4, [(0, 4), (4, 5)]),  # the fifth token is the last target, then the first input
        (10, 4, [(0, 4), (4, 8), (8, 9)]),
        (9, 4, [(0, 4), (4, 8)]),
    ],
)
def test_windows_share_no_input_and_no_target(tokens, context, expected):
    assert windows(tokens, context) == expected


def test_every_token_but_the_first_is_a_target_once():
    for tokens in range(2, 40):
        targets = [place + 1 for first, stop in windows(tokens, 7) for place in range(first, stop)]
        assert targets == list(range(1, tokens))


def test_sums_are_divided_and_ratios_not_averaged():
    model = gpt_neo()
    indices = [0, 6]
    nats = story_nats(model, SPLIT, indices, device=CPU)
    score = score_stories(model, SPLIT, indices, device=CPU)
    story_bytes = np.array([3 * 3 + 1, 3 * 33 + 1])
    assert score.bits_per_byte == pytest.approx(nats.sum() / math.log(2) / story_bytes.sum())
    assert score.bits_per_byte != pytest.approx(np.mean(nats / math.log(2) / story_bytes), rel=1e-3)


def test_leaked_stories_are_left_out_and_counted():
    leaked = np.array([True, False, False, True, False, False, False, True])
    indices = scored_stories(Leaks(leaked))
    assert indices.tolist() == [1, 2, 4, 5, 6]
    model = gpt_neo()
    score = score_stories(model, SPLIT, indices, device=CPU)
    assert (score.stories, score.left_out) == (5, 3)
    assert score.nats == pytest.approx(story_nats(model, SPLIT, [1, 2, 4, 5, 6], device=CPU).sum())


def test_a_split_of_leaked_stories_only_cannot_be_scored():
    with pytest.raises(DataError, match="all 3 also stand in the training text"):
        scored_stories(Leaks(np.array([True, True, True])))


def test_chunks_and_batches_leave_the_score_as_it_is(monkeypatch):
    model = gpt_neo()
    split = split_of(*[k % 19 for k in range(50)])
    whole = score_stories(model, split, range(50), device=CPU)
    nats = story_nats(model, split, range(50), device=CPU)
    monkeypatch.setattr(loss, "STORIES_IN_MEMORY", 7)
    in_chunks = score_stories(model, split, range(50), device=CPU, batch_tokens=20)
    assert in_chunks.nats == pytest.approx(whole.nats, rel=1e-6)
    assert (in_chunks.tokens, in_chunks.bytes) == (whole.tokens, whole.bytes)
    np.testing.assert_allclose(story_nats(model, split, range(50), device=CPU), nats, rtol=1e-6)


def test_a_batch_holds_a_bounded_number_of_tokens_and_at_least_one_window(monkeypatch):
    shapes = []

    def spy(model, inputs_BT, targets_BT):  # noqa: ARG001
        shapes.append(inputs_BT.shape)
        return torch.zeros(inputs_BT.shape)

    monkeypatch.setattr(loss, "token_nats", spy)
    story_nats(gpt_neo(), SPLIT, range(SPLIT.stories), device=CPU, batch_tokens=16)
    assert all(rows * places <= 16 for rows, places in shapes)
    assert shapes[0] == (2, CONTEXT)
    monkeypatch.setattr(loss, "LOGITS_IN_MEMORY", VOCABULARY)
    shapes.clear()
    story_nats(gpt_neo(), SPLIT, range(SPLIT.stories), device=CPU, batch_tokens=16)
    assert {rows for rows, places in shapes if places > 1} == {1}


def test_progress_counts_every_story_once(monkeypatch):
    monkeypatch.setattr(loss, "STORIES_IN_MEMORY", 3)
    counted = []
    score_stories(gpt_neo(), SPLIT, range(8), device=CPU, batch_tokens=8, progress=counted.append)
    assert sum(counted) == 8
    assert len(counted) > 3


def test_a_model_in_training_is_scored_without_dropout_and_stays_in_training():
    model = gpt_neo(embed_dropout=0.9, resid_dropout=0.9)
    calm = score_stories(model, SPLIT, range(8), device=CPU)
    model.train()
    assert score_stories(model, SPLIT, range(8), device=CPU) == calm
    assert model.training


def test_a_score_is_ready_for_json():
    score = Score(nats=20 * math.log(2), tokens=10, bytes=40, stories=2, left_out=1)
    assert score.as_dict() == {
        "bits_per_byte": 0.5,
        "nats_per_token": 2 * math.log(2),
        "perplexity": pytest.approx(4.0),
        "nats": 20 * math.log(2),
        "tokens": 10,
        "bytes": 40,
        "stories": 2,
        "left_out": 1,
    }
