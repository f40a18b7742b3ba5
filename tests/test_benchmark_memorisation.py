"""The benchmark of memorisation on a small text: what is planted is found, and nothing else."""

from benchmarks.memorisation import measure


def test_planted_copies_are_found_and_new_texts_are_none(tmp_path):
    found = measure(tmp_path / "tokens.npy", tokens=60_000, texts=20)
    assert (found["copies_found"], found["copies"]) == (10, 10)
    assert found["largest_likeness_of_a_new_text"] < 0.6
    assert found["tokens"] == 1 + 298 * 201
