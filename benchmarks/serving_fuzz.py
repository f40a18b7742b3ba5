"""Requests that nobody thought of: schemathesis (schemathesis.readthedocs.io) makes them from the server's description.

    python -m venv FOLDER && FOLDER/bin/pip install schemathesis
    python benchmarks/serving_fuzz.py --tool FOLDER/bin/schemathesis --root ROOT --model RUN --seconds 600

The tool is not among the project's dependencies. A quarter of the time goes to each of four passes:

- *as described*: valid and invalid requests of the description as it is served, in which no model's name stands;
- *valid, of a model*: the description with the model's names and limits put in (how long a prompt may be, which ids
  and layers there are), so that every valid request has to be granted;
- *invalid, of a model*: the description with the names put in; every invalid request has to be refused;
- *with a token*: a server that asks for one, which no address but `/health` may answer without.

Every check of the tool is on, but for one in the first pass and the last: whether a valid request is granted depends on
the model there. A server that has ended, a 500, or a path of the machine in any answer is a failure too.
"""

import argparse
import base64
import copy
import json
import re
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.common import PAGE as _PAGE
from benchmarks.common import RESULTS, ROOT, BenchmarkError, markdown_table, write_between_marks
from benchmarks.served import Served, served
from mlopstinystories import records

PAGE = _PAGE.with_name("serving.md")
TOKEN = "a-token-for-the-benchmark"
BYTES_OF_A_CHARACTER = 4
"""Bytes of a character at most: a tokenizer of bytes makes no more tokens of it."""
Description = dict[str, Any]
Facts = dict[str, Any]


@dataclass(frozen=True)
class Pass:
    """One way to ask."""

    name: str
    mode: str
    narrow: Callable[[Description, Facts], None] | None = None
    grants: bool = False
    """Whether every valid request has to be granted."""
    token: bool = False


def main(arguments: Sequence[str] | None = None) -> None:
    """Ask, keep and document; ends with 1 when anything failed."""
    options = _parser().parse_args(arguments)
    passes = [
        Pass("as described", "all"),
        Pass("valid, of a model", "positive", put_in_limits, grants=True),
        Pass("invalid, of a model", "negative", put_in_names),
        Pass("with a token", "all", token=True),
    ]
    report: Facts = {"tool": _version(options.tool), "seconds": options.seconds, "seed": options.seed, "passes": {}}
    if options.only is not None and options.results.is_file():
        before = records.read_json(options.results)
        same = all(before[key] == report[key] for key in ("tool", "seconds", "seed"))
        report = before if same else report
    for part in passes:
        if options.only in (None, part.name):
            report["passes"][part.name] = ask(options, part, options.seconds / len(passes))
            print(part.name, json.dumps(report["passes"][part.name], indent=2), flush=True)
    records.write_json(options.results, report)
    write_between_marks(options.page, "fuzz", table(report))
    if any(found["failures"] or found["server_ended"] for found in report["passes"].values()):
        raise SystemExit(1)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tool", type=Path, required=True, help="the program schemathesis")
    parser.add_argument("--root", type=Path, default=ROOT, help="the folder that holds models/")
    parser.add_argument("--model", default="quick", help="a run; the others below ROOT are left alone")
    parser.add_argument("--seconds", type=float, default=600.0, help="of all passes together")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", help="the name of one pass; it joins what the results hold of the others")
    parser.add_argument("--results", type=Path, default=RESULTS / "serving_fuzz.json")
    parser.add_argument("--page", type=Path, default=PAGE, help="documentation page that takes the table")
    return parser


def ask(options: argparse.Namespace, part: Pass, seconds: float) -> Facts:
    """One pass over a server of its own."""
    settings = (f"token={TOKEN}",) if part.token else ()
    with tempfile.TemporaryDirectory() as folder, served(options.root, *settings, log=Path(folder, "log")) as server:
        description = _get(server, "/openapi.json")
        if part.narrow is not None:
            part.narrow(description, _facts(server, options.model))
        Path(folder, "openapi.json").write_text(json.dumps(description), encoding="utf-8")
        command = [
            str(options.tool), "run", "openapi.json", f"--url={server.address}", f"--mode={part.mode}",
            f"--max-time={max(1, round(seconds))}", f"--seed={options.seed}", "--checks=all", "--no-color",
            "--generation-database=none", "--continue-on-failure", "--output-sanitize=false", "--workers=2",
            "--report=ndjson", "--report-ndjson-path=events.ndjson",
            *(() if part.grants else ("--exclude-checks=positive_data_acceptance",)),
            *((f"--header=Authorization: Bearer {TOKEN}",) if part.token else ()),
        ]  # fmt: skip
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, check=False, timeout=3 * seconds + 120
        )
        events = Path(folder, "events.ndjson").read_text(encoding="utf-8")
        found = read(done.stdout, events, str(options.root.resolve()))
        found["server_ended"] = server.process.poll() is not None
        found["memory_mib"] = round(server.memory_mib(), 1)
    return found


def read(output: str, events: str, root: str) -> Facts:
    """What a pass has found: requests by status, and what failed."""
    cases = re.search(r"([\d,]+) generated", output)
    if cases is None:
        raise BenchmarkError(f"The tool did not come to its end. It wrote:\n{output[-3000:]}")
    statuses: dict[str, int] = {}
    for status in re.findall(r'"status_code": ?(\d+)', events):
        statuses[status] = statuses.get(status, 0) + 1
    failures = re.findall(r"^- (.+)$", output.partition("= FAILURES =")[2], flags=re.MULTILINE)
    if "= ERRORS =" in output:
        failures.append("errors of the tool")
    bodies = b"\n".join(base64.b64decode(body) for body in re.findall(r'"content":\{"\$base64":"([^"]*)"', events))
    secrets = [root, str(ROOT), "Traceback"]
    failures += [f"an answer holds {secret}" for secret in secrets if secret.encode() in bodies]
    return {
        "requests": int(cases[1].replace(",", "")),
        "bytes_of_answers": len(bodies),
        "statuses": dict(sorted(statuses.items())),
        "failures": failures,
        "output": output if failures else output[-1500:],
    }


# --- the description, with a model's own names and limits -------------------------------------------------------------
def put_in_names(description: Description, facts: Facts) -> None:
    """Models, runs and reports are those that there are."""
    for name in ("GenerateRequest", "InspectRequest", "CompletionRequest"):
        _fields(description, name)["model"] = {"type": "string", "enum": facts["ids"]}
    for path, operations in description["paths"].items():
        for operation in operations.values():
            for parameter in operation.get("parameters", ()):
                if parameter["in"] == "path":
                    values = facts["reports"] if path.startswith("/reports") else [facts["run"]]
                    parameter["schema"] = {"type": "string", "enum": values or ["none"]}


def put_in_limits(description: Description, facts: Facts) -> None:
    """And no prompt is longer than the model's context, no id, layer or head one that it lacks."""
    put_in_names(description, facts)
    longest = (facts["context"] - 2) // BYTES_OF_A_CHARACTER
    for name, text in (("GenerateRequest", "prompt"), ("CompletionRequest", "prompt"), ("InspectRequest", "text")):
        _fields(description, name)[text]["maxLength"] = min(longest, 100)
    forced = _fields(description, "GenerateRequest")["forced"]
    forced["maxItems"], forced["items"] = 1, {"type": "integer", "minimum": 1, "maximum": facts["vocab_size"] - 1}
    for name, most in (("layer", facts["layers"]), ("head", facts["heads"])):
        _fields(description, "InspectRequest")[name] = {"type": "integer", "minimum": 0, "maximum": most - 1}


def _fields(description: Description, name: str) -> Description:
    found: Description = description["components"]["schemas"][name]["properties"]
    return found


def _facts(server: Served, run: str) -> Facts:
    """Of the model: its ids, shape and reports."""
    models = {model["id"]: model for model in _get(server, "/api/models")["models"]}
    if run not in models:
        raise BenchmarkError(f"There is no run {run} there; there are {', '.join(models)}.")
    detail = _get(server, f"/api/runs/{run}")
    facts: Facts = copy.deepcopy(models[run])
    facts["ids"] = [run, *(point["id"] for point in detail["checkpoints"])]
    facts["reports"] = [report["url"].removeprefix("/reports/") for report in detail["reports"]]
    return facts


def _get(server: Served, path: str) -> Any:
    request = urllib.request.Request(server.address + path, headers={"Authorization": f"Bearer {TOKEN}"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def _version(tool: Path) -> str:
    return subprocess.run([str(tool), "--version"], capture_output=True, text=True, check=True).stdout.strip()


def table(report: Facts) -> str:
    """The passes as Markdown."""
    rows = []
    for name, found in report["passes"].items():
        statuses = ", ".join(f"{status}: {count:,}" for status, count in found["statuses"].items())
        rows.append([name, f"{found['requests']:,}", statuses, str(len(found["failures"]))])
    heads = ["pass", "requests", "answers", "failures"]
    conditions = (
        f"{report['tool']}, {report['seconds']:.0f} s in all, seed {report['seed']}; every check is on, and whether a "
        "valid request is granted is asked in the second pass alone."
    )
    return f"{markdown_table(heads, rows)}\n\n{conditions}"


if __name__ == "__main__":
    main()
