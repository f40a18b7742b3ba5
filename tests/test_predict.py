import subprocess
import sys

import pytest
import torch

from mlopstinystories.errors import PromptError
from mlopstinystories.models.generation import Sampling, complete
from mlopstinystories.models.model import build_model, load_model
from mlopstinystories.paths import PROJECT_ROOT
from mlopstinystories.predict_model import STORIES_AT_ONCE, InTurn, tell
from mlopstinystories.settings import BpeSettings, GPTNeoSettings, PredictSettings
from mlopstinystories.tokenizer import load_tokenizer, make_tokenizer

PROMPT = 'Tom said, "Hi!" = it\'s 😀'


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A root with one run, `tiny`: a random model that reads 48 tokens."""
    root = tmp_path_factory.mktemp("root")
    folder = root / "models" / "tiny"
    folder.mkdir(parents=True)
    tokenizer = make_tokenizer(BpeSettings(vocab_size=270), lambda: ["Once upon a time, Tom said hi. 😀"] * 5)
    tokenizer.save(folder)
    settings = GPTNeoSettings(
        num_layers=2, num_heads=2, hidden_size=16, max_position_embeddings=48, window_size=4, initializer_range=0.5
    )
    build_model(settings, tokenizer.vocab_size, tokenizer.end_of_text_id, seed=0).save_pretrained(folder)
    return root


def predict(root, *overrides):
    return subprocess.run(
        [sys.executable, "mlopstinystories/predict_model.py", f"root={root}", *overrides],
        cwd=PROJECT_ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )


def told(settings, root):
    """What `tell` writes, in pieces, and its summary."""
    pieces = []
    summary = tell(settings, root / "models" / "tiny", pieces.append)
    return pieces, summary


def expected_story(root, prompt, seed, **sampling):
    """The text after the prompt, made without the command."""
    folder = root / "models" / "tiny"
    tokenizer, model = load_tokenizer(folder), load_model(folder, torch.device("cpu"))
    ids = complete(model, [tokenizer.encode(prompt)], Sampling(**sampling), [seed], tokenizer.end_of_text_id)[0]
    return tokenizer.decode(ids)


def test_the_command_prints_prompt_and_story_and_one_line_about_them(root):
    result = predict(root, "run=tiny", f"prompt={PROMPT}", "max_new_tokens=8", "seed=3", "device=cpu")
    assert result.returncode == 0, result.stderr
    story = expected_story(root, PROMPT, seed=3, temperature=0.5, max_new_tokens=8)
    assert result.stdout == PROMPT + story + "\n"
    assert " tokens/s on cpu; ended by: " in result.stderr.splitlines()[-1]


def test_an_unknown_run_is_answered_at_once_with_what_exists(root):
    for overrides in (["run=tinny"], []):
        result = predict(root, *overrides)
        assert result.returncode == 2
        assert result.stdout == ""
        assert "What exists, the newest first: tiny." in result.stderr.splitlines()[-1]
        assert "Traceback" not in result.stderr


def test_the_command_imports_no_torch_before_the_run_is_known():
    code = "import sys, mlopstinystories.predict_model, mlopstinystories.models.folders; print('torch' in sys.modules)"
    result = subprocess.run([sys.executable, "-c", code], cwd=PROJECT_ROOT, capture_output=True, text=True, timeout=60)
    assert result.stdout == "False\n"


def test_a_story_is_written_while_it_is_made(root):
    settings = PredictSettings(run="tiny", prompt="Once upon", max_new_tokens=10, seed=1)
    pieces, summary = told(settings, root)
    assert pieces[0] == "Once upon"  # before the first token
    assert len(pieces) > 4
    expected = expected_story(root, "Once upon", seed=1, temperature=0.5, max_new_tokens=10)
    assert "".join(pieces) == f"Once upon{expected}\n"
    assert summary.endswith("ended by: max_new_tokens")


def test_several_stories_stand_one_after_the_other_with_number_and_seed(root):
    settings = PredictSettings(run="tiny", prompt="Tom", stories=2, max_new_tokens=6, seed=5, temperature=1.0)
    pieces, summary = told(settings, root)
    first, second = (expected_story(root, "Tom", seed, temperature=1.0, max_new_tokens=6) for seed in (5, 6))
    assert "".join(pieces) == (f"── story 1 of 2, seed 5 ──\nTom{first}\n\n── story 2 of 2, seed 6 ──\nTom{second}\n")
    assert summary.endswith("ended by: 1 max_new_tokens, 2 max_new_tokens")


def test_more_stories_than_fit_into_a_batch_are_all_told(root):
    count = STORIES_AT_ONCE + 1
    settings = PredictSettings(run="tiny", prompt="", stories=count, max_new_tokens=1)
    text = "".join(told(settings, root)[0])
    assert text.count("── story ") == count
    last = expected_story(root, "", seed=count - 1, temperature=0.5, max_new_tokens=1)
    assert text.endswith(f"seed {count - 1} ──\n{last}\n")


def test_a_prompt_that_does_not_fit_is_refused_before_anything_is_written(root):
    pieces = []
    with pytest.raises(PromptError, match="at most 46 tokens"):
        tell(PredictSettings(run="tiny", prompt="Tom " * 100), root / "models" / "tiny", pieces.append)
    assert pieces == []


def test_stories_speak_in_turn():
    written = []
    in_turn = InTurn(written.append, ["<1>", "<2>", "<3>"])
    in_turn.add(0, "a")
    in_turn.add(1, "x")  # waits
    in_turn.add(2, "y")
    in_turn.end(2)
    in_turn.add(0, "b")
    assert "".join(written) == "<1>ab"
    in_turn.end(0)
    assert "".join(written) == "<1>ab\n<2>x"
    in_turn.add(1, "z")
    in_turn.end(1)
    assert "".join(written) == "<1>ab\n<2>xz\n<3>y\n"
