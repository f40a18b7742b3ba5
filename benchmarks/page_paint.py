"""How soon the playground page stands there: `make serve` in one terminal, and in another

    python benchmarks/page_paint.py --address http://127.0.0.1:8000 --chromium "$(command -v chromium)"

Each load is a browser context of its own, so nothing is cached. "First paint" is the browser's own entry
`first-contentful-paint`, from the start of the navigation; "models listed" is when the list of models stands on the
page, so that a story can be told. Bytes are those of the files, as they come.
"""

import argparse
import statistics
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, sync_playwright

FIRST_PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


@dataclass(frozen=True)
class Load:
    """One load of the page."""

    first_paint_ms: float
    models_listed_ms: float
    files: int
    bytes: int


def load_page(browser: Browser, address: str) -> Load:
    """Open the page in a fresh context and wait until a story can be told."""
    context = browser.new_context()
    page = context.new_page()
    answers: list[Any] = []
    page.on("requestfinished", lambda answer: answers.append(answer))
    page.goto(address)
    page.locator("#write:enabled").wait_for()
    listed_ms = float(page.evaluate("performance.now()"))
    paint_ms = float(page.evaluate(FIRST_PAINT))
    files = [answer for answer in answers if "/api/" not in answer.url]
    size = sum(answer.sizes()["responseBodySize"] for answer in files)
    context.close()
    return Load(paint_ms, listed_ms, len(files), size)


def spread(values: list[float]) -> str:
    """The median with the smallest and the largest value."""
    return f"{statistics.median(values):.0f} ({min(values):.0f}–{max(values):.0f})"


def main() -> None:
    """Print the times of some loads."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--address", default="http://127.0.0.1:8000")
    parser.add_argument("--chromium", help="the browser's program; default: the one that playwright installed")
    parser.add_argument("--loads", type=int, default=20)
    options = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=options.chromium, args=FLAGS)
        loads = [load_page(browser, options.address) for _ in range(options.loads)]
        browser.close()
    print(f"{len(loads)} loads of {loads[0].files} files, {loads[0].bytes / 1000:.0f} kB")
    print(f"first paint    {spread([load.first_paint_ms for load in loads])} ms")
    print(f"models listed  {spread([load.models_listed_ms for load in loads])} ms")


if __name__ == "__main__":
    main()
