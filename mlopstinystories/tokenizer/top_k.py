"""GPT-Neo's tokenizer cut to the K entries that these stories need most, without loss.

How the cut is chosen. The paper (Eldan and Li 2023) keeps GPT-Neo's 10,000 most common tokens and does not say what
becomes of the others. Here K entries stay: end of text, the 256 bytes, and the tokens that are most common in the whole
training text when the whole tokenizer reads it. A BPE reaches a token only through merges of smaller pieces, so a token
brings along the pieces on its own way; the price is that some of the K places go to pieces that are rare by
themselves (`facts` counts them). A dropped token is not lost: its text falls apart into kept pieces, at worst into
single bytes, so a story grows by some tokens (`facts` counts those too).

Why a kept word is still one token. The kept merges are a part of the whole list, in its order, and BPE always applies
the first merge of the list that fits. While a kept token is built, the merge that the whole list would apply next is
kept, and every kept merge that fits would fit in the whole list too; so both lists take the same steps.
"""

import json
from collections.abc import Callable, Iterable
from itertools import islice, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers.models import BPE
from tokenizers.pre_tokenizers import ByteLevel

from mlopstinystories.errors import TokenizerError
from mlopstinystories.tokenizer.encoding import encode_stories
from mlopstinystories.tokenizer.story_tokenizer import StoryTokenizer, byte_level

_SAMPLE_STORIES = 1000
"""Stories at the head of the training text on which the price of the cut is measured."""


def cut(whole: StoryTokenizer, top_k: int, stories: Callable[[], Iterable[str]]) -> StoryTokenizer:
    """Keep `top_k` entries: end of text as id 0, then the kept ones in the order of their ids in `whole`."""
    vocab, merges = _gpt2_model(whole)
    counts, counted_stories = _token_counts(whole, stories())
    if not counted_stories:
        raise TokenizerError("There are no training stories in which to count the most common tokens.")
    order = sorted(vocab, key=lambda token: (-int(counts[vocab[token]]), vocab[token]))
    kept = _kept_tokens(order, merges, whole.end_of_text, top_k)

    by_old_id = sorted(kept - {whole.end_of_text}, key=vocab.__getitem__)
    new_vocab = {token: new_id for new_id, token in enumerate([whole.end_of_text, *by_old_id])}
    new_merges = [(a, b) for a, b in merges if {a, b, a + b} <= kept]
    small = StoryTokenizer(byte_level(BPE(new_vocab, new_merges)), whole.end_of_text)

    most_common = set(islice((token for token in order if token not in _always_kept(whole.end_of_text)), top_k - 257))
    kept_counts = counts[[vocab[token] for token in kept]]
    small.facts = {
        "counted_stories": counted_stories,
        "whole_tokens_per_story": round(int(counts.sum()) / counted_stories, 3),
        "share_of_tokens_kept": round(int(kept_counts.sum()) / max(int(counts.sum()), 1), 6),
        "entries_kept_as_pieces": len(kept - most_common - _always_kept(whole.end_of_text)),
        **_price(whole, small, stories()),
    }
    return small


def _gpt2_model(whole: StoryTokenizer) -> tuple[dict[str, int], list[tuple[str, str]]]:
    """The vocabulary and the merges of a tokenizer that reads text as GPT-2 does; any other is refused."""
    content = json.loads(whole.content)
    model, splitting = content["model"], content["pre_tokenizer"] or {}
    reads_like_gpt2 = (
        splitting.get("type") == "ByteLevel" and splitting["use_regex"] and not splitting["add_prefix_space"]
    )
    if model["type"] != "BPE" or content["normalizer"] or not reads_like_gpt2:
        raise TokenizerError(
            "tokenizer=gpt_neo_top_k can cut a byte-level BPE with GPT-2's splitting rule only, such as GPT-2's or "
            "GPT-Neo's. Set tokenizer.source to one of those."
        )
    return {**model["vocab"], whole.end_of_text: whole.end_of_text_id}, [(a, b) for a, b in model["merges"]]


def _token_counts(tokenizer: StoryTokenizer, stories: Iterable[str]) -> tuple[NDArray[np.int64], int]:
    """How often each id occurs in the stories, shape (vocab_size,), and how many stories there are."""
    counts = np.zeros(tokenizer.vocab_size, dtype=np.int64)
    counted_stories = 0
    for encoded in encode_stories(tokenizer, stories):
        counts += np.bincount(encoded.tokens, minlength=tokenizer.vocab_size)
        counts[tokenizer.end_of_text_id] -= len(encoded.lengths)  # one after each story
        counted_stories += len(encoded.lengths)
    return counts, counted_stories


def _always_kept(end_of_text: str) -> set[str]:
    return {end_of_text, *ByteLevel.alphabet()}


def _kept_tokens(order: list[str], merges: list[tuple[str, str]], end_of_text: str, top_k: int) -> set[str]:
    """Exactly `top_k` tokens: the first ones of `order` (most common first) with the pieces on their way.

    When the last places are fewer than the pieces that the next token needs, later tokens that do fit take them.
    """
    ranks = {pair: rank for rank, pair in enumerate(merges)}
    kept = _always_kept(end_of_text)
    reachable = len(kept)
    for token in order:
        if len(kept) == top_k:
            break
        pieces = _pieces(token, ranks)
        reachable += token in pieces
        if token in pieces and len(kept) + len(pieces - kept) <= top_k:
            kept |= pieces
    if len(kept) < top_k:
        raise TokenizerError(
            f"tokenizer.top_k={top_k} is more than the source offers: {reachable} entries that text can reach. Lower "
            "tokenizer.top_k, or use the whole of it with tokenizer=gpt_neo."
        )
    return kept


def _pieces(token: str, ranks: dict[tuple[str, str], int]) -> set[str]:
    """Every piece that BPE makes on the way from the bytes of `token`, itself included where the merges reach it."""
    parts = list(token)
    made = set()
    while len(parts) > 1:
        rank, place = min((ranks.get(pair, len(ranks)), place) for place, pair in enumerate(pairwise(parts)))
        if rank == len(ranks):
            break
        parts[place : place + 2] = [parts[place] + parts[place + 1]]
        made.add(parts[place])
    return made


def _price(whole: StoryTokenizer, cut: StoryTokenizer, stories: Iterable[str]) -> dict[str, Any]:
    """What the cut costs in tokens, on the head of the stories."""
    sample = list(islice(stories, _SAMPLE_STORIES))
    whole_tokens, cut_tokens = (
        sum(int(encoded.lengths.sum()) for encoded in encode_stories(tokenizer, sample)) for tokenizer in (whole, cut)
    )
    return {
        "sample_stories": len(sample),
        "extra_tokens_per_story_of_sample": round((cut_tokens - whole_tokens) / len(sample), 3),
    }
