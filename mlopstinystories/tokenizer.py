"""Text to token ids and back: three ways to make a tokenizer, one way to save, load and use it.

    bpe             byte-level BPE (GPT-2's splitting rule) trained on the head of the stories; needs no network
    gpt_neo         GPT-Neo's own tokenizer, whole: from a folder, or from the hub at a pinned commit
    gpt_neo_top_k   that one cut to its K most useful entries for these stories

All of them are lossless, decode(encode(text)) == text, since every byte is an entry of its own and no text is
normalised. End of text is never written by `encode`: whoever joins stories puts `end_of_text_id` between them, so a
story in which the letters "<|endoftext|>" stand cannot fake an ending.

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
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice, pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import AddedToken, Tokenizer
from tokenizers.decoders import ByteLevel as ByteLevelDecoder
from tokenizers.models import BPE
from tokenizers.pre_tokenizers import ByteLevel
from tokenizers.trainers import BpeTrainer

from mlopstinystories import records
from mlopstinystories.errors import TokenizerError
from mlopstinystories.settings import BpeSettings, GPTNeoTokenizerSettings, GPTNeoTopKSettings, TokenizerSettings

END_OF_TEXT = "<|endoftext|>"
TOKENIZER_FILE = "tokenizer.json"
CONFIG_FILE = "tokenizer_config.json"
VOCAB_FILE = "vocab.json"
MERGES_FILE = "merges.txt"

Stories = Callable[[], Iterable[str]]
"""Starts a fresh pass over the training stories."""

_BATCH_BYTES = 4 * 2**20
"""A batch of stories closes at this size too: the library holds some 100 bytes for each token of a batch."""
_SAMPLE_STORIES = 1000
"""Stories at the head of the training text on which the price of the cut is measured."""
_PROBE = "  Naïve \tcafé,\r\n\n e\u0301 猫 😀 \u00a0it's 12,345 \u0000 <|end|>  "
"""Text that a normalising tokenizer does not give back: double spaces, accents in two forms, a control character."""


@dataclass(frozen=True)
class EncodedStories:
    """The tokens of some stories, one story after another, without end of text."""

    ids: NDArray[np.uint32]
    """All tokens, shape (sum of `lengths`,)."""
    lengths: NDArray[np.int64]
    """Tokens of each story, shape (stories,)."""
    byte_lengths: NDArray[np.int64]
    """UTF-8 bytes of each story, shape (stories,)."""


class StoryTokenizer:
    """A `tokenizers.Tokenizer` that reads plain text and knows its end-of-text token.

    `facts` holds what making it has measured, ready for a record; a loaded tokenizer has none. `end_of_text_id` ends a
    story, and every id is below `vocab_size`. Raises `TokenizerError` when `end_of_text` is not in the vocabulary.
    """

    def __init__(self, tokenizer: Tokenizer, end_of_text: str = END_OF_TEXT, facts: dict[str, Any] | None = None):
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
        # One above the largest id, because an embedding has a row for every id up to it, gaps included.
        self.vocab_size = 1 + max(tokenizer.get_vocab(with_added_tokens=True).values())
        self.facts = facts or {}

    def encode(self, text: str) -> list[int]:
        """The ids of `text` alone; raises `TokenizerError` for half a character (a lone surrogate)."""
        _byte_length(text)
        return self.tokenizer.encode(text, add_special_tokens=False).ids

    def decode(self, ids: Iterable[int]) -> str:
        """The text of `ids`, special tokens included; bytes that are not whole characters become U+FFFD."""
        return self.tokenizer.decode([int(token) for token in ids], skip_special_tokens=False)

    def fingerprint(self) -> str:
        """Changes when any text could be cut differently, or be ended differently."""
        return records.fingerprint([json.loads(self.tokenizer.to_str()), self.end_of_text])

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
        records.write_text(folder / TOKENIZER_FILE, self.tokenizer.to_str())
        records.write_json(folder / CONFIG_FILE, config)


def load_tokenizer(folder: Path) -> StoryTokenizer:
    """The tokenizer in a folder: `tokenizer.json`, ours or any other, else `vocab.json` and `merges.txt` as of GPT-2.

    End of text is `<|endoftext|>`, or where the vocabulary lacks it, the `eos_token` of `tokenizer_config.json`. Raises
    `TokenizerError` when the folder holds no tokenizer, the files are damaged, or there is no end of text.
    """
    if (folder / TOKENIZER_FILE).is_file():
        tokenizer = _read_tokenizer_json(folder / TOKENIZER_FILE)
    elif (folder / VOCAB_FILE).is_file() and (folder / MERGES_FILE).is_file():
        tokenizer = _read_gpt2_files(folder / VOCAB_FILE, folder / MERGES_FILE)
    else:
        found = "it has neither" if folder.is_dir() else "there is no such folder"
        raise TokenizerError(
            f"No tokenizer in {folder}: expected {TOKENIZER_FILE}, or {VOCAB_FILE} and {MERGES_FILE}, but {found}."
        )
    return StoryTokenizer(tokenizer, _end_of_text(tokenizer, folder / CONFIG_FILE))


def make_tokenizer(settings: TokenizerSettings, stories: Stories) -> StoryTokenizer:
    """The tokenizer that `settings` describe; the same settings and stories give the same fingerprint.

    Raises `TokenizerError` when the stories are too few, or the source cannot be read or fetched.
    """
    # The most special class first: GPTNeoTopKSettings is a GPTNeoTokenizerSettings too.
    match settings:
        case GPTNeoTopKSettings():
            return _cut(_gpt_neo(settings), settings.top_k, stories)
        case GPTNeoTokenizerSettings():
            return _gpt_neo(settings)
        case BpeSettings():
            return _train_bpe(settings, stories())
    raise TokenizerError(f"There is no tokenizer for {type(settings).__name__}. Use bpe, gpt_neo or gpt_neo_top_k.")


def encode_stories(
    tokenizer: StoryTokenizer, stories: Iterable[str], batch_size: int = 1000
) -> Iterator[EncodedStories]:
    """Encode stories on all processor cores, at most `batch_size` at a time, in their order.

    Memory is bounded by a batch, whatever the number of stories. The environment variable RAYON_NUM_THREADS limits the
    threads. Raises `TokenizerError` for a story with half a character (a lone surrogate).
    """
    for batch, byte_lengths in _batches(stories, batch_size):
        encodings = tokenizer.tokenizer.encode_batch_fast(batch, add_special_tokens=False)
        lengths = np.array([len(encoding) for encoding in encodings], dtype=np.int64)
        flat = chain.from_iterable(encoding.ids for encoding in encodings)
        yield EncodedStories(
            ids=np.fromiter(flat, dtype=np.uint32, count=int(lengths.sum())),
            lengths=lengths,
            byte_lengths=np.array(byte_lengths, dtype=np.int64),
        )


def _batches(stories: Iterable[str], batch_size: int) -> Iterator[tuple[list[str], list[int]]]:
    batch: list[str] = []
    byte_lengths: list[int] = []
    open_bytes = 0
    for story in stories:
        batch.append(story)
        byte_lengths.append(_byte_length(story))
        open_bytes += byte_lengths[-1]
        if len(batch) >= batch_size or open_bytes >= _BATCH_BYTES:
            yield batch, byte_lengths
            batch, byte_lengths, open_bytes = [], [], 0
    if batch:
        yield batch, byte_lengths


def _byte_length(text: str) -> int:
    try:
        return len(text.encode("utf-8"))
    except UnicodeEncodeError as error:
        raise TokenizerError(
            f"The text {text[:40]!r} is not valid Unicode: half a character (a lone surrogate) stands at position "
            f"{error.start}. Remove it, or read the file with the right encoding."
        ) from error


# --- byte-level BPE -----------------------------------------------------------------------------------------------
def _byte_level(model: BPE) -> Tokenizer:
    """GPT-2's way around a BPE: split by its rule, spell bytes as letters, and back; nothing is normalised."""
    tokenizer = Tokenizer(model)
    tokenizer.pre_tokenizer = ByteLevel(add_prefix_space=False)
    tokenizer.decoder = ByteLevelDecoder()
    return tokenizer


def _train_bpe(settings: BpeSettings, stories: Iterable[str]) -> StoryTokenizer:
    """End of text has id 0, the bytes follow, then the merges in the order in which they were found."""
    used = {"training_stories": 0, "training_bytes": 0}

    def head() -> Iterator[str]:
        for story in stories:
            used["training_stories"] += 1
            used["training_bytes"] += _byte_length(story)
            yield story
            if used["training_bytes"] >= settings.training_bytes:
                return

    tokenizer = _byte_level(BPE())
    trainer = BpeTrainer(
        vocab_size=settings.vocab_size,
        special_tokens=[END_OF_TEXT],
        initial_alphabet=ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(head(), trainer)
    if tokenizer.get_vocab_size() < settings.vocab_size:
        print(
            f"The vocabulary has {tokenizer.get_vocab_size():,} entries instead of {settings.vocab_size:,}: every word "
            f"of the {used['training_bytes']:,} bytes that it learned from is one entry already.",
            flush=True,
        )
    return StoryTokenizer(tokenizer, facts=used)


# --- GPT-Neo's tokenizer, from a folder or from the hub -----------------------------------------------------------
def _gpt_neo(settings: GPTNeoTokenizerSettings) -> StoryTokenizer:
    source = settings.source
    if source and Path(source).expanduser().is_dir():
        tokenizer = load_tokenizer(Path(source).expanduser())
    elif _looks_like_path(source):
        raise TokenizerError(
            f"tokenizer.source={source} is not a folder. Name a folder that holds {VOCAB_FILE} and {MERGES_FILE}, or "
            f"{TOKENIZER_FILE}; or a hub id such as EleutherAI/gpt-neo-125m."
        )
    else:
        tokenizer = StoryTokenizer(_fetch(source, settings.revision))
    if tokenizer.decode(tokenizer.encode(_PROBE)) != _PROBE:
        raise TokenizerError(
            f"The tokenizer of tokenizer.source={source} changes the text that it reads, so a score per byte would "
            "have no meaning. Use a byte-level BPE such as GPT-2's, GPT-Neo's, or tokenizer=bpe."
        )
    return tokenizer


def _looks_like_path(source: str) -> bool:
    """Whether a value can only be meant as a path; a hub id is OWNER/NAME, or NAME alone."""
    return source == "" or source[0] in "./~" or "\\" in source or source.count("/") > 1 or Path(source).exists()


def _fetch(source: str, revision: str) -> Tokenizer:
    """The tokenizer of a hub id; a commit that was fetched before comes from the hub client's cache."""
    # Imported here because importing the hub client takes longer than all the rest of this module.
    from huggingface_hub import errors, hf_hub_download
    from huggingface_hub.utils import httpx  # type: ignore[attr-defined]  # the client's own HTTP library, by design

    def file(name: str) -> Path:
        return Path(hf_hub_download(source, name, revision=revision))

    try:
        try:
            return _read_gpt2_files(file(VOCAB_FILE), file(MERGES_FILE))
        except errors.RemoteEntryNotFoundError:
            return _read_tokenizer_json(file(TOKENIZER_FILE))
    except errors.HFValidationError as error:
        raise TokenizerError(f"tokenizer.source={source} is neither a folder nor a hub id ({error}).") from error
    except errors.RemoteEntryNotFoundError as error:
        raise TokenizerError(
            f"{source} on the hub has neither {VOCAB_FILE} and {MERGES_FILE} nor {TOKENIZER_FILE} at revision "
            f"{revision}. Name a model with a byte-level BPE, such as tokenizer.source=EleutherAI/gpt-neo-125m."
        ) from error
    except errors.RevisionNotFoundError as error:
        raise TokenizerError(
            f"{source} on the hub has no revision {revision}. Set tokenizer.revision to one of its commits, or to main."
        ) from error
    except errors.RepositoryNotFoundError as error:
        raise TokenizerError(
            f"tokenizer.source={source} is not a folder here, and the hub shows you no such model. Check the name; for "
            "a private one, log in with `hf auth login`."
        ) from error
    except (errors.LocalEntryNotFoundError, httpx.HTTPError, ConnectionError, TimeoutError) as error:
        raise TokenizerError(
            f"{source} is not a folder here, and its tokenizer could not be fetched from the hub "
            f"({type(error).__name__}). Three ways on:\n"
            "  1. connect to the network (with HF_HUB_OFFLINE unset) and run the command again;\n"
            f"  2. put {VOCAB_FILE} and {MERGES_FILE} (or {TOKENIZER_FILE}) of GPT-2 or GPT-Neo into a folder and set "
            "tokenizer.source=FOLDER;\n"
            "  3. use tokenizer=bpe, which is trained on the stories and needs no network."
        ) from error


def _read_tokenizer_json(path: Path) -> Tokenizer:
    try:
        return Tokenizer.from_str(path.read_text(encoding="utf-8"))
    except Exception as error:  # the library raises bare Exception for whatever it cannot read
        raise TokenizerError(f"{path} is damaged or of a format that is not known here: {error}") from error


def _read_gpt2_files(vocab_path: Path, merges_path: Path) -> Tokenizer:
    """The two files of GPT-2: token to id, and one merge a line in order of rank, perhaps below a `#version` line."""
    vocab = _read_json(vocab_path)
    if not vocab or not all(isinstance(token_id, int) for token_id in vocab.values()):
        raise TokenizerError(f"{vocab_path} is damaged: expected an id for each token.")
    merges: list[tuple[str, str]] = []
    for number, line in enumerate(_read_text(merges_path).splitlines(), start=1):
        pair = line.split()
        if not pair or (number == 1 and line.startswith("#version")):
            continue
        if len(pair) != 2:
            raise TokenizerError(f"{merges_path} is damaged: expected two pieces in line {number}, not {line!r}.")
        merges.append((pair[0], pair[1]))
    if missing := [byte for byte in ByteLevel.alphabet() if byte not in vocab]:
        raise TokenizerError(f"{vocab_path} is no byte-level vocabulary: {len(missing)} of the 256 bytes are missing.")
    try:
        return _byte_level(BPE(vocab, merges))
    except Exception as error:  # the library raises bare Exception, such as for a merge that is not in the vocabulary
        raise TokenizerError(f"{vocab_path} and {merges_path} do not belong together: {error}") from error


def _end_of_text(tokenizer: Tokenizer, config_path: Path) -> str:
    if tokenizer.token_to_id(END_OF_TEXT) is not None or not config_path.is_file():
        return END_OF_TEXT
    named = _read_json(config_path).get("eos_token")
    token = named.get("content") if isinstance(named, dict) else named
    return token if isinstance(token, str) else END_OF_TEXT


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


# --- GPT-Neo's tokenizer, cut -------------------------------------------------------------------------------------
def _cut(whole: StoryTokenizer, top_k: int, stories: Stories) -> StoryTokenizer:
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
    cut = StoryTokenizer(_byte_level(BPE(new_vocab, new_merges)), whole.end_of_text)

    most_common = set(islice((token for token in order if token not in _always_kept(whole.end_of_text)), top_k - 257))
    kept_counts = counts[[vocab[token] for token in kept]]
    cut.facts = {
        "counted_stories": counted_stories,
        "whole_tokens_per_story": round(int(counts.sum()) / counted_stories, 3),
        "share_of_tokens_kept": round(int(kept_counts.sum()) / max(int(counts.sum()), 1), 6),
        "entries_kept_as_pieces": len(kept - most_common - _always_kept(whole.end_of_text)),
        **_price(whole, cut, stories()),
    }
    return cut


def _gpt2_model(whole: StoryTokenizer) -> tuple[dict[str, int], list[tuple[str, str]]]:
    """The vocabulary and the merges of a tokenizer that reads text as GPT-2 does; any other is refused."""
    content = json.loads(whole.tokenizer.to_str())
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
        counts += np.bincount(encoded.ids, minlength=tokenizer.vocab_size)
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
