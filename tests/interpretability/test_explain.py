"""Planted heads are told apart, the pictures hold the model's own numbers, and the page needs nothing else."""

import re
import shutil

import pytest
import torch

from mlopstinystories.errors import ModelError
from mlopstinystories.interpretability.attention_heads import HeadKind, score_heads
from mlopstinystories.interpretability.explanation import explain
from mlopstinystories.interpretability.inside import look_inside
from mlopstinystories.interpretability.logit_lens import logit_lens
from mlopstinystories.interpretability.neurons import choose_neurons, describe_neuron
from mlopstinystories.interpretability.page import page, write_page
from mlopstinystories.models.loss import logits, token_nats
from mlopstinystories.models.model import build_model
from mlopstinystories.training.experiment import train
from tests.conftest import compose, small_stories

WORDS = ["▪", *"the dog saw a cat and the cat saw Lily so Lily ran to the cat and the dog sat by Lily".split()]


def looking_back(distance):
    """Every query looks `distance` tokens back, or at the first."""
    T = len(WORDS)
    a_TT = torch.zeros(T, T)
    for query in range(T):
        a_TT[query, max(0, query - distance)] = 1
    return a_TT


def looking_for(word):
    """Every query looks at the last `word`, or at the first token where there is none yet."""
    a_TT = torch.zeros(len(WORDS), len(WORDS))
    for query in range(len(WORDS)):
        places = [key for key in range(1, query + 1) if WORDS[key] == word]
        a_TT[query, places[-1] if places else 0] = 1
    return a_TT


def test_planted_heads_are_told_apart_with_their_distance_and_their_word():
    planted = torch.stack([looking_back(3), looking_for("Lily"), looking_back(100), looking_back(0)])[None]

    back, lily, first, itself = score_heads([planted, planted], [WORDS, WORDS])

    assert (back.kind, back.distance) == (HeadKind.distance, 3)
    assert back.distance_score > 0.95
    assert back.profile[3] > 0.95
    assert lily.kind is HeadKind.semantic
    assert lily.words[0][0] == "Lily"
    assert first.kind is HeadKind.resting
    assert first.resting == pytest.approx(1)
    assert (itself.kind, itself.distance) == (HeadKind.distance, 0)


def test_even_attention_is_explained_by_the_distance():
    T = len(WORDS)
    even = torch.ones(T, T).tril() / torch.arange(1, T + 1)[:, None]

    (head,) = score_heads([even[None, None]], [WORDS])

    assert head.distance_score > 0.85
    assert head.resting < 0.2


@pytest.fixture(scope="module")
def model():
    return build_model(compose("debug").model, 300, 0, seed=0).eval()


def test_what_is_seen_inside_is_what_the_library_computes(model):
    model.set_attn_implementation("eager")
    tokens_T = torch.randint(1, 300, (40,))
    with torch.no_grad():
        output = model(tokens_T[None], output_attentions=True, output_hidden_states=True)

    inside = look_inside(model, tokens_T)

    torch.testing.assert_close(inside.attention_LHTT, torch.cat(output.attentions))
    torch.testing.assert_close(inside.stream_NTC[:2], torch.cat(output.hidden_states[:2]))
    assert inside.neurons_LTI.shape == (2, 40, 128)
    with torch.no_grad():
        block = model.transformer.h[1]
        again = block.mlp.c_proj(inside.neurons_LTI[1])
        middle = inside.stream_NTC[2] - again
        torch.testing.assert_close(block.mlp(block.ln_2(middle)), again, atol=1e-4, rtol=1e-4)
    assert not model.transformer.h[0]._forward_hooks


def test_the_lens_of_the_last_layer_is_the_model(model):
    tokens_T = torch.randint(1, 300, (30,))
    inside = look_inside(model, tokens_T)

    lens = logit_lens(model, inside.stream_NTC, tokens_T)

    with torch.no_grad():
        torch.testing.assert_close(lens.nats[-1], token_nats(model, tokens_T[None, :-1], tokens_T[None, 1:])[0])
        assert torch.equal(lens.guesses[-1], logits(model, tokens_T[None])[0, :-1].argmax(-1))
    assert lens.nats.shape == (3, 29)


def test_neurons_are_shown_with_their_strongest_tokens_in_context():
    values = torch.zeros(1, len(WORDS), 3)
    values[0, [4, 7], 2] = torch.tensor([5.0, 9.0])

    neuron = describe_neuron([values], [WORDS], layer=0, neuron=2)

    assert choose_neurons([values], 0, 2) == [0, 2]
    assert [one.token for one in neuron.top] == [WORDS[7], WORDS[4]]
    assert neuron.top[0].before.endswith(WORDS[6])
    assert neuron.largest == 9.0
    assert neuron.active == pytest.approx(2 / len(WORDS))


def test_another_family_is_refused():
    llama = build_model(compose("debug", "model=llama").model, 300, 0, 0)

    with pytest.raises(ModelError, match="kind llama cannot be looked into"):
        look_inside(llama, torch.arange(5))


@pytest.fixture(scope="module")
def explained(tmp_path_factory, story_files):
    from mlopstinystories.paths import folders

    settings = compose(
        "debug", "data=text_files", f"data.train_path={story_files}/train.txt", "tokenizer.vocab_size=300",
        "max_steps=3", f"data.validation_path={story_files}/validation.txt", "batch_size_tokens=256",
        "validations=1", "sample_tokens=2",
    )  # fmt: skip
    folder = train(settings, folders(tmp_path_factory.mktemp("explain")), "mine")
    hostile = "Tom said, </script><script>alert(1)</script> & went home. " + small_stories(1)[0]
    return explain(folder, "mine", small_stories(6), hostile, 4, torch.device("cpu"))


def test_an_explanation_has_every_head_neuron_and_layer(explained):
    assert [(head.layer, head.head) for head in explained.heads] == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert [neuron.layer for neuron in explained.neurons] == [0] * 4 + [1] * 4
    assert len(explained.lens) == len(explained.nats_by_layer) == 3
    assert explained.attention_LHTT.shape == (2, 2, len(explained.words), len(explained.words))


def test_the_page_loads_nothing_and_takes_no_text_for_markup(explained):
    text = page(explained)

    assert not re.search(r"https?://|src=|@import|<link", text)
    assert text.count("<script>") == text.count("</script>") == 1
    assert not re.search(r"@[A-Z_]+@", text)
    assert text.count("data-head=") >= 4


@pytest.mark.browser
def test_the_page_works_without_network(explained, tmp_path):
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        pytest.skip("no Chromium on this machine")
    from playwright.sync_api import sync_playwright

    path = write_page(explained, tmp_path)
    errors, asked = [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(offline=True)
        tab = context.new_page()
        tab.on("pageerror", lambda error: errors.append(str(error)))
        tab.on("request", lambda request: asked.append(request.url))
        tab.goto(path.as_uri())
        rows = tab.locator("#heads tr[data-head]")
        rows.nth(2).click()
        assert "chosen" in rows.nth(2).get_attribute("class")
        assert "Head 2.1." in tab.locator("#caption").inner_text()
        assert tab.evaluate("document.getElementById('map').width") == len(explained.words)
        darkest = "Math.min(...document.getElementById('map').getContext('2d').getImageData(0, 0, 9, 9).data)"
        assert tab.evaluate(darkest) < 200
        tab.locator("#text span").nth(5).hover()
        assert "looks at" in tab.locator("#looks").inner_text()
        browser.close()
    assert errors == []
    assert asked == [path.as_uri()]
