"""Text to token ids and back: three ways to make a tokenizer, one way to save, load and use it.

    bpe             byte-level BPE (GPT-2's splitting rule) trained on the head of the stories; needs no network
    gpt_neo         GPT-Neo's own tokenizer, whole: from a folder, or from the hub at a pinned commit
    gpt_neo_top_k   that one cut to its K most useful entries for these stories

All of them are lossless, decode(encode(text)) == text, since every byte is an entry of its own and no text is
normalised. End of text is never written by `encode`: whoever joins stories puts `end_of_text_id` between them, so a
story in which the letters "<|endoftext|>" stand cannot fake an ending.

    story_tokenizer.py   the tokenizer as the rest of the package sees it, and its files
    encoding.py          stories to ids, on all cores
    encoded.py           what goes into it and what comes out
    compiled.py          by loops in C
    distinct_words.py    without a compiler: each distinct word encoded once
    words.py             stories cut at plain blanks, a million bytes at once
    pieces.py            words cut by GPT-2's rule
    bpe_training.py      bpe: merges found on counts of pieces
    gpt_neo.py           gpt_neo: read from a folder or the hub
    top_k.py             gpt_neo_top_k: cut without loss
"""

from collections.abc import Callable, Iterable

from mlopstinystories.errors import TokenizerError
from mlopstinystories.settings import BpeSettings, GPTNeoTokenizerSettings, GPTNeoTopKSettings, TokenizerSettings
from mlopstinystories.tokenizer.encoded import EncodedStories
from mlopstinystories.tokenizer.encoding import encode_batches, encode_stories
from mlopstinystories.tokenizer.story_tokenizer import END_OF_TEXT, StoryTokenizer, load_tokenizer

__all__ = [
    "END_OF_TEXT",
    "EncodedStories",
    "StoryTokenizer",
    "encode_batches",
    "encode_stories",
    "load_tokenizer",
    "make_tokenizer",
]


def make_tokenizer(settings: TokenizerSettings, stories: Callable[[], Iterable[str]]) -> StoryTokenizer:
    """The tokenizer that `settings` describe; the same settings and stories give the same fingerprint.

    `stories` starts a fresh pass over the training stories. Raises `TokenizerError` when they are too few, or the
    source cannot be read or fetched.
    """
    from mlopstinystories.tokenizer.bpe_training import train_bpe
    from mlopstinystories.tokenizer.gpt_neo import read_gpt_neo
    from mlopstinystories.tokenizer.top_k import cut

    # The most special class first: GPTNeoTopKSettings is a GPTNeoTokenizerSettings too.
    match settings:
        case GPTNeoTopKSettings():
            return cut(read_gpt_neo(settings), settings.top_k, stories)
        case GPTNeoTokenizerSettings():
            return read_gpt_neo(settings)
        case BpeSettings():
            return train_bpe(settings, stories())
    raise TokenizerError(f"There is no tokenizer for {type(settings).__name__}. Use bpe, gpt_neo or gpt_neo_top_k.")
