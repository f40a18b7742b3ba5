"""The scores of a run as a page to read: every number with its 95 % interval, and a few of the stories."""

from typing import Any

from mlopstinystories.evaluation.judge.summary import judge_summary
from mlopstinystories.evaluation.markdown import cell as _cell
from mlopstinystories.evaluation.markdown import interval
from mlopstinystories.evaluation.markdown import quoted as _quoted
from mlopstinystories.evaluation.markdown import table as _table
from mlopstinystories.evaluation.text_scores import RANKS_MODELS

_NAMES = {
    "ends_properly": "ends properly",
    "completes_sentence": "completes the cut sentence",
    "quotes_closed": "closes its quotation marks",
    "repeated": "repeats itself (4-grams of words)",
    "outside_vocabulary": "words outside the vocabulary",
    "keeps_hero": "keeps the hero",
    "pronouns_agree": "pronouns agree",
    "contradictions_per_story": "contradictions in a story",
    "contradictions_per_sentence_read": "contradictions in a sentence that could be read",
    "out_of_order": "of these, events told too early (of the first five)",
    "stories_without": "stories without a contradiction",
    "sentences_read": "sentences that could be read",
    "words": "required words that are used",
    "all_words": "stories with all of their words",
    "sentence": "required sentences, letter for letter",
    "sentence_words": "words of the required sentence in one sentence",
    "summary_words": "words of the summary that are used",
    "dialogue": "dialogue where asked for",
    "dialogue_else": "dialogue where other features are asked for",
    "bad_ending": "bad ending where asked for",
    "moral_value": "lesson where asked for",
    "like_original": "like the story's own ending",
    "like_training": "like the nearest training story",
    "like_another": "like another ending of the sample",
}
_SHOWN = 5
_LONG_ENDING = 20


def summary(scores: dict[str, Any], stories: list[dict[str, Any]]) -> str:
    """The page, in Markdown."""
    told = scores["told"]
    parts = [
        f"# Scores of {scores['run']}",
        "Intervals are 95 %: for accuracies Wilson's, otherwise a bootstrap over stories or beginnings.",
        _loss(scores),
        _others(scores),
        "## Our beginnings, completed",
        _beginnings(told["beginnings"]),
        "## Grades by a judge",
        judge_summary(scores["judge"], stories),
        "## Contradictions in the story world",
        _beside(told["truth"], ("contradictions_per_story", "out_of_order", "contradictions_per_sentence_read",
                                "stories_without", "sentences_read")),
        "## Instructions",
        _instructions(told["instructions"]),
        "## Probes",
        _probes(scores["probes"]),
        "## Memorisation and diversity",
        _memorisation(told["memorisation"]),
        _read(stories),
    ]  # fmt: skip
    return "\n\n".join(part for part in parts if part) + "\n"


def _loss(scores: dict[str, Any]) -> str:
    found = scores["intervals"]
    rows = [("bits per byte", interval(found["bits_per_byte"])), ("nats per token", interval(found["nats_per_token"]))]
    rows += [(f"nats per token, {name} of a story", interval(one)) for name, one in found["by_part"].items()]
    rows += [
        (f"nats per token after {name} token{'s' if name != '1' else ''}", interval(one))
        for name, one in found["by_position"].items()
    ]
    said = (
        f"{scores['stories']:,} held-out stories; {scores['left_out']:,} left out that stand in the training text too. "
        f"Stories longer than the context of {scores['context']:,} tokens are read in windows without overlap (no "
        "sliding window): the first tokens of a later window are predicted from little."
    )
    if scores["changed"]:
        said += (
            f" **{scores['changed']:,} of the stories come back changed from this tokenizer, so its bits per byte "
            "flatter: it predicts less than the text.**"
        )
    return f"## Loss\n\n{said}\n\n{_table(('measure', 'value'), rows)}"


def _others(scores: dict[str, Any]) -> str:
    """The models of `compare_with`, below the run."""
    if not scores["beside"]:
        return ""
    ours = {**scores, "name": f"**{scores['run']}**", "written": scores["probes"]["written"]}
    rows = [
        (
            one["name"],
            f"{one['parameters']:,}",
            f"{one['vocab_size']:,}",
            interval(one["intervals"]["bits_per_byte"]),
            interval(one["bits_per_byte_above_the_run"]) if one is not ours else "",
            interval(one["intervals"]["nats_per_token"]),
        )
        for one in (ours, *scores["beside"])
    ]
    kinds = tuple(ours["written"])
    probes = [
        (one["name"], *(interval(one["written"][kind]["relative"]) for kind in kinds))
        for one in (ours, *scores["beside"])
    ]
    return (
        "## Beside other models\n\nThe same held-out stories, each model with its own tokenizer; above the run is "
        "worse. Nats per token do not compare between tokenizers. What another model read in its training is not "
        "checked: it may have read these stories.\n\n"
        + _table(("model", "parameters", "vocabulary", "bits per byte", "above the run", "nats per token"), rows)
        + "\n\nProbes written by hand, relative to their sets:\n\n"
        + _table(("model", *kinds), probes)
    )


def _beginnings(section: dict[str, Any]) -> str:
    if reason := section.get("not_measured"):
        return f"Not measured: {reason}."
    rows = [
        (_NAMES[name], interval(one), one["better"], "yes" if name in RANKS_MODELS else "no")
        for name, one in section["scores"].items()
    ]
    said = f"{section['beginnings']} beginnings, {section['each']} completions each at temperature 1."
    said += (
        " Only scores that rank models put good ones above damaged ones in the benchmark of validity; the others find "
        "faults, and a difference in them alone says little."
    )
    return f"{said}\n\n{_table(('score', 'share', 'better', 'ranks models'), rows)}"


def _beside(section: dict[str, Any], names: tuple[str, ...]) -> str:
    if reason := section.get("not_measured"):
        return f"Not measured: {reason}."
    model, real = section["model"], section["held_out_stories"]
    rows = [(_NAMES[name], interval(model[name]), interval(real[name])) for name in names]
    return _table(("measure", "model", "real held-out stories"), rows)


def _instructions(section: dict[str, Any]) -> str:
    if reason := section.get("not_measured"):
        return f"Not measured: {reason}."
    said = (
        f"Stories for the instructions of {section['instructions']:,} held-out ones. The last column holds the model's "
        f"stories against another story's instruction: what not listening gets. Not scored: "
        f"{section['not_scored']}.\n\n{_sides(section)}"
    )
    both = section["summary_and_words"]
    if reason := both.get("not_measured"):
        return f"{said}\n\nBoth a summary and words: not measured: {reason}."
    seen = "as training stories are" if both["seen_together"] else "which **no training story was**"
    return (
        f"{said}\n\n### Both a summary and words\n\n{both['instructions']:,} held-out stories that are asked for both, "
        f"{seen}.\n\n{_sides(both)}"
    )


def _sides(section: dict[str, Any]) -> str:
    sides = ("model", "real_stories", "next_instruction")
    rows = [
        (_NAMES[name], *(interval(section[side][name]) for side in sides))
        for name in section["model"]
        if any(section[side][name]["value"] is not None for side in sides)
    ]
    return _table(("share", "model", "real stories", "another's instruction"), rows)


def _probes(probes: dict[str, Any]) -> str:
    """Both sets of probes as a table, and a few of the model's own answers beside the right ones."""
    rows = [
        (
            f"{kind}, {name}",
            interval(one),
            interval(one["relative"]) if "relative" in one else "no sets",
            "no question" if one["guessing"] is None else f"{one['guessing']:.3f}",
            f"{one['groups']}",
        )
        for kind in probes["storyworld"]
        for name, one in (("story world", probes["storyworld"][kind]), ("written by hand", probes["written"][kind]))
    ]
    answers = [
        (kind, row["prompt"], row["told"].strip(), row["right"].strip())
        for kind, one in probes["written"].items()
        for row in one["to_read"]
    ]
    return (
        "Right is where the right continuation is the likeliest; *relative*: where it gains the most beside the other "
        "beginnings of its set, so that common words have no advantage.\n\n"
        + _table(("questions", "accuracy", "relative", "guessing", "asked"), rows)
        + "\n\nThe model's own answers, always its likeliest token:\n\n"
        + _table(("kind", "beginning", "the model goes on", "right"), answers)
    )


def _memorisation(section: dict[str, Any]) -> str:
    if reason := section.get("not_measured"):
        return f"Not measured: {reason}."
    columns = [
        (sample[side], side == "model") for sample in section["samples"] for side in ("model", "held_out_stories")
    ]
    head = tuple(f"{'model' if ours else 'real held-out'}, {one['texts']:,}" for one, ours in columns)
    rows = [
        (
            _NAMES["like_original"],
            *(interval(one["like_original"]) if ours else "they are the own endings" for one, ours in columns),
        ),
        *((_NAMES[key], *(interval(one[key]) for one, _ in columns)) for key in ("like_training", "like_another")),
        (
            "the largest likeness to a training story",
            *(f"{one['like_training']['largest']:.3f}" for one, _ in columns),
        ),
    ]
    largest = section["samples"][-1]
    distinct = largest["model"]["distinct"]
    for length in (key for key in distinct if key.isdigit()):
        shares = (one["distinct"][length] for one, _ in columns)
        rows.append((f"distinct {length}-grams", *("no text" if one is None else f"{one:.3f}" for one in shares)))
    seen = [
        (f"{length}-grams, {name}", *(interval(one) for one in decades.values()))
        for length in largest["model"]["seen"]
        for name, decades in (
            ("model", largest["model"]["seen"][length]),
            ("real", largest["held_out_stories"]["seen"][length]),
        )
    ]
    decades = next(iter(largest["model"]["seen"].values()))
    said = (
        f"Endings told after training stories, against all {section['training_stories']:,} of them, in tokens; the "
        "number of endings stands above the column. Likeness to another ending grows with the sample. A largest value "
        "has no interval, since a sample says little of an extreme. Distinct k-grams have none: "
        f"{distinct['no_interval']}."
    )
    return (
        f"{said}\n\n{_table(('measure', *head), rows)}\n\nHow often the k-grams of the endings stand in the training "
        f"text (largest sample), as shares of them:\n\n{_table(('k-grams', *decades), seen)}"
    )


def _read(stories: list[dict[str, Any]]) -> str:
    """A few completions, and the ending that is most like a training story beside that story."""
    begun = [row for row in stories if row["kind"] == "beginning"]
    shown = begun[:: max(1, len(begun) // _SHOWN)][:_SHOWN]
    text = "".join(f"\n> {_quoted(row['beginning'])} **…** {_quoted(row['completion'].lstrip(' '))}\n" for row in shown)
    endings = [row for row in stories if row["kind"] == "ending of a training story"]
    if endings:
        # an ending of three words is easily like some story: it is shown only where there is no longer one
        long = [row for row in endings if len(row["completion"].split()) >= _LONG_ENDING] or endings
        nearest = max(long, key=lambda row: row["like_training"])
        text += (
            f"\n### Of endings of {_LONG_ENDING} words or more, the one most like a training story "
            f"({nearest['like_training']:.3f})\n\n"
            f"| told | training story {nearest['nearest_number']:,} |\n| --- | --- |\n"
            f"| {_cell(nearest['completion'])} | {_cell(nearest['nearest_story'])} |\n"
        )
    return f"## To read\n{text}" if text else ""
