import struct

import numpy as np
import pytest
import torch

from mlopstinystories.errors import ModelError, TokenizerError
from mlopstinystories.models.llama2c import load_llama2c
from mlopstinystories.tokenizer.llama2c import read_llama2c_tokenizer
from tests.evaluation.llama2c_files import PIECES, SIZES, write_model, write_tokenizer

CPU = torch.device("cpu")


# --- the model ------------------------------------------------------------------------------------------------------
def norm(x_TC, weight_C):
    return x_TC / np.sqrt((x_TC**2).mean(-1, keepdims=True) + 1e-5) * weight_C


def turned(x_TD, base=10_000.0):
    """Neighbouring numbers of a head turned by their place, as that project does."""
    places, size = x_TD.shape
    angles = np.arange(places)[:, None] / base ** (np.arange(0, size, 2) / size)
    even, odd = x_TD[:, ::2], x_TD[:, 1::2]
    out = np.empty_like(x_TD)
    out[:, ::2] = even * np.cos(angles) - odd * np.sin(angles)
    out[:, 1::2] = even * np.sin(angles) + odd * np.cos(angles)
    return out


def softmax(x):
    x = np.exp(x - x.max(-1, keepdims=True))
    return x / x.sum(-1, keepdims=True)


def by_hand(weights, ids):
    """The forward pass of the project in numpy, in float64."""
    hidden, _, layers, heads, kv_heads, _, _ = SIZES
    size = hidden // heads
    x_TC = weights["embedding"][ids]
    later = np.triu(np.full((len(ids), len(ids)), -np.inf), 1)
    for layer in range(layers):
        h_TC = norm(x_TC, weights["norm"][layer])
        q, k, v = (h_TC @ weights[name][layer].T for name in ("q", "k", "v"))
        mixed = []
        for head in range(heads):
            group = head // (heads // kv_heads)
            q_TD, k_TD = turned(q[:, head * size :][:, :size]), turned(k[:, group * size :][:, :size])
            mixed.append(softmax(q_TD @ k_TD.T / np.sqrt(size) + later) @ v[:, group * size :][:, :size])
        x_TC = x_TC + np.concatenate(mixed, axis=1) @ weights["o"][layer].T
        h_TC = norm(x_TC, weights["norm2"][layer])
        gate, up = h_TC @ weights["w1"][layer].T, h_TC @ weights["w3"][layer].T
        x_TC = x_TC + (gate / (1 + np.exp(-gate)) * up) @ weights["w2"][layer].T
    return norm(x_TC, weights["last"]) @ weights["output"].T


@pytest.mark.parametrize("own_output", [False, True])
def test_the_logits_are_those_of_the_projects_own_forward_pass(own_output, tmp_path):
    weights = write_model(tmp_path / "model.bin", own_output=own_output)
    model = load_llama2c(tmp_path / "model.bin", CPU)
    ids = [1, 5, 7, 7, 2, 260, 9]
    with torch.no_grad():
        found = model(torch.tensor([ids])).logits[0].numpy()
    np.testing.assert_allclose(found, by_hand(weights, ids), atol=2e-5)
    assert model.config.tie_word_embeddings is not own_output
    assert not model.training


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda content: content[:20], "expected at least 28 bytes, found 20"),
        (lambda content: content[:-4], "asks for"),
        (lambda content: content + b"\0\0\0\0", "asks for"),
        (lambda content: b"GGUF" + content[4:], "expected hidden size"),
        (lambda content: content[:12] + struct.pack("<i", 3) + content[16:], "expected hidden size"),
        (lambda content: struct.pack("<i", -8) + content[4:], "expected hidden size"),
    ],
)
def test_a_file_of_another_kind_or_size_is_refused(damage, said, tmp_path):
    path = tmp_path / "model.bin"
    write_model(path)
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(ModelError, match=said):
        load_llama2c(path, CPU)


# --- the tokenizer --------------------------------------------------------------------------------------------------
def joined_by_score(text):
    """The algorithm as that project states it: join the neighbours whose union has the highest score, and so on."""
    numbers = {piece: number for number, (piece, _) in enumerate(PIECES)}
    tokens = []
    for character in f" {text}":
        known = character in numbers
        tokens += [numbers[character]] if known else [byte + 3 for byte in character.encode()]
    while True:
        best = None
        for place in range(len(tokens) - 1):
            union = "".join(PIECES[token][0] for token in tokens[place : place + 2])
            if union in numbers and (best is None or PIECES[numbers[union]][1] > best[0]):
                best = (PIECES[numbers[union]][1], place, numbers[union])
        if best is None:
            return tokens
        tokens[best[1] : best[1] + 2] = [best[2]]


@pytest.mark.parametrize(
    "text", ["the cat sat on the mat", "a  hat\nat the end.", "Ünique: naïve 🙂", "", "ththethe atat thecat"]
)
def test_a_text_is_cut_as_the_project_cuts_it_and_comes_back(text, tmp_path):
    write_tokenizer(tmp_path / "tok.bin")
    tokenizer = read_llama2c_tokenizer(tmp_path / "tok.bin")
    assert tokenizer.encode(text) == (joined_by_score(text) if text else tokenizer.encode(""))
    assert tokenizer.decode(tokenizer.encode(text)) == text
    assert (tokenizer.vocab_size, tokenizer.end_of_text_id, tokenizer.begin_id) == (len(PIECES), 1, 1)


def test_the_name_of_a_special_token_in_a_text_is_plain_text(tmp_path):
    write_tokenizer(tmp_path / "tok.bin")
    tokenizer = read_llama2c_tokenizer(tmp_path / "tok.bin")
    assert 1 not in tokenizer.encode("a <s> b")
    assert tokenizer.decode(tokenizer.encode("a <s> b")) == "a <s> b"


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda content: content[:-1], "damaged: a piece"),
        (lambda content: content + b"\0\0", "damaged or no tokenizer"),
        (lambda content: content[:2], "damaged or no tokenizer"),
        (lambda content: content[:8] + struct.pack("<i", 2**30) + content[12:], "damaged: a piece of 1073741824 bytes"),
        (lambda content: content[: 4 + 8 + 5], "expected <unk>, <s>, </s>, the 256 bytes"),
    ],
)
def test_a_damaged_tokenizer_is_refused(damage, said, tmp_path):
    path = tmp_path / "tok.bin"
    write_tokenizer(path)
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(TokenizerError, match=said):
        read_llama2c_tokenizer(path)
