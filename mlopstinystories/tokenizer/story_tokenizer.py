"""A tokenizer that reads plain text and knows its end of text; how it is saved, and how one is read from a folder."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import AddedToken, Tokenizer
from tokenizers.decoders import ByteLevel as ByteLevelDecoder
from tokenizers.models import BPE
from tokenizers.pre_tokenizers import ByteLevel

from mlopstinystories import records
from mlopstinystories.errors import TokenizerError

END_OF_TEXT = "<|endoftext|>"
TOKENIZER_FILE = "tokenizer.json"
CONFIG_FILE = "tokenizer_config.json"
VOCAB_FILE = "vocab.json"
MERGES_FILE = "merges.txt"
_HABITS = ("dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix", "byte_fallback", "ignore_merges")
"""What the library's BPE may do beside merging."""


@dataclass(frozen=True)
class Bpe:
    """A BPE that merges letters and does nothing else."""

    vocab: dict[str, int]
    merges: Sequence[Sequence[str]]
    """Pairs, the first to be merged first."""


class StoryTokenizer:
    """A `tokenizers.Tokenizer` that reads plain text and knows its end-of-text token.

    `facts` holds what making it has measured, ready for a record; a loaded tokenizer has none. `end_of_text_id` ends a
    story, `begin_id` stands before one (the same, but for other people's models whose stories begin with a token of
    its own), and every id is below `vocab_size`. Raises `TokenizerError` when `end_of_text` is not in the vocabulary.
    `bpe` is what the tokenizer was made of, where that is known; it takes longer to ask the library.
    """

    def __init__(
        self,
        tokenizer: Tokenizer,
        end_of_text: str = END_OF_TEXT,
        facts: dict[str, Any] | None = None,
        begin: str | None = None,
        bpe: Bpe | None = None,
    ):
        end_of_text_id = tokenizer.token_to_id(end_of_text)
        if end_of_text_id is None:
            raise TokenizerError(
                f"The tokenizer has no end-of-text token: {end_of_text!r} is not in its vocabulary. That token keeps "
                f"stories apart: add it to the vocabulary, or name another one as eos_token in {CONFIG_FILE}."
            )
        tokenizer.add_special_tokens([AddedToken(end_of_text, special=True, normalized=False)])
        # Ordinary text never yields a special token, and a file that says so neither pads nor cuts a story.
        tokenizer.encode_special_tokens = True
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self.tokenizer = tokenizer
        self.end_of_text = end_of_text
        self.end_of_text_id: int = end_of_text_id
        begin_id = None if begin is None else tokenizer.token_to_id(begin)
        self.begin_id: int = end_of_text_id if begin_id is None else begin_id
        # One above the largest id, because an embedding has a row for every id up to it, gaps included.
        vocab = bpe.vocab if bpe else tokenizer.get_vocab(with_added_tokens=True)
        self.vocab_size = 1 + max(end_of_text_id, *vocab.values())
        self._known_bpe = bpe
        self.facts = facts or {}

    @property
    def dtype(self) -> np.dtype[Any]:
        """The smallest type that holds every id: uint16 or uint32."""
        return np.dtype(np.uint16 if self.vocab_size <= 2**16 else np.uint32)

    def encode(self, text: str) -> list[int]:
        """The ids of `text` alone; raises `TokenizerError` for half a character (a lone surrogate)."""
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise not_unicode(text, error) from error
        return self.tokenizer.encode(text, add_special_tokens=False).ids

    def decode(self, ids: Iterable[int]) -> str:
        """The text of `ids`, special tokens included; bytes that are not whole characters become U+FFFD."""
        return self.tokenizer.decode([int(token) for token in ids], skip_special_tokens=False)

    @cached_property
    def content(self) -> str:
        """All of it as JSON, as `tokenizer.json` holds it; nothing changes the tokenizer once it is made."""
        return self.tokenizer.to_str()

    @cached_property
    def bpe(self) -> Bpe | None:
        """The tokenizer's model; None for one that is no BPE, or does more than merging."""
        if self._known_bpe:
            return self._known_bpe
        model = json.loads(self.content)["model"]
        if model["type"] != "BPE" or any(model.get(habit) for habit in _HABITS):
            return None
        return Bpe(model["vocab"], model["merges"])

    def fingerprint(self) -> str:
        """Changes when any text could be cut differently, or be ended differently."""
        return records.fingerprint([self.content, self.end_of_text])

    def save(self, folder: Path, context_length: int | None = None) -> None:
        """Write files that `transformers.AutoTokenizer.from_pretrained(folder)` opens offline.

        `context_length` (tokens) becomes its `model_max_length`; None leaves it without a limit.
        """
        config: dict[str, Any] = {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "bos_token": self.end_of_text,
            "eos_token": self.end_of_text,
            "unk_token": self.end_of_text,
            "clean_up_tokenization_spaces": False,
        }
        if context_length is not None:
            config["model_max_length"] = context_length
        records.write_text(folder / TOKENIZER_FILE, self.content)
        records.write_json(folder / CONFIG_FILE, config)


def load_tokenizer(folder: Path) -> StoryTokenizer:
    """The tokenizer in a folder: `tokenizer.json`, ours or any other, else `vocab.json` and `merges.txt` as of GPT-2.

    End of text is `<|endoftext|>`, or where the vocabulary lacks it, the `eos_token` of `tokenizer_config.json`; what
    stands before a story is its `bos_token`, or where it has none, end of text. Raises `TokenizerError` when the folder
    holds no tokenizer, the files are damaged, or there is no end of text.
    """
    bpe = None
    if (folder / TOKENIZER_FILE).is_file():
        tokenizer = read_tokenizer_json(folder / TOKENIZER_FILE)
    elif (folder / VOCAB_FILE).is_file() and (folder / MERGES_FILE).is_file():
        tokenizer, bpe = read_gpt2_files(folder / VOCAB_FILE, folder / MERGES_FILE)
    else:
        found = "it has neither" if folder.is_dir() else "there is no such folder"
        raise TokenizerError(
            f"No tokenizer in {folder}: expected {TOKENIZER_FILE}, or {VOCAB_FILE} and {MERGES_FILE}, but {found}."
        )
    config = folder / CONFIG_FILE
    return StoryTokenizer(tokenizer, _end_of_text(tokenizer, config), begin=_begin(config), bpe=bpe)


def byte_level(model: BPE) -> Tokenizer:
    """GPT-2's way around a BPE: split by its rule, spell bytes as letters, and back; nothing is normalised."""
    tokenizer = Tokenizer(model)
    tokenizer.pre_tokenizer = ByteLevel(add_prefix_space=False)
    tokenizer.decoder = ByteLevelDecoder()
    return tokenizer


def not_unicode(text: str, error: UnicodeEncodeError) -> TokenizerError:
    """What to say of a text with half a character."""
    return TokenizerError(
        f"The text {text[:40]!r} is not valid Unicode: half a character (a lone surrogate) stands at position "
        f"{error.start}. Remove it, or read the file with the right encoding."
    )


def read_tokenizer_json(path: Path) -> Tokenizer:
    """The tokenizer in a file of the library's own format; raises `TokenizerError` when it is damaged."""
    try:
        return Tokenizer.from_str(path.read_text(encoding="utf-8"))
    except Exception as error:  # the library raises bare Exception for whatever it cannot read
        raise TokenizerError(f"{path} is damaged or of a format that is not known here: {error}") from error


def read_gpt2_files(vocab_path: Path, merges_path: Path) -> tuple[Tokenizer, Bpe]:
    """The two files of GPT-2: token to id, and one merge a line in order of rank, perhaps below a `#version` line."""
    vocab = _read_json(vocab_path)
    if {*map(type, vocab.values())} != {int}:
        raise TokenizerError(f"{vocab_path} is damaged: expected an id for each token.")
    lines = _read_text(merges_path).splitlines()
    if lines and lines[0].startswith("#version"):
        lines[0] = ""
    merges = [pair for line in lines if (pair := tuple(line.split()))]
    if {*map(len, merges)} - {2}:
        number = next(k for k, line in enumerate(lines, start=1) if len(line.split()) not in (0, 2))
        raise TokenizerError(
            f"{merges_path} is damaged: expected two pieces in line {number}, not {lines[number - 1]!r}."
        )
    if missing := [byte for byte in ByteLevel.alphabet() if byte not in vocab]:
        raise TokenizerError(f"{vocab_path} is no byte-level vocabulary: {len(missing)} of the 256 bytes are missing.")
    try:
        return byte_level(BPE(vocab, merges)), Bpe(vocab, merges)  # type: ignore[arg-type]  # all are pairs
    except Exception as error:  # the library raises bare Exception, such as for a merge that is not in the vocabulary
        raise TokenizerError(f"{vocab_path} and {merges_path} do not belong together: {error}") from error


def _end_of_text(tokenizer: Tokenizer, config_path: Path) -> str:
    if tokenizer.token_to_id(END_OF_TEXT) is not None or not config_path.is_file():
        return END_OF_TEXT
    return _named(config_path, "eos_token") or END_OF_TEXT


def _begin(config_path: Path) -> str | None:
    return _named(config_path, "bos_token") if config_path.is_file() else None


def _named(config_path: Path, key: str) -> str | None:
    """The text of a token that the configuration names."""
    named = _read_json(config_path).get(key)
    token = named.get("content") if isinstance(named, dict) else named
    return token if isinstance(token, str) else None


def _read_json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(_read_text(path))
    except json.JSONDecodeError as error:
        raise TokenizerError(f"{path} is damaged: expected JSON, but {error}.") from error
    if not isinstance(content, dict):
        raise TokenizerError(f"{path} is damaged: expected a JSON object, not {type(content).__name__}.")
    return content


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise TokenizerError(f"{path} is damaged: expected UTF-8 text, but {error}.") from error
