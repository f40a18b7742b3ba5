import json

import pytest

from mlopstinystories.training.expectation import expectation

RECIPE = {"model": {"num_layers": 2}, "max_steps": 100, "max_tokens": None, "budget": None, "seed": 0, "threads": 2}


def record(bits_per_byte=None, fingerprint="abc", **settings):
    finished = {"status": "finished", "result": {"scores": {"bits_per_byte": bits_per_byte}}}
    return {
        "status": "unfinished",
        "settings": {**RECIPE, **settings},
        "dataset": {"fingerprint": fingerprint},
        **(finished if bits_per_byte else {}),
    }


@pytest.fixture
def add(places):
    def add(name, content):
        folder = places.models / name
        folder.mkdir(parents=True)
        (folder / "config.json").write_text("{}", encoding="utf-8")
        text = content if isinstance(content, str) else json.dumps(content)
        (folder / "record.json").write_text(text, encoding="utf-8")

    return add


def test_runs_of_the_same_recipe_with_other_seeds_say_what_to_expect(places, add):
    add("one", record(0.5, seed=1))
    add("two", record(0.7, seed=2, threads=4))
    assert expectation(places, "new", record()) == (
        "expect   about 0.6000 bits per byte at the end: as in 2 runs (0.5000 to 0.7000) of this recipe"
    )


def test_another_budget_is_said_with_its_score(places, add):
    add("long", record(0.4, max_steps=None, budget="10m"))
    assert expectation(places, "new", record()) == (
        "expect   this recipe's bits per byte were 0.4000 after budget=10m (long)"
    )


def test_nothing_is_expected_from_other_recipes_other_stories_unfinished_or_damaged_runs_or_the_run_itself(places, add):
    add("model", record(0.5, model={"num_layers": 4}))
    add("stories", record(0.5, fingerprint="xyz"))
    add("unfinished", record())
    add("damaged", "{")
    add("new", record(0.5))
    assert expectation(places, "new", record()) is None


def test_what_another_machine_learned_in_a_time_says_nothing(places, add):
    add("elsewhere", {**record(0.4, max_steps=None, budget="10m"), "hardware": {"cores": 64}})
    assert expectation(places, "new", record(max_steps=None, budget="10m")) is None
