"""Tell stories with a trained model: `python mlopstinystories/predict_model.py run=RUN prompt="Once upon a time"`.

The stories go to standard output while they are made; how fast, and why each ended, to standard error.
"""

import contextlib
import io
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import hydra
from omegaconf import DictConfig, OmegaConf

from mlopstinystories.command import entry_point, typed
from mlopstinystories.settings import PredictSettings

STORIES_AT_ONCE = 16
"""Stories under way; when one ends the next one joins, so that memory does not grow with `stories`."""


@hydra.main(version_base="1.3", config_path="../conf", config_name="predict")
def main(config: DictConfig) -> None:
    """Tell the stories that the configuration asks for."""
    from mlopstinystories.models.folders import find_model_folder, no_run_named
    from mlopstinystories.paths import folders

    if OmegaConf.is_missing(config, "run"):
        raise no_run_named(folders(config.root))
    settings = typed(config, PredictSettings)
    folder = find_model_folder(folders(settings.root), settings.run)
    with _standard_output() as write:
        summary = tell(settings, folder, write)
    print(summary, file=sys.stderr)


def tell(settings: PredictSettings, folder: Path, write: Callable[[str], None]) -> str:
    """Write the stories of the model in `folder`; returns one line on how fast that was and why each story ended.

    Raises `ModelError`, `TokenizerError` and `PromptError`, before anything is written.
    """
    from mlopstinystories.device import choose_device
    from mlopstinystories.models.folders import open_model_folder
    from mlopstinystories.models.generation import Ended, Sampling, StoryBatch
    from mlopstinystories.models.text_stream import TextStream

    device = choose_device(settings.device)
    model, tokenizer = open_model_folder(folder, device.device)
    prompt = tokenizer.encode(settings.prompt)
    sampling = Sampling(settings.temperature, settings.top_k, settings.top_p, settings.max_new_tokens)
    in_turn = InTurn(write, [_heading(settings, story) for story in range(settings.stories)])
    streams = [TextStream(tokenizer.decode) for _ in range(settings.stories)]
    endings = [""] * settings.stories
    tokens, start_s = 0, time.perf_counter()
    batch, joined = StoryBatch(model, tokenizer.end_of_text_id), 0
    while joined < settings.stories or len(batch):
        while joined < settings.stories and len(batch) < STORIES_AT_ONCE:
            batch.join(prompt, sampling, settings.seed + joined)
            in_turn.add(joined, "")  # the prompt fits, and stands there while the first token is made
            joined += 1
        for event in batch.step():
            if isinstance(event, Ended):
                in_turn.add(event.story, streams[event.story].rest())
                in_turn.end(event.story)
                endings[event.story] = event.ending
            else:
                in_turn.add(event.story, streams[event.story].push(event.id))
                tokens += 1
    elapsed_s = time.perf_counter() - start_s
    if settings.stories > 1:
        endings = [f"{number} {ending}" for number, ending in enumerate(endings, start=1)]
    speed = f"{tokens:,} tokens in {elapsed_s:.2f} s, {tokens / elapsed_s:,.0f} tokens/s on {device.device.type}"
    return f"{speed}; ended by: {', '.join(endings)}"


class InTurn:
    """Writes stories that grow side by side one after the other: the first open one live, the others at their turn."""

    def __init__(self, write: Callable[[str], None], headings: list[str]) -> None:
        self._write = write
        self._waiting = list(headings)
        self._ended = [False] * len(headings)
        self._speaking = 0

    def add(self, story: int, text: str) -> None:
        """The next piece of story number `story`."""
        self._waiting[story] += text
        self._speak()

    def end(self, story: int) -> None:
        """Story number `story` has no further pieces."""
        self._waiting[story] += "\n"
        self._ended[story] = True
        self._speak()

    def _speak(self) -> None:
        while self._speaking < len(self._waiting):
            if text := self._waiting[self._speaking]:
                self._write(text)
                self._waiting[self._speaking] = ""
            if not self._ended[self._speaking]:
                return
            self._speaking += 1


def _heading(settings: PredictSettings, story: int) -> str:
    """What stands before a story: the prompt, and above it the number and the seed where there are several."""
    if settings.stories == 1:
        return settings.prompt
    line = f"── story {story + 1} of {settings.stories}, seed {settings.seed + story} ──\n"
    return ("\n" if story else "") + line + settings.prompt


@contextlib.contextmanager
def _standard_output() -> Iterator[Callable[[str], None]]:
    """A function that writes at once, whatever characters the terminal lacks; a reader may leave (`… | head`)."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    try:
        yield lambda text: print(text, end="", flush=True)
    except BrokenPipeError:
        # Python flushes standard output once more at its end, and would complain there.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(1) from None


if __name__ == "__main__":
    with entry_point():
        main()
