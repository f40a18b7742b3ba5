"""Reads the tokenizer file of the llama2.c project (`tokenizer.bin`, `tok512.bin`): a SentencePiece BPE, written out.

    int32                            bytes of the longest piece
    for each piece, in order of id   float32 score, int32 length, that many bytes of UTF-8

Pieces 0 to 2 are the unknown one, the beginning of a story and the end; then come the 256 single bytes as `<0x0A>`.
A text gets a blank in front, then the neighbours whose union has the highest score are joined until none is left; what
is no piece is spelled in bytes. That is a BPE whose merges are ordered by the score of what they make.
"""

import struct
from pathlib import Path

from tokenizers import Tokenizer, decoders, normalizers
from tokenizers.models import BPE

from mlopstinystories.errors import TokenizerError
from mlopstinystories.tokenizer.story_tokenizer import StoryTokenizer

BEGIN = "<s>"
_HEAD = struct.Struct("<i")
_PIECE = struct.Struct("<fi")
_SPECIAL = ("<unk>", BEGIN, "</s>")
_BYTES = tuple(f"<0x{byte:02X}>" for byte in range(256))


def read_llama2c_tokenizer(path: Path) -> StoryTokenizer:
    """The tokenizer in `path`; a story is ended by the beginning of the next one, as that project trains it.

    Raises `TokenizerError` when the file is cut off, longer than its pieces, or not of this kind.
    """
    pieces, scores = _pieces(path)
    vocabulary = {piece: number for number, piece in enumerate(pieces)}
    if len(vocabulary) < len(pieces) or tuple(pieces[: len(_SPECIAL) + len(_BYTES)]) != (*_SPECIAL, *_BYTES):
        raise TokenizerError(
            f"{path} is no tokenizer of llama2.c: expected {', '.join(_SPECIAL)}, the 256 bytes and different pieces."
        )
    tokenizer = Tokenizer(BPE(vocabulary, _merges(vocabulary, scores), byte_fallback=True, unk_token="<unk>"))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend(" ")])
    tokenizer.decoder = decoders.Sequence([decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)])
    return StoryTokenizer(tokenizer, BEGIN)


def _pieces(path: Path) -> tuple[list[str], list[float]]:
    content = path.read_bytes()
    at, pieces, scores = _HEAD.size, list[str](), list[float]()
    try:
        (longest,) = _HEAD.unpack_from(content)
        while at < len(content):
            score, length = _PIECE.unpack_from(content, at)
            at += _PIECE.size
            if not 0 < length <= max(longest, len(_BYTES[0])) or at + length > len(content):
                raise TokenizerError(f"{path} is damaged: a piece of {length} bytes at byte {at} of {len(content)}.")
            pieces.append(content[at : at + length].decode("utf-8"))
            scores.append(score)
            at += length
    except (struct.error, UnicodeDecodeError) as error:
        raise TokenizerError(f"{path} is damaged or no tokenizer of llama2.c: {error} at byte {at}.") from error
    # the project's writer puts line breaks around the two special pieces, for its own printing
    pieces[:3] = [piece.strip() for piece in pieces[:3]]
    return pieces, scores


def _merges(vocabulary: dict[str, int], scores: list[float]) -> list[tuple[str, str]]:
    """All pairs of pieces whose union is a piece too, the highest score of the union first."""
    ordinary = [piece for piece in vocabulary if piece not in _SPECIAL and piece not in _BYTES]
    found = [
        (-scores[vocabulary[piece]], vocabulary[piece], cut, (piece[:cut], piece[cut:]))
        for piece in ordinary
        for cut in range(1, len(piece))
        if piece[:cut] in vocabulary and piece[cut:] in vocabulary
    ]
    return [pair for _, _, _, pair in sorted(found)]
