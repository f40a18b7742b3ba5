from pathlib import Path

from mlopstinystories.data.make_dataset import make_dataset
from mlopstinystories.data.report import report
from mlopstinystories.paths import Folders
from mlopstinystories.settings import BpeSettings, TextFilesSettings


def test_the_report_shows_lengths_beginnings_and_the_longest_story(tmp_path: Path, places: Folders) -> None:
    stories = ["abc" * k for k in range(1, 20)] + ["xyz" * 40] + ["abcd"] * 10
    (tmp_path / "train.txt").write_text("<|endoftext|>".join(stories), encoding="utf-8")
    (tmp_path / "validation.txt").write_text("another", encoding="utf-8")
    data = TextFilesSettings(train_path=str(tmp_path / "train.txt"), validation_path=str(tmp_path / "validation.txt"))

    shown = report(make_dataset(data, BpeSettings(vocab_size=257), places))  # bytes only

    assert "tokens a story, in training (mean 24, median 16)" in shown
    assert "           0 to 19         16 ########################################" in shown
    assert "          20 to 39          7 ##################" in shown
    assert "      140 and more" in shown
    assert "            60.0% 'abca'" in shown
    assert "            33.3% 'abcd'" in shown
    assert "longest     story 19 with 120 tokens: " + ("xyz" * 40)[:40] + "…" in shown
    assert "cleaning    faithful: nothing was touched" in shown
    assert "tokenizer   257 entries" in shown
    assert len(shown.splitlines()) < 40
