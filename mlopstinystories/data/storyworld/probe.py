"""What a probe is: a prompt with one right continuation and plausible wrong ones."""

from dataclasses import dataclass


@dataclass(slots=True, frozen=True)
class Probe:
    """A prompt, its right continuation (which begins with a blank), and wrong ones.

    `maker` says how it was made, within its kind: the name of a function of `probe_stories` or `probe_scenes`.
    """

    kind: str
    prompt: str
    right: str
    wrong: tuple[str, ...]
    maker: str = ""

    @property
    def chance(self) -> float:
        """The share that guessing gets right."""
        return 1 / (1 + len(self.wrong))


def among(kind: str, prompt: str, right: str, options: list[str] | tuple[str, ...]) -> Probe:
    """The probe whose wrong continuations are the other `options`."""
    return Probe(kind, prompt, f" {right}", tuple(f" {option}" for option in options if option != right))
