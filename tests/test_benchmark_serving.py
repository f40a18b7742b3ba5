"""The benchmarks of the server: what they compute and write; tiny runs, and no time is judged."""

import base64

import pytest
import torch

from benchmarks import serving, serving_fuzz, serving_memory
from benchmarks.common import BenchmarkError
from mlopstinystories.paths import folders
from mlopstinystories.records import read_json
from mlopstinystories.serving.app import ServerOptions, create_app
from tests.serving.conftest import write_model


def test_every_story_is_held_against_the_same_told_alone(tmp_path):
    write_model(tmp_path / "root" / "models" / "tiny")
    page = tmp_path / "page.md"
    page.write_text("above\n<!-- serving: begin -->\nyesterday\n<!-- serving: end -->\nbelow\n", encoding="utf-8")
    options = ["--model=tiny", "--streams=3", "--seconds=1", "--new-tokens=8", "--checked=40"]
    serving.main([*options, f"--root={tmp_path / 'root'}", f"--results={tmp_path / 'r.json'}", f"--page={page}"])

    report = read_json(tmp_path / "r.json")
    assert list(report["phases"]) == ["engine, 1 stream", "engine, 3 streams", "HTTP, 3 streams"]
    assert all(phase["stories"] > 0 and phase["errors"] == 0 for phase in report["phases"].values())
    assert report["checked"]["stories"] > 10
    assert report["checked"]["different"] == 0
    text = page.read_text(encoding="utf-8")
    assert "| HTTP, 3 streams |" in text
    assert "yesterday" not in text
    assert text.startswith("above")
    assert text.endswith("below\n")


def test_memory_is_read_while_clients_do_everything(tmp_path):
    write_model(tmp_path / "root" / "models" / "tiny")
    page = tmp_path / "page.md"
    page.write_text("<!-- memory: begin -->\n<!-- memory: end -->\n", encoding="utf-8")
    options = ["--model=tiny", "--streams=8", "--minutes=0.05", "--every-s=0.3"]
    serving_memory.main([*options, f"--root={tmp_path / 'root'}", f"--results={tmp_path / 'r.json'}", f"--page={page}"])

    report = read_json(tmp_path / "r.json")
    assert report["errors"] == []
    assert min(report["done"].values()) > 0
    assert report["smallest_mib"] > 50
    assert "MiB an hour" in page.read_text(encoding="utf-8")


def test_the_description_for_valid_requests_has_the_models_own_limits(tmp_path):
    write_model(tmp_path / "models" / "tiny")
    options = ServerOptions(folders(tmp_path), torch.device("cpu"))
    description = create_app(options).openapi()
    facts = {"run": "tiny", "ids": ["tiny"], "reports": [], "context": 96, "vocab_size": 300, "layers": 2, "heads": 2}
    serving_fuzz.put_in_limits(description, facts)

    fields = description["components"]["schemas"]["GenerateRequest"]["properties"]
    assert fields["model"]["enum"] == ["tiny"]
    assert (fields["prompt"]["maxLength"], fields["forced"]["items"]["maximum"]) == (23, 299)
    (run,) = description["paths"]["/api/runs/{run}"]["get"]["parameters"]
    assert run["schema"]["enum"] == ["tiny"]


def test_a_path_in_an_answer_is_a_failure_and_so_is_what_the_tool_reports():
    body = base64.b64encode(b'{"message": "/srv/stories/models is away"}').decode()
    events = f'{{"response": {{"status_code":500,"content":{{"$base64":"{body}"}}}}}}'
    output = "= FAILURES =\n- ST100 Server error\nTest cases:\n  1,200 generated"
    found = serving_fuzz.read(output, events, "/srv/stories")
    assert (found["requests"], found["statuses"]) == (1200, {"500": 1})
    assert found["failures"] == ["ST100 Server error", "an answer holds /srv/stories"]
    assert serving_fuzz.read("1 generated", events, "/elsewhere")["failures"] == []
    with pytest.raises(BenchmarkError, match="did not come to its end"):
        serving_fuzz.read("it broke", "", "/srv")
