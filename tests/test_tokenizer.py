import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer, normalizers
from tokenizers.decoders import ByteLevel as ByteLevelDecoder
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import ByteLevel, Whitespace

from mlopstinystories.errors import TokenizerError
from mlopstinystories.settings import BpeSettings, GPTNeoTokenizerSettings, GPTNeoTopKSettings, TokenizerSettings
from mlopstinystories.tokenizer import (
    END_OF_TEXT,
    StoryTokenizer,
    encode_stories,
    encoding,
    load_tokenizer,
    make_tokenizer,
)

STORIES = [
    "Once upon a time there was a little dog. The little dog liked to run in the park.",
    "One day the dog met a cat. The cat was sad, so the dog gave the cat a ball.",
    'The cat said, "Thank you!" They played all day, and then they went home.',
    "Lily's mum had a café. It's warm there, and the dog and the cat are happy.",
]
ODD_TEXT = "  Zwölf 猫 😀\r\n\n\t it's “so”  \x00 <|endoftext|> x"


def stories() -> list[str]:
    return STORIES


def no_stories() -> list[str]:
    return []


def write_gpt2_files(folder: Path, merges: list[tuple[str, str]], first_line: str = "#version: 0.2\n") -> Path:
    """Files as GPT-2 has them: the bytes, then one token for each merge (in order), then end of text."""
    tokens = [*sorted(ByteLevel.alphabet()), *dict.fromkeys(a + b for a, b in merges), END_OF_TEXT]
    folder.mkdir(parents=True, exist_ok=True)
    vocab = {token: token_id for token_id, token in enumerate(tokens)}
    (folder / "vocab.json").write_text(json.dumps(vocab, ensure_ascii=False), encoding="utf-8")
    lines = "".join(f"{a} {b}\n" for a, b in merges)
    (folder / "merges.txt").write_text(first_line + lines, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def gpt2_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small stand-in for GPT-Neo's files, trained on the stories above."""
    trained = make_tokenizer(BpeSettings(vocab_size=360), stories)
    merges = json.loads(trained.tokenizer.to_str())["model"]["merges"]
    return write_gpt2_files(tmp_path_factory.mktemp("gpt2"), [(a, b) for a, b in merges])


@pytest.fixture(scope="module")
def three_kinds(gpt2_folder: Path) -> dict[str, StoryTokenizer]:
    source = str(gpt2_folder)
    return {
        "bpe": make_tokenizer(BpeSettings(vocab_size=300), stories),
        "gpt_neo": make_tokenizer(GPTNeoTokenizerSettings(source=source), stories),
        "gpt_neo_top_k": make_tokenizer(GPTNeoTopKSettings(source=source, top_k=320), stories),
    }


KINDS = ["bpe", "gpt_neo", "gpt_neo_top_k"]


# --- every kind ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", KINDS)
@given(text=st.text() | st.text(alphabet=" '\nabcdeLt.é猫😀<|>", max_size=40))
@settings(deadline=None, max_examples=100)
def test_decoding_what_was_encoded_gives_any_text_back(
    three_kinds: dict[str, StoryTokenizer], kind: str, text: str
) -> None:
    tokenizer = three_kinds[kind]
    ids = tokenizer.encode(text)
    assert tokenizer.decode(ids) == text
    assert all(0 <= token < tokenizer.vocab_size for token in ids)


@pytest.mark.parametrize("kind", KINDS)
def test_end_of_text_written_in_a_story_is_ordinary_text(three_kinds: dict[str, StoryTokenizer], kind: str) -> None:
    tokenizer = three_kinds[kind]
    ids = tokenizer.encode(f"a{END_OF_TEXT}b")
    assert tokenizer.end_of_text_id not in ids
    assert tokenizer.decode(ids) == f"a{END_OF_TEXT}b"


@pytest.mark.parametrize("kind", KINDS)
def test_decoding_shows_the_end_of_text_token(three_kinds: dict[str, StoryTokenizer], kind: str) -> None:
    tokenizer = three_kinds[kind]
    ids = [*tokenizer.encode("The dog."), tokenizer.end_of_text_id, *tokenizer.encode("The cat.")]
    assert tokenizer.decode(np.array(ids, dtype=np.uint16)) == f"The dog.{END_OF_TEXT}The cat."


@pytest.mark.parametrize("kind", KINDS)
def test_a_saved_tokenizer_loads_as_the_same_one(
    three_kinds: dict[str, StoryTokenizer], kind: str, tmp_path: Path
) -> None:
    tokenizer = three_kinds[kind]
    tokenizer.save(tmp_path / "run")
    loaded = load_tokenizer(tmp_path / "run")
    assert loaded.fingerprint() == tokenizer.fingerprint()
    assert (loaded.vocab_size, loaded.end_of_text_id) == (tokenizer.vocab_size, tokenizer.end_of_text_id)
    assert loaded.encode(ODD_TEXT) == tokenizer.encode(ODD_TEXT)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("beside_a_model", [False, True])
def test_autotokenizer_reads_a_saved_tokenizer_and_agrees_on_ordinary_text(
    three_kinds: dict[str, StoryTokenizer], kind: str, beside_a_model: bool, tmp_path: Path
) -> None:
    from transformers import AutoTokenizer, GPTNeoConfig

    tokenizer = three_kinds[kind]
    tokenizer.save(tmp_path, context_length=512)
    if beside_a_model:
        # transformers knows a tokenizer class for GPT-Neo, which must not take the place of the saved one
        end = tokenizer.end_of_text_id
        GPTNeoConfig(vocab_size=tokenizer.vocab_size, bos_token_id=end, eos_token_id=end).save_pretrained(tmp_path)
    theirs = AutoTokenizer.from_pretrained(tmp_path)
    for text in [*STORIES, "hello , world ! do n't", "  Zwölf 猫 😀\r\n\n\t it's “so”  "]:
        assert theirs(text)["input_ids"] == tokenizer.encode(text)
        assert theirs.decode(tokenizer.encode(text), skip_special_tokens=False) == text
    assert (theirs.eos_token, theirs.eos_token_id) == (END_OF_TEXT, tokenizer.end_of_text_id)
    assert (theirs.bos_token, theirs.unk_token, theirs.model_max_length) == (END_OF_TEXT, END_OF_TEXT, 512)
    assert len(theirs) == tokenizer.vocab_size


def test_the_fingerprint_tells_tokenizers_apart(three_kinds: dict[str, StoryTokenizer]) -> None:
    assert len({tokenizer.fingerprint() for tokenizer in three_kinds.values()}) == 3


def test_half_a_character_is_refused_with_its_position(three_kinds: dict[str, StoryTokenizer]) -> None:
    with pytest.raises(TokenizerError, match=r"lone surrogate.* position 4"):
        three_kinds["bpe"].encode("The \ud83d dog")
    with pytest.raises(TokenizerError, match="lone surrogate"):
        list(encode_stories(three_kinds["bpe"], ["fine", "The \ud83d dog"]))


def test_settings_of_no_known_kind_are_refused() -> None:
    with pytest.raises(TokenizerError, match="Use bpe, gpt_neo or gpt_neo_top_k"):
        make_tokenizer(TokenizerSettings(name="other"), stories)


# --- encoding stories ---------------------------------------------------------------------------------------------
def test_stories_are_encoded_one_after_another_with_their_lengths() -> None:
    tokenizer = make_tokenizer(BpeSettings(vocab_size=257), no_stories)  # bytes only: ids are known by hand
    (encoded,) = encode_stories(tokenizer, ["ab", "", "é"])
    first = tokenizer.encode("a")[0]
    assert encoded.ids[:2].tolist() == [first, first + 1]
    assert encoded.lengths.tolist() == [2, 0, 2]
    assert encoded.byte_lengths.tolist() == [2, 0, 2]
    assert (encoded.ids.dtype, encoded.lengths.dtype, encoded.byte_lengths.dtype) == (np.uint32, np.int64, np.int64)


@pytest.mark.parametrize("batch_size", [1, 3, 4, 1000])
def test_the_batch_size_does_not_change_the_tokens(three_kinds: dict[str, StoryTokenizer], batch_size: int) -> None:
    tokenizer = three_kinds["bpe"]
    texts = [*STORIES, "", ODD_TEXT]
    batches = list(encode_stories(tokenizer, texts, batch_size))
    one_by_one = [tokenizer.encode(text) for text in texts]
    assert np.concatenate([batch.ids for batch in batches]).tolist() == [token for ids in one_by_one for token in ids]
    assert np.concatenate([batch.lengths for batch in batches]).tolist() == [len(ids) for ids in one_by_one]
    assert max(len(batch.lengths) for batch in batches) == min(batch_size, len(texts))


def test_no_stories_give_no_batch(three_kinds: dict[str, StoryTokenizer]) -> None:
    assert list(encode_stories(three_kinds["bpe"], [])) == []


def counted(texts: Iterable[str], drawn: list[str]) -> Iterator[str]:
    for text in texts:
        drawn.append(text)
        yield text


def test_no_more_stories_are_drawn_than_some_batches_hold(
    three_kinds: dict[str, StoryTokenizer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoding, "cores", lambda: 2)
    drawn: list[str] = []
    next(encode_stories(three_kinds["bpe"], counted(["x"] * 1000, drawn), batch_size=7))
    assert 7 <= len(drawn) <= 7 * (2 * 2 + 1)


def test_a_batch_of_long_stories_closes_early(
    three_kinds: dict[str, StoryTokenizer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoding, "BATCH_BYTES", 10)
    batches = encode_stories(three_kinds["bpe"], ["sixbyt", "sixbyt", "a", "b"])
    assert [batch.byte_lengths.tolist() for batch in batches] == [[6, 6], [1, 1]]


# --- bpe ----------------------------------------------------------------------------------------------------------
def test_a_trained_bpe_has_end_of_text_first_then_the_bytes_then_the_merges() -> None:
    tokenizer = make_tokenizer(BpeSettings(vocab_size=259), lambda: ["aaab aaab", "aaab"])
    assert (tokenizer.vocab_size, tokenizer.end_of_text_id) == (259, 0)
    assert {tokenizer.tokenizer.id_to_token(token) for token in range(1, 257)} == set(ByteLevel.alphabet())
    assert [tokenizer.tokenizer.id_to_token(token) for token in (257, 258)] == ["aa", "ab"]


def test_training_a_bpe_twice_gives_the_same_one() -> None:
    first, second = (make_tokenizer(BpeSettings(vocab_size=360), stories) for _ in range(2))
    assert first.fingerprint() == second.fingerprint()


def test_a_bpe_is_trained_on_the_head_of_the_stories_only() -> None:
    drawn: list[str] = []
    tokenizer = make_tokenizer(
        BpeSettings(vocab_size=258, training_bytes=5), lambda: counted(["abab", "abab", "xyxyxyxyxy"], drawn)
    )
    assert tokenizer.tokenizer.id_to_token(257) == "ab"
    assert tokenizer.facts == {"training_stories": 2, "training_bytes": 8}
    assert drawn == ["abab", "abab"]


def test_a_vocabulary_that_the_text_cannot_fill_is_smaller_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    tokenizer = make_tokenizer(BpeSettings(vocab_size=1000), lambda: ["abab"])

    assert tokenizer.vocab_size == 259
    assert "The vocabulary has 259 entries instead of 1,000" in capsys.readouterr().out


# --- gpt_neo from a folder ----------------------------------------------------------------------------------------
MERGES = [("h", "e"), ("l", "l"), ("he", "ll"), ("hell", "o"), ("c", "a"), ("ca", "t"), ("d", "o"), ("do", "g")]


@pytest.mark.parametrize("first_line", ["#version: 0.2\n", ""])
def test_gpt2_files_are_read_with_and_without_a_version_line(tmp_path: Path, first_line: str) -> None:
    folder = write_gpt2_files(tmp_path, MERGES, first_line)
    tokenizer = make_tokenizer(GPTNeoTokenizerSettings(source=str(folder)), no_stories)
    assert tokenizer.vocab_size == 265
    assert tokenizer.end_of_text_id == 264
    assert tokenizer.encode("hello") == [259]
    assert tokenizer.encode("catdog") == [261, 263]


def test_a_folder_with_tokenizer_json_is_a_source_too(tmp_path: Path) -> None:
    write_gpt2_files(tmp_path / "a", MERGES)
    load_tokenizer(tmp_path / "a").save(tmp_path / "b")
    tokenizer = make_tokenizer(GPTNeoTokenizerSettings(source=str(tmp_path / "b")), no_stories)
    assert tokenizer.encode("hello") == [259]


def test_a_source_in_the_home_folder_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    write_gpt2_files(tmp_path / "gpt2", MERGES)
    assert make_tokenizer(GPTNeoTokenizerSettings(source="~/gpt2"), no_stories).vocab_size == 265


def test_a_source_that_changes_text_is_refused(tmp_path: Path) -> None:
    content = load_tokenizer(write_gpt2_files(tmp_path / "a", MERGES)).tokenizer
    content.normalizer = normalizers.Lowercase()
    (tmp_path / "tokenizer.json").write_text(content.to_str(), encoding="utf-8")
    with pytest.raises(TokenizerError, match="changes the text that it reads"):
        make_tokenizer(GPTNeoTokenizerSettings(source=str(tmp_path)), no_stories)


# --- gpt_neo from the hub -----------------------------------------------------------------------------------------
Download = Callable[..., str]


def fake_hub(monkeypatch: pytest.MonkeyPatch, download: Download) -> None:
    monkeypatch.setattr("huggingface_hub.hf_hub_download", download)


def http_error(kind: str) -> Exception:
    import huggingface_hub
    from huggingface_hub.utils import httpx

    response = httpx.Response(404, request=httpx.Request("GET", "https://huggingface.co/x/y"))
    error: Exception = getattr(huggingface_hub.errors, kind)("not there", response=response)
    return error


def test_a_hub_id_is_fetched_at_its_pinned_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str, str]] = []

    def download(source: str, name: str, revision: str) -> str:
        asked.append((source, name, revision))
        return str(tmp_path / name)

    write_gpt2_files(tmp_path, MERGES)
    fake_hub(monkeypatch, download)
    assert make_tokenizer(GPTNeoTokenizerSettings(), no_stories).encode("hello") == [259]
    source, commit = "EleutherAI/gpt-neo-125m", "21def0189f5705e2521767faed922f1f15e7d7db"
    assert asked == [(source, "vocab.json", commit), (source, "merges.txt", commit)]


def test_a_hub_id_without_gpt2_files_gives_its_tokenizer_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def download(_source: str, name: str, **_: str) -> str:
        if name != "tokenizer.json":
            raise http_error("RemoteEntryNotFoundError")
        return str(tmp_path / name)

    load_tokenizer(write_gpt2_files(tmp_path / "a", MERGES)).save(tmp_path)
    fake_hub(monkeypatch, download)
    settings = GPTNeoTokenizerSettings(source="someone/model", revision="main")
    assert make_tokenizer(settings, no_stories).encode("hello") == [259]


def test_without_network_the_message_names_three_ways_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # the hub client's own offline mode, with an empty cache: its real exception, at once
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(TokenizerError) as caught:
        make_tokenizer(GPTNeoTokenizerSettings(), no_stories)
    message = str(caught.value)
    assert "connect to the network" in message
    assert "tokenizer.source=FOLDER" in message
    assert "tokenizer=bpe" in message


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("RevisionNotFoundError", "Set tokenizer.revision"),
        ("RepositoryNotFoundError", "Check the name"),
        ("RemoteEntryNotFoundError", "neither vocab.json and merges.txt nor tokenizer.json"),
        ("HfHubHTTPError", "tokenizer=bpe"),
    ],
)
def test_each_refusal_of_the_hub_says_what_to_change(kind: str, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def download(*_: str, **__: str) -> str:
        raise http_error(kind)

    fake_hub(monkeypatch, download)
    with pytest.raises(TokenizerError, match=expected):
        make_tokenizer(GPTNeoTokenizerSettings(source="someone/model"), no_stories)


def test_a_cut_connection_names_the_ways_on_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def download(*_: str, **__: str) -> str:
        raise ConnectionResetError("cut")

    fake_hub(monkeypatch, download)
    with pytest.raises(TokenizerError, match="tokenizer=bpe"):
        make_tokenizer(GPTNeoTokenizerSettings(source="someone/model"), no_stories)


@pytest.mark.parametrize("source", ["./gpt2", "/gpt2", "~/gpt2", "models/old/gpt2", "..\\gpt2", ""])
def test_a_path_that_does_not_exist_is_never_asked_from_the_hub(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def download(*_: str, **__: str) -> str:
        raise AssertionError("the hub was asked")

    fake_hub(monkeypatch, download)
    with pytest.raises(TokenizerError, match=r"is not a folder\. Name a folder that holds"):
        make_tokenizer(GPTNeoTokenizerSettings(source=source), no_stories)


def test_a_name_that_is_neither_path_nor_hub_id_is_refused() -> None:
    with pytest.raises(TokenizerError, match="neither a folder nor a hub id"):
        make_tokenizer(GPTNeoTokenizerSettings(source="my folder"), no_stories)


# --- gpt_neo_top_k ------------------------------------------------------------------------------------------------
def cut(tmp_path: Path, merges: list[tuple[str, str]], top_k: int, texts: list[str]) -> StoryTokenizer:
    source = str(write_gpt2_files(tmp_path, merges))
    return make_tokenizer(GPTNeoTopKSettings(source=source, top_k=top_k), lambda: texts)


def kept_merged_tokens(tokenizer: StoryTokenizer) -> list[str]:
    """The entries behind end of text and the bytes, in order of their ids."""
    vocab = tokenizer.tokenizer.get_vocab()
    plain = {END_OF_TEXT, *ByteLevel.alphabet()}
    return sorted(vocab.keys() - plain, key=vocab.__getitem__)


COMMON_WORDS = ["hello"] * 3 + ["cat"] * 2 + ["dog"]


@pytest.mark.parametrize(
    ("extra", "kept"),
    [
        (0, []),
        (4, ["he", "ll", "hell", "hello"]),  # hello comes with the pieces on its way
        (5, ["he", "ll", "hell", "hello", "ca"]),  # one place left: cat does not fit, its piece does
        (6, ["he", "ll", "hell", "hello", "ca", "cat"]),
        (8, ["he", "ll", "hell", "hello", "ca", "cat", "do", "dog"]),
    ],
)
def test_the_cut_keeps_the_most_common_tokens_and_the_pieces_on_their_way(
    tmp_path: Path, extra: int, kept: list[str]
) -> None:
    tokenizer = cut(tmp_path, MERGES, 257 + extra, COMMON_WORDS)
    assert kept_merged_tokens(tokenizer) == kept
    assert tokenizer.vocab_size == 257 + extra


def test_the_cut_numbers_end_of_text_first_and_the_rest_in_the_old_order(tmp_path: Path) -> None:
    tokenizer = cut(tmp_path, MERGES, 261, COMMON_WORDS)
    tokens = [tokenizer.tokenizer.id_to_token(token) for token in range(261)]
    assert tokens == [END_OF_TEXT, *sorted(ByteLevel.alphabet()), "he", "ll", "hell", "hello"]


def test_a_dropped_token_falls_apart_into_kept_pieces(tmp_path: Path) -> None:
    tokenizer = cut(tmp_path, MERGES, 262, COMMON_WORDS)
    ca, t = tokenizer.tokenizer.token_to_id("ca"), tokenizer.tokenizer.token_to_id("t")
    assert tokenizer.encode("cat") == [ca, t]
    assert tokenizer.decode([ca, t]) == "cat"


def test_the_facts_tell_what_the_cut_costs(tmp_path: Path) -> None:
    # six stories of one token each; without cat and dog, three of them fall into three bytes
    assert cut(tmp_path, MERGES, 261, COMMON_WORDS).facts == {
        "counted_stories": 6,
        "whole_tokens_per_story": 1.0,
        "share_of_tokens_kept": 0.5,
        "entries_kept_as_pieces": 2,  # ll and hell stand where cat and dog would; he is next by its id
        "sample_stories": 6,
        "extra_tokens_per_story_of_sample": 1.0,
    }


def test_of_two_ways_to_a_token_the_one_that_bpe_goes_is_kept(tmp_path: Path) -> None:
    merges = [("b", "c"), ("a", "b"), ("a", "bc"), ("ab", "c")]
    assert kept_merged_tokens(cut(tmp_path, merges, 259, ["abc"])) == ["bc", "abc"]


def test_a_token_that_no_text_reaches_is_not_kept(tmp_path: Path) -> None:
    merges = [("b", "c"), ("a", "b"), ("ab", "c")]  # b and c always join first, so abc never comes about
    assert kept_merged_tokens(cut(tmp_path, merges, 259, ["abc"])) == ["bc", "ab"]
    with pytest.raises(TokenizerError, match="top_k=260 is more than the source offers: 259 entries"):
        cut(tmp_path, merges, 260, ["abc"])


@pytest.mark.parametrize("top_k", [258, 270, 300, 330, 350, 360])
def test_every_kept_token_is_still_one_token(gpt2_folder: Path, top_k: int) -> None:
    whole = load_tokenizer(gpt2_folder)
    tokenizer = make_tokenizer(GPTNeoTopKSettings(source=str(gpt2_folder), top_k=top_k), stories)
    assert tokenizer.vocab_size == top_k
    compared = 0
    for token, token_id in tokenizer.tokenizer.get_vocab().items():
        text = ByteLevelDecoder().decode([token])
        if whole.encode(text) == [whole.tokenizer.token_to_id(token)]:  # leaves out end of text and parts of characters
            assert tokenizer.encode(text) == [token_id], text
            compared += 1
    assert compared > top_k - 140  # 128 bytes are parts of characters


def test_the_cut_of_everything_reads_as_the_whole_tokenizer_does(gpt2_folder: Path) -> None:
    whole = load_tokenizer(gpt2_folder)
    tokenizer = make_tokenizer(GPTNeoTopKSettings(source=str(gpt2_folder), top_k=whole.vocab_size), stories)
    for text in [*STORIES, ODD_TEXT]:
        words, cut_words = (
            [some.tokenizer.id_to_token(token) for token in some.encode(text)] for some in (whole, tokenizer)
        )
        assert words == cut_words
    assert tokenizer.facts["share_of_tokens_kept"] == 1.0
    assert tokenizer.facts["extra_tokens_per_story_of_sample"] == 0.0


def test_no_stories_to_count_in_are_refused(gpt2_folder: Path) -> None:
    with pytest.raises(TokenizerError, match="no training stories"):
        make_tokenizer(GPTNeoTopKSettings(source=str(gpt2_folder), top_k=300), no_stories)


def test_only_a_tokenizer_like_gpt2s_can_be_cut(tmp_path: Path) -> None:
    other = load_tokenizer(write_gpt2_files(tmp_path / "a", MERGES)).tokenizer
    other.pre_tokenizer = ByteLevel(add_prefix_space=False, use_regex=False)
    (tmp_path / "tokenizer.json").write_text(other.to_str(), encoding="utf-8")
    with pytest.raises(TokenizerError, match="GPT-2's splitting rule only"):
        make_tokenizer(GPTNeoTopKSettings(source=str(tmp_path), top_k=260), stories)


# --- loading ------------------------------------------------------------------------------------------------------
def test_a_missing_or_empty_folder_names_what_was_expected(tmp_path: Path) -> None:
    with pytest.raises(TokenizerError, match=r"expected tokenizer\.json, or vocab\.json.* there is no such folder"):
        load_tokenizer(tmp_path / "nowhere")
    with pytest.raises(TokenizerError, match="it has neither"):
        load_tokenizer(tmp_path)


@pytest.mark.parametrize("content", [b"{", b"{}", b"\xff\xfe", b'"text"'])
def test_a_damaged_tokenizer_json_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "tokenizer.json").write_bytes(content)
    with pytest.raises(TokenizerError, match=r"tokenizer\.json is damaged"):
        load_tokenizer(tmp_path)


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("vocab.json", b"{", "expected JSON"),
        ("vocab.json", b"[1]", "expected a JSON object, not list"),
        ("vocab.json", b"{}", "expected an id for each token"),
        ("vocab.json", b'{"a": "b"}', "expected an id for each token"),
        ("vocab.json", b'{"a": 0}', "255 of the 256 bytes are missing"),
        ("vocab.json", b"\xff", "expected UTF-8"),
        ("merges.txt", b"h e\nh\n", "expected two pieces in line 2"),
        ("merges.txt", b"x y\n", "do not belong together"),
        ("merges.txt", b"\xff", "expected UTF-8"),
    ],
)
def test_damaged_gpt2_files_are_named(tmp_path: Path, name: str, content: bytes, expected: str) -> None:
    write_gpt2_files(tmp_path, MERGES)
    (tmp_path / name).write_bytes(content)
    with pytest.raises(TokenizerError, match=expected) as caught:
        load_tokenizer(tmp_path)
    assert str(tmp_path / name) in str(caught.value)


def foreign_folder(tmp_path: Path, config: str | None) -> Path:
    """A tokenizer of another project: whole words, and an end of text under another name."""
    other = Tokenizer(WordLevel({"<unk>": 0, "dog": 1, "<end>": 9}, unk_token="<unk>"))
    other.pre_tokenizer = Whitespace()
    other.enable_padding(length=32)
    other.enable_truncation(1)
    (tmp_path / "tokenizer.json").write_text(other.to_str(), encoding="utf-8")
    if config is not None:
        (tmp_path / "tokenizer_config.json").write_text(config, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("config", ['{"eos_token": "<end>"}', '{"eos_token": {"content": "<end>"}}'])
def test_another_end_of_text_is_taken_from_the_configuration(tmp_path: Path, config: str) -> None:
    tokenizer = load_tokenizer(foreign_folder(tmp_path, config))
    assert (tokenizer.end_of_text, tokenizer.end_of_text_id) == ("<end>", 9)
    assert tokenizer.vocab_size == 10  # an embedding needs a row for each id up to the largest
    assert tokenizer.encode("dog dog cat") == [1, 1, 0]  # neither padded nor cut, whatever the file says


@pytest.mark.parametrize("config", [None, "{}", '{"eos_token": null}', '{"eos_token": "<gone>"}'])
def test_a_tokenizer_without_end_of_text_is_refused(tmp_path: Path, config: str | None) -> None:
    with pytest.raises(TokenizerError, match="no end-of-text token"):
        load_tokenizer(foreign_folder(tmp_path, config))


def test_importing_the_module_stays_light() -> None:
    import subprocess
    import sys

    code = (
        "import mlopstinystories.tokenizer, sys; print({'torch', 'transformers', 'huggingface_hub'} & {*sys.modules})"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "set()"
