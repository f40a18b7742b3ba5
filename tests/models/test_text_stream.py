import random

import pytest

from mlopstinystories.models.text_stream import TextStream
from mlopstinystories.settings import BpeSettings
from mlopstinystories.tokenizer import make_tokenizer

TEXT = 'Once upon a time, Zoë said: "naïve café — 猫 and 😀!"\n'


@pytest.fixture(scope="module")
def tokenizer():
    return make_tokenizer(BpeSettings(vocab_size=280), lambda: [TEXT] * 20)


def pieces(tokenizer, ids):
    stream = TextStream(tokenizer.decode)
    return [*(stream.push(token) for token in ids), stream.rest()]


def test_an_unfinished_character_waits_for_its_last_byte(tokenizer):
    ids = [token for letter in "a😀b" for token in tokenizer.encode(letter)]
    assert pieces(tokenizer, ids) == ["a", "", "", "", "😀", "b", ""]


def test_what_is_never_finished_comes_at_the_end(tokenizer):
    ids = tokenizer.encode("😀")[:-1]
    assert pieces(tokenizer, ids) == ["", "", "", "\ufffd"]


def test_the_pieces_are_the_text_of_all_tokens(tokenizer):
    some_bytes = tokenizer.encode("😀猫é")
    for seed in range(300):
        rng = random.Random(seed)
        kind = (range(tokenizer.vocab_size), range(1, 257), some_bytes, tokenizer.encode(TEXT))[seed % 4]
        ids = [rng.choice(kind) for _ in range(100)]
        assert "".join(pieces(tokenizer, ids)) == tokenizer.decode(ids)


def test_the_work_for_a_token_does_not_grow_even_when_no_byte_makes_a_character(tokenizer):
    continuation = tokenizer.encode("😀")[-1]
    ids = [continuation] * 500 + tokenizer.encode("😀.")
    longest = 0

    def decode(window):
        nonlocal longest
        longest = max(longest, len(window))
        return tokenizer.decode(window)

    stream = TextStream(decode)
    assert "".join([*(stream.push(token) for token in ids), stream.rest()]) == tokenizer.decode(ids)
    assert longest < 40


def test_a_decoder_that_drops_the_space_before_the_first_word_keeps_the_others():
    words = ["▁Once", "▁upon", "▁a", "▁time", "."]
    stream = TextStream(lambda ids: "".join(words[token] for token in ids).replace("▁", " ").removeprefix(" "))
    assert [stream.push(token) for token in range(5)] == ["Once", " upon", " a", " time", "."]
