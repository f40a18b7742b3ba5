"""What a server meets that listens to anybody: each is answered with JSON that says what to do, and nothing breaks."""

import json
import shutil

import pytest
import torch
from safetensors.torch import load_file, save_file

from mlopstinystories.errors import SettingsError
from mlopstinystories.serve_model import address, is_loopback, listen, server_options
from mlopstinystories.settings import ServeSettings
from tests.serving.conftest import running
from tests.serving.test_server import events_of, generate

JSON = {"content-type": "application/json"}
TRAVERSAL = [
    "../tiny",
    "/etc/passwd",
    "tiny/checkpoints/step_4",
    "..",
    ".",
    "tiny\\..",
    "%2e%2e",
    "tiny@../4",
    "tiny\x00",
]


def refused(answer, status, code):
    """The error of an answer, which has all that it should have and no path of the machine."""
    assert answer.status_code == status, answer.text
    error = answer.json()["error"]
    assert error["code"] == code
    assert error["message"].endswith(".")
    assert error["hint"]
    assert "Traceback" not in answer.text
    assert "/tmp" not in answer.text
    return error


@pytest.mark.parametrize("name", TRAVERSAL)
def test_a_name_that_is_not_in_the_list_is_no_model(server, name):
    for path, body in (("/api/generate", {}), ("/api/inspect", {"text": "hi"}), ("/v1/completions", {})):
        refused(server.post(path, json={"model": name, **body}), 404, "unknown_model")


@pytest.mark.parametrize("path", ["/api/runs/nobody", "/api/runs/nobody/metrics", "/reports/tiny/none.html"])
def test_a_run_or_report_that_is_not_there_is_said_to_be(server, path):
    assert server.get(path).json()["error"]["code"] in ("unknown_run", "unknown_report")


@pytest.mark.parametrize(
    "path",
    ["/reports/secret.html", "/reports/..%2fmodels%2ftiny%2fconfig.json", "/page/..%2fapp.py", "/page/../app.py"],
)
def test_no_file_is_given_out_that_stands_in_no_listing(server, path):
    assert server.get(path).status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ('{"model": "tiny", "temperature": NaN}', "temperature"),
        ('{"model": "tiny", "temperature": 1e999}', "temperature"),
        ('{"model": "tiny", "temperature": -1}', "temperature"),
        ('{"model": "tiny", "top_p": 0}', "top_p"),
        ('{"model": "tiny", "top_k": 0}', "top_k"),
        ('{"model": "tiny", "max_new_tokens": 99999999}', "max_new_tokens"),
        ('{"model": "tiny", "seed": "3"}', "seed"),
        ('{"model": "tiny", "alternatives": 11}', "alternatives"),
        ('{"model": "tiny", "forced": [299999]}', "forced"),
        ('{"model": "tiny", "forced": [1, 2], "max_new_tokens": 1}', "forced"),
        ('{"model": "tiny", "prompt": "\\ud800"}', "prompt"),
        ('{"model": 3}', "model"),
        ("{}", "model"),
        ("[]", None),
    ],
)
def test_a_value_that_cannot_be_used_is_named(server, body, field):
    error = refused(server.post("/api/generate", content=body, headers=JSON), 422, "bad_value")
    assert error["field"] == field


def test_a_whole_number_may_be_written_as_a_fraction_and_nothing_else_may(server):
    body = {"model": "tiny", "seed": 4.0, "max_new_tokens": 3.0, "alternatives": 1.0}
    assert server.post("/api/generate", json=body).json() | {"elapsed_s": 0, "tokens_per_second": 0} == server.post(
        "/api/generate", json={"model": "tiny", "seed": 4, "max_new_tokens": 3, "alternatives": 1}
    ).json() | {"elapsed_s": 0, "tokens_per_second": 0}
    for field, value in (("seed", 4.5), ("seed", True), ("max_tokens", "3"), ("n", True), ("n", 2)):
        error = refused(server.post("/v1/completions", json={"model": "tiny", field: value}), 422, "bad_value")
        assert error["field"] == field


def test_the_description_says_the_limits_that_are_enforced(server):
    schemas = server.get("/openapi.json").json()["components"]["schemas"]
    for request, field in (("InspectRequest", "alternatives"), ("GenerateRequest", "alternatives")):
        limits = schemas[request]["properties"][field]
        assert (limits["type"], limits["minimum"], limits["maximum"]) == ("integer", 0, 10)


def test_an_unknown_field_is_refused_and_not_ignored(server):
    error = refused(server.post("/api/generate", json={"model": "tiny", "temprature": 1}), 422, "unknown_field")
    assert error["field"] == "temprature"


@pytest.mark.parametrize(
    "body", [b'{"model": "\xff\xfe"}', b"{", b"", b"[" * 100_000, b'{"seed": ' + b"9" * 5000 + b"}"]
)
def test_a_body_that_is_no_json_in_utf_8_is_refused(server, body):
    answer = server.post("/api/generate", content=body, headers=JSON)
    assert answer.status_code in (400, 422)
    assert answer.json()["error"]["hint"]


def test_what_stands_behind_the_question_mark_is_not_ignored_either(server):
    path = "/api/runs/tiny/metrics"
    assert server.get(f"{path}?after=1").status_code == 200
    assert refused(server.get(f"{path}?after=1&after=2"), 422, "bad_value")["field"] == "after"
    assert refused(server.get(f"{path}?before=1"), 422, "unknown_field")["field"] == "before"
    assert refused(server.post("/api/generate?seed=1", json={"model": "tiny"}), 422, "unknown_field")["field"] == "seed"


def test_a_form_of_a_foreign_page_is_not_taken_for_json(server):
    answer = server.post("/api/generate", content='{"model": "tiny"}', headers={"content-type": "text/plain"})
    assert 400 <= answer.status_code < 500


def test_ten_megabytes_are_refused_before_they_are_parsed(server):
    body = json.dumps({"model": "tiny", "prompt": "a" * 10_000_000})
    refused(server.post("/api/generate", content=body, headers=JSON), 413, "too_large")
    in_pieces = (part for part in [b"x" * 100_000] * 10)
    refused(server.post("/api/generate", content=in_pieces, headers=JSON), 413, "too_large")


def test_a_prompt_or_text_longer_than_the_context_is_refused(server):
    error = refused(server.post("/api/generate", json={"model": "tiny", "prompt": "Tom " * 100}), 422, "bad_prompt")
    assert "at most 94 tokens" in error["message"]
    refused(server.post("/api/inspect", json={"model": "tiny", "text": "Tom " * 100}), 422, "too_long")


@pytest.mark.parametrize("part", [{"layer": 2}, {"head": 2}])
def test_a_layer_or_head_that_the_model_lacks_is_refused(server, part):
    refused(server.post("/api/inspect", json={"model": "tiny", "text": "Tom", **part}), 422, "bad_value")


def test_an_address_or_method_that_does_not_exist_is_answered_in_json(server):
    refused(server.get("/nothing"), 404, "not_found")
    refused(server.get("/api/generate"), 405, "wrong_method")


def test_a_model_folder_may_vanish_while_its_stories_are_told(root):
    with running(root) as client:
        body = {"model": "tiny", "prompt": "", "stream": True, "max_new_tokens": 80, "temperature": 1.0}
        with client.stream("POST", "/api/generate", json=body) as answer:
            events = events_of(answer.iter_lines())
            assert "token" in (name for name, _ in events)
            shutil.rmtree(root / "models" / "tiny")
            assert [name for name, _ in events][-1] == "end"
        refused(client.post("/api/generate", json={"model": "tiny"}), 404, "unknown_model")
        assert generate(client, model="other", max_new_tokens=3)["tokens"]


def test_damaged_weights_end_the_stories_of_their_model_alone(root):
    path = root / "models" / "tiny" / "model.safetensors"
    save_file({name: tensor * torch.nan for name, tensor in load_file(path).items()}, path, {"format": "pt"})
    with running(root) as client:
        refused(client.post("/api/generate", json={"model": "tiny"}), 409, "damaged_model")
        refused(client.post("/api/inspect", json={"model": "tiny", "text": "Tom"}), 409, "damaged_model")
        assert generate(client, model="other", max_new_tokens=3)["tokens"]
        path.write_bytes(b"no weights")
        assert client.post("/api/generate", json={"model": "tiny"}).status_code in (404, 409)
        assert generate(client, model="other", max_new_tokens=3)["tokens"]


def test_models_beyond_the_bound_go_when_they_are_idle(template):
    size = 2 * (template / "models" / "tiny" / "model.safetensors").stat().st_size
    with running(template, models_memory_bytes=size + 1000) as client:
        store = client.app.state.services.store
        for model in ("tiny", "other", "tiny@4"):
            generate(client, model=model, max_new_tokens=2)
            assert [loaded.source.id for loaded in store.loaded()] == [model]
    with running(template, models_memory_bytes=1000) as client:
        refused(client.post("/api/generate", json={"model": "tiny"}), 409, "model_too_large")


def test_new_weights_under_an_old_name_are_read(root):
    with running(root) as client:
        before = generate(client, max_new_tokens=20)["text"]
        for name in ("model.safetensors", "config.json"):
            (root / "models" / "tiny" / "checkpoints" / "step_4" / name).replace(root / "models" / "tiny" / name)
        assert generate(client, max_new_tokens=20)["text"] != before
        assert len(client.app.state.services.store.loaded()) == 1


# --- who may ask ------------------------------------------------------------------------------------------------------
def test_a_server_with_a_token_answers_nobody_without_it(template):
    token = "a-token-of-twenty-letters"
    with running(template, token=token) as client:
        assert client.get("/health").status_code == 200
        for path in ("/", "/api/models", "/metrics", "/docs", "/?token=wrong"):
            refused(client.get(path), 401, "unauthorized")
        bearer = {"authorization": f"Bearer {token}"}
        assert client.get("/api/models", headers=bearer).status_code == 200
        assert client.get("/api/models", headers={"authorization": "Bearer wrong"}).status_code == 401
        greeting = client.get(f"/?token={token}&view=runs")
        assert (greeting.status_code, greeting.headers["location"]) == (303, "/?view=runs")
        assert "HttpOnly" in greeting.headers["set-cookie"]
        assert client.get("/api/models").status_code == 200  # with the cookie


def test_the_description_says_that_a_token_is_asked_for_and_where_not(template, server):
    assert "security" not in server.get("/openapi.json").json()
    token = "a-token-of-twenty-letters"
    with running(template, token=token) as client:
        description = client.get("/openapi.json", headers={"authorization": f"Bearer {token}"}).json()
    assert description["security"] == [{"token": []}]
    assert description["components"]["securitySchemes"]["token"] == {"type": "http", "scheme": "bearer"}
    assert description["paths"]["/health"]["get"]["security"] == []
    assert "security" not in description["paths"]["/api/models"]["get"]


def test_a_foreign_name_is_refused(template):
    with running(template, hosts=frozenset({"localhost", "127.0.0.1"})) as client:
        refused(client.get("/api/models", headers={"host": "evil.example:80"}), 421, "wrong_host")
        assert client.get("/api/models", headers={"host": "localhost:1234"}).status_code == 200


def test_answers_have_the_headers_that_keep_browsers_safe(server):
    for path in ("/api/models", "/nothing", "/docs"):
        headers = server.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "access-control-allow-origin" not in headers


def test_foreign_pages_are_let_in_only_when_they_are_named(template):
    with running(template, origins=("https://example.org",)) as client:
        answer = client.get("/api/models", headers={"origin": "https://example.org"})
        assert answer.headers["access-control-allow-origin"] == "https://example.org"
        stranger = client.get("/api/models", headers={"origin": "https://other.org"})
        assert "access-control-allow-origin" not in stranger.headers


def test_a_taken_port_is_said_with_another_one_to_take():
    with listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(SettingsError, match=f"port {port}.*port={port + 1}"):
            listen("127.0.0.1", port)
        assert address(ServeSettings(), listener, None) == f"http://127.0.0.1:{port}/"


def test_only_this_machine_is_served_without_a_token():
    assert [is_loopback(host) for host in ("127.0.0.1", "::1", "localhost", "0.0.0.0")] == [True, True, True, False]
    assert "127.0.0.1" in server_options(ServeSettings(), None).hosts
    assert server_options(ServeSettings(host="0.0.0.0"), "t" * 20).hosts is None
    with pytest.raises(SettingsError, match="16 to 200"):
        ServeSettings(token="short")
