"""The scores of a run as a page to read: every number with its 95 % interval, and a few of the stories."""

from typing import Any

from mlopstinystories.evaluation.judge.summary import judge_summary
from mlopstinystories.evaluation.markdown import cell as _cell
from mlopstinystories.evaluation.markdown import interval
from mlopstinystories.evaluation.markdown import quoted as _quoted
from mlopstinystories.evaluation.markdown import table as _table

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
    "stories_without": "stories without a contradiction",
    "sentences_read": "sentences that could be read",
    "like_original": "like the story's own ending",
    "like_training": "like the nearest training story",
    "like_another": "like another ending of the sample",
}
_SHOWN = 5


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
        _beside(told["truth"], ("contradictions_per_story", "contradictions_per_sentence_read", "stories_without",
                                "sentences_read")),
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
    rows += [(f"nats per token after {name} tokens", interval(one)) for name, one in found["by_position"].items()]
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
    rows = [(_NAMES[name], interval(one), one["better"]) for name, one in section["scores"].items()]
    said = f"{section['beginnings']} beginnings, {section['each']} completions each at temperature 1."
    return f"{said}\n\n{_table(('score', 'share', 'better'), rows)}"


def _beside(section: dict[str, Any], names: tuple[str, ...]) -> str:
    if reason := section.get("not_measured"):
        return f"Not measured: {reason}."
    model, real = section["model"], section["held_out_stories"]
    rows = [(_NAMES[name], interval(model[name]), interval(real[name])) for name in names]
    return _table(("measure", "model", "real held-out stories"), rows)


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
    model, real = section["model"], section["held_out_stories"]
    rows = [
        (_NAMES["like_original"], interval(model["like_original"]), "does not apply: they are the own endings"),
        *((_NAMES[name], interval(model[name]), interval(real[name])) for name in ("like_training", "like_another")),
        (
            "the largest likeness to a training story",
            *(f"{one['like_training']['largest']:.3f}" for one in (model, real)),
        ),
    ]
    for length in model["never_seen"]:
        both = (interval(one["never_seen"][length]) for one in (model, real))
        rows.append((f"{length}-grams never seen in training", *both))
    for length in (key for key in model["distinct"] if key.isdigit()):
        shares = (one["distinct"][length] for one in (model, real))
        rows.append((f"distinct {length}-grams", *("no text" if one is None else f"{one:.3f}" for one in shares)))
    said = (
        f"Endings told after {model['texts']} training stories, against all {section['training_stories']:,} of them, "
        f"in tokens. A largest value has no interval, since a sample says little of an extreme. Distinct k-grams have "
        f"none: "
        f"{model['distinct']['no_interval']}."
    )
    return f"{said}\n\n{_table(('measure', 'model', 'real held-out endings'), rows)}"


def _read(stories: list[dict[str, Any]]) -> str:
    """A few completions, and the ending that is most like a training story beside that story."""
    shown = [row for row in stories if row["kind"] == "beginning"][:: max(1, len(stories) // _SHOWN)][:_SHOWN]
    text = "".join(f"\n> {_quoted(row['beginning'])} **…** {_quoted(row['completion'].lstrip(' '))}\n" for row in shown)
    endings = [row for row in stories if row["kind"] == "ending of a training story"]
    if endings:
        nearest = max(endings, key=lambda row: row["like_training"])
        text += (
            f"\n### The ending that is most like a training story ({nearest['like_training']:.3f})\n\n"
            f"| told | training story {nearest['nearest_number']:,} |\n| --- | --- |\n"
            f"| {_cell(nearest['completion'])} | {_cell(nearest['nearest_story'])} |\n"
        )
    return f"## To read\n{text}" if text else ""
