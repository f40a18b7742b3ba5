"""The page: one HTML file with its pictures, styles and script inside; it loads nothing, so it opens offline anywhere.

Attention maps are bytes in base64, drawn by the script beside them; everything else is text and inline SVG.
"""

import base64
import html
import json
import math
import re
from pathlib import Path

from mlopstinystories.interpretability.attention_heads import Head
from mlopstinystories.interpretability.explanation import Explanation
from mlopstinystories.interpretability.neurons import Neuron
from mlopstinystories.records import write_text

PAGE_NAME = "explained.html"
_TEMPLATE = Path(__file__).with_name("page_template.html")
_SPARK_WIDTH, _SPARK_HEIGHT = 128, 26
_KINDS = {
    "distance": "looks at a fixed distance",
    "semantic": "looks for words",
    "resting": "rests on the first token",
}


def write_page(explanation: Explanation, folder: Path) -> Path:
    """Write `explained.html` into `folder`; returns its path."""
    path = folder / PAGE_NAME
    write_text(path, page(explanation))
    return path


def page(explanation: Explanation) -> str:
    """The whole HTML text."""
    parts = {
        "RUN": html.escape(explanation.run),
        "MEASURED": f"{explanation.stories:,} held-out stories ({explanation.tokens:,} tokens)",
        "COUNTS": _counts(explanation.heads),
        "HEADS": "".join(_head_row(head, explanation) for head in explanation.heads),
        "LENS_LOSS": _lens_loss(explanation),
        "LENS": _lens(explanation),
        "NEURONS": _neurons(explanation.neurons),
        "DATA": _data(explanation),
    }
    # in one go, so that nothing in a value is taken for a place
    return re.sub(r"@([A-Z_]+)@", lambda match: parts[match[1]], _TEMPLATE.read_text(encoding="utf-8"))


def _counts(heads: list[Head]) -> str:
    counted = [(kind, sum(head.kind == kind for head in heads)) for kind in _KINDS]
    return ", ".join(f'<span class="kind {kind}">{kind}</span> {count}' for kind, count in counted)


def _head_row(head: Head, explanation: Explanation) -> str:
    window = explanation.windows[head.layer]
    words = " ".join(f'<span class="word" title="{share:.1%}">{_show(word)}</span>' for word, share in head.words)
    number = head.layer * explanation.attention_LHTT.shape[1] + head.head
    reach = "all" if window is None else f"{window}"
    return (
        f'<tr data-head="{number}" tabindex="0"><td>{head.layer + 1}.{head.head + 1}</td><td>{reach}</td>'
        f'<td><span class="kind {head.kind}">{head.kind}</span></td><td>{head.distance_score:.2f}</td>'
        f"<td>{head.distance}</td><td>{head.mean_distance:.1f}</td><td>{head.resting:.0%}</td>"
        f"<td>{_spark(head.profile)}</td><td>{words}</td></tr>\n"
    )


def _spark(profile: list[float]) -> str:
    """Attention by distance as bars; the tallest fills the height, square roots so that small ones are seen."""
    top = max(profile) or 1.0
    width = _SPARK_WIDTH / len(profile)
    bars = "".join(
        f'<rect x="{place * width:.1f}" y="{_SPARK_HEIGHT * (1 - (value / top) ** 0.5):.1f}" width="{width:.1f}" '
        f'height="{_SPARK_HEIGHT * (value / top) ** 0.5:.1f}"><title>distance {place}: {value:.1%}</title></rect>'
        for place, value in enumerate(profile)
    )
    return f'<svg class="spark" width="{_SPARK_WIDTH}" height="{_SPARK_HEIGHT}" role="img">{bars}</svg>'


def _lens_loss(explanation: Explanation) -> str:
    names = ["embedding", *(f"layer {layer + 1}" for layer in range(len(explanation.nats_by_layer) - 1))]
    top = max(explanation.nats_by_layer)
    return "".join(
        f"<tr><td>{name}</td><td>{nats:.2f}</td>"
        f'<td><div class="bar" style="width:{100 * nats / top:.0f}%"></div></td></tr>'
        for name, nats in zip(names, explanation.nats_by_layer, strict=True)
    )


def _lens(explanation: Explanation) -> str:
    """A row for each token, a column for each layer; the greener, the likelier the token that really comes."""
    layers = len(explanation.lens)
    head = "".join(f"<th>{'embedding' if not layer else f'layer {layer}'}</th>" for layer in range(layers))
    rows = []
    for place, word in enumerate(explanation.words[:-1]):
        cells = []
        for guesses in explanation.lens:
            guess = guesses[place]
            probability = math.exp(-guess.nats)
            cells.append(
                f'<td style="background:rgba(0,158,115,{0.75 * probability:.2f})" title="{guess.certainty:.0%} sure; '
                f'the token that comes: {probability:.1%}">{_show(guess.word)}</td>'
            )
        after = explanation.words[place + 1]
        rows.append(f"<tr><td>{_show(word)}</td>{''.join(cells)}<td><b>{_show(after)}</b></td></tr>")
    return f"<tr><th>reads</th>{head}<th>what comes</th></tr>{''.join(rows)}"


def _neurons(neurons: list[Neuron]) -> str:
    parts = []
    for neuron in neurons:
        lines = "".join(
            f'<li><span class="value">{one.value:.2f}</span> {_show(one.before)}<mark>{_show(one.token)}</mark>'
            f"{_show(one.after)}</li>"
            for one in neuron.top
        )
        parts.append(
            f'<section class="neuron"><h3>layer {neuron.layer + 1}, neuron {neuron.neuron + 1}'
            f"<small>active at {neuron.active:.1%} of tokens</small></h3><ol>{lines}</ol></section>"
        )
    return "".join(parts)


def _data(explanation: Explanation) -> str:
    """What the script draws; `<` is written so that no text of a story can end the script."""
    levels = (explanation.attention_LHTT.flatten(0, 1) * 255).round().clamp(0, 255).byte()
    maps = [base64.b64encode(one.numpy().tobytes()).decode("ascii") for one in levels]
    return json.dumps({"words": explanation.words, "maps": maps}, ensure_ascii=True).replace("<", "\\u003c")


def _show(text: str) -> str:
    """A token as text that can be seen: a line break as a sign, blanks kept by the style."""
    return html.escape(text.replace("\n", "↵"))
