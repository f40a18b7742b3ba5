"""GPT-Neo's own tokenizer: from a folder, or from the hub at a pinned commit."""

from pathlib import Path

from mlopstinystories.errors import TokenizerError
from mlopstinystories.settings import GPTNeoTokenizerSettings
from mlopstinystories.tokenizer.story_tokenizer import (
    MERGES_FILE,
    TOKENIZER_FILE,
    VOCAB_FILE,
    StoryTokenizer,
    load_tokenizer,
    read_gpt2_files,
    read_tokenizer_json,
)

_PROBE = "  Naïve \tcafé,\r\n\n e\u0301 猫 😀 \u00a0it's 12,345 \u0000 <|end|>  "
"""Text that a normalising tokenizer does not give back: double spaces, accents in two forms, a control character."""


def read_gpt_neo(settings: GPTNeoTokenizerSettings) -> StoryTokenizer:
    """The tokenizer that `tokenizer.source` names.

    Raises `TokenizerError` when it cannot be read or fetched, or changes the text.
    """
    source = settings.source
    if source and Path(source).expanduser().is_dir():
        tokenizer = load_tokenizer(Path(source).expanduser())
    elif _looks_like_path(source):
        raise TokenizerError(
            f"tokenizer.source={source} is not a folder. Name a folder that holds {VOCAB_FILE} and {MERGES_FILE}, or "
            f"{TOKENIZER_FILE}; or a hub id such as EleutherAI/gpt-neo-125m."
        )
    else:
        tokenizer = _fetch(source, settings.revision)
    if tokenizer.decode(tokenizer.encode(_PROBE)) != _PROBE:
        raise TokenizerError(
            f"The tokenizer of tokenizer.source={source} changes the text that it reads, so a score per byte would "
            "have no meaning. Use a byte-level BPE such as GPT-2's, GPT-Neo's, or tokenizer=bpe."
        )
    return tokenizer


def _looks_like_path(source: str) -> bool:
    """Whether a value can only be meant as a path; a hub id is OWNER/NAME, or NAME alone."""
    return source == "" or source[0] in "./~" or "\\" in source or source.count("/") > 1 or Path(source).exists()


def _fetch(source: str, revision: str) -> StoryTokenizer:
    """The tokenizer of a hub id; a commit that was fetched before comes from the hub client's cache."""
    # Imported here because importing the hub client takes longer than all the rest of this module.
    from huggingface_hub import errors, hf_hub_download
    from huggingface_hub.utils import httpx  # type: ignore[attr-defined]  # the client's own HTTP library, by design

    def file(name: str) -> Path:
        return Path(hf_hub_download(source, name, revision=revision))

    try:
        try:
            read, bpe = read_gpt2_files(file(VOCAB_FILE), file(MERGES_FILE))
            return StoryTokenizer(read, bpe=bpe)
        except errors.RemoteEntryNotFoundError:
            return StoryTokenizer(read_tokenizer_json(file(TOKENIZER_FILE)))
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
