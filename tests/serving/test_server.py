"""Every address of the server, over real sockets: what it answers, and that it tells stories as they are told alone."""

import base64
import hashlib
import json
import re
import threading

import openai
import pytest
import torch

from mlopstinystories.models.folders import open_model_folder
from mlopstinystories.models.generation import Sampling, complete
from mlopstinystories.serving.app import PAGE
from mlopstinystories.serving.engine import Limits
from tests.serving.conftest import running, wait_until


def generate(client, **body):
    answer = client.post("/api/generate", json={"model": "tiny", "prompt": "Once upon", **body})
    assert answer.status_code == 200, answer.text
    return answer.json()


def stream(client, **body):
    """The events of a streamed story, as (name, data)."""
    body = {"model": "tiny", "prompt": "Once upon", "stream": True, **body}
    with client.stream("POST", "/api/generate", json=body) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        return list(events_of(answer.iter_lines()))


def events_of(lines):
    name = None
    for line in lines:
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))


def solo(root, prompt, seed, **sampling):
    model, tokenizer = open_model_folder(root / "models" / "tiny", torch.device("cpu"))
    return complete(model, [tokenizer.encode(prompt)], Sampling(**sampling), [seed], tokenizer.end_of_text_id)[0]


def telling(client):
    return client.app.state.services.engine.counts()


def test_the_list_of_models_has_sizes_scores_and_checkpoints(server):
    answer = server.get("/api/models").json()

    tiny = next(model for model in answer["models"] if model["id"] == "tiny")
    assert (tiny["layers"], tiny["heads"], tiny["hidden_size"], tiny["context"]) == (2, 2, 16, 96)
    assert (tiny["bits_per_byte"], tiny["tokens"], tiny["status"]) == (1.5, 800, "finished")
    assert tiny["checkpoints"] == [{"id": "tiny@4", "step": 4}]
    model, _ = open_model_folder(server.app.state.services.catalogue.folders.models / "tiny", torch.device("cpu"))
    assert tiny["parameters"] == sum(parameter.numel() for parameter in model.parameters())
    assert answer["limits"]["max_alternatives"] == 10


def test_an_empty_folder_says_what_to_type(tmp_path):
    with running(tmp_path) as client:
        answer = client.get("/api/models").json()
    assert (answer["models"], answer["hint"]) == ([], "make train")


def test_a_story_is_the_one_that_the_model_tells_alone(server, template):
    told = generate(server, seed=3, temperature=1.0, max_new_tokens=40)

    assert [token["id"] for token in told["tokens"]] == solo(
        template, "Once upon", 3, temperature=1.0, max_new_tokens=40
    )
    assert told["text"].startswith("".join(token["text"] for token in told["tokens"]))
    assert all(0 < token["probability"] <= 1 for token in told["tokens"])


def test_a_checkpoint_is_a_model_of_its_own(server):
    best, step_4 = (generate(server, model=model, max_new_tokens=30)["text"] for model in ("tiny", "tiny@4"))
    assert best != step_4


def test_a_stream_has_the_same_tokens_and_says_how_it_ended(server):
    whole = generate(server, seed=5, max_new_tokens=12, alternatives=3)
    events = [event for event in stream(server, seed=5, max_new_tokens=12, alternatives=3) if event[0] != "wait"]

    assert [name for name, _ in events] == ["start", *["token"] * len(whole["tokens"]), "end"]
    assert "".join(token["text"] for token in events[0][1]["prompt"]) == "Once upon"
    assert [data for name, data in events if name == "token"] == whole["tokens"]
    assert events[-1][1]["ending"] == whole["ending"]
    for token in whole["tokens"]:
        chances = [other["probability"] for other in token["alternatives"]]
        assert len(chances) == 3
        assert chances == sorted(chances, reverse=True)


def test_a_story_forced_to_its_own_beginning_goes_on_as_it_did(server):
    told = generate(server, seed=2, temperature=1.0, max_new_tokens=20)["tokens"]
    again = generate(server, seed=2, temperature=1.0, max_new_tokens=20, forced=[token["id"] for token in told[:6]])[
        "tokens"
    ]

    assert [token["forced"] for token in again] == [True] * 6 + [False] * (len(told) - 6)
    assert [token["id"] for token in again] == [token["id"] for token in told]


def test_sixty_four_streams_at_once_are_those_told_alone(server, template):
    told = {}

    def tell(seed):
        events = stream(server, seed=seed, temperature=1.0, max_new_tokens=30)
        told[seed] = [data["id"] for name, data in events if name == "token"]

    threads = [threading.Thread(target=tell, args=(seed,)) for seed in range(64)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    model, tokenizer = open_model_folder(template / "models" / "tiny", torch.device("cpu"))
    prompt, ties = tokenizer.encode("Once upon"), 0
    for seed in range(64):
        alone = complete(model, [prompt], Sampling(1.0, max_new_tokens=30), [seed], tokenizer.end_of_text_id)[0]
        ties += told[seed] != alone
    assert ties <= 1  # a draw that falls within rounding of a border; in 64 × 30 tokens hardly ever


def test_who_leaves_frees_the_row(server):
    wait_until(lambda: telling(server) == (0, 0))
    body = {"model": "tiny", "prompt": "", "stream": True, "max_new_tokens": 2000, "temperature": 1.0}
    for seed in range(3):
        with server.stream("POST", "/api/generate", json={**body, "seed": seed}) as answer:
            next(answer.iter_lines())
        wait_until(lambda: telling(server) == (0, 0))
    assert server.get("/health").json() == {"status": "ok"}


def test_a_full_server_says_busy_and_when_to_come_back(template):
    with running(template, limits=Limits(stories=1, waiting=0)) as client:
        engine = client.app.state.services.engine
        engine._open.add(object())  # a story that does not end
        answer = client.post("/api/generate", json={"model": "tiny"})
        engine._open.clear()
        assert client.post("/api/generate", json={"model": "tiny", "max_new_tokens": 1}).status_code == 200
    assert answer.status_code == 503
    assert answer.json()["error"]["code"] == "busy"
    assert int(answer.headers["retry-after"]) > 0


def test_inspection_gives_surprise_attention_and_lens(server, template):
    text = "Tom said hi. 😀"
    answer = server.post("/api/inspect", json={"model": "tiny", "text": text, "layer": 1, "head": 1}).json()

    assert "".join(token["text"] for token in answer["tokens"][1:]) == text
    weights = torch.tensor(answer["attention"]["weights"])
    assert weights.sum(dim=1).tolist() == pytest.approx([1.0] * len(weights), abs=1e-3)
    assert weights.triu(1).abs().max() == 0
    assert answer["attention"]["kind"] == "local"
    assert all(token["logprob"] < 0 for token in answer["tokens"][1:])
    assert [layer["layer"] for layer in answer["lens"]] == [1, 2]
    said = [place[0]["text"] for place in answer["lens"][-1]["tokens"]]
    assert said[:-1] == [token["alternatives"][0]["text"] for token in answer["tokens"][1:]]

    model, tokenizer = open_model_folder(template / "models" / "tiny", torch.device("cpu"))
    ids = torch.tensor([[tokenizer.end_of_text_id, *tokenizer.encode(text)]])
    with torch.no_grad():
        log_probabilities_TV = model(ids).logits[0].log_softmax(-1)
        first = model(ids, output_hidden_states=True).hidden_states[1]
        early = model.lm_head(model.transformer.ln_f(first))[0].softmax(-1).max(dim=-1).values
    expected = [log_probabilities_TV[place, token].item() for place, token in enumerate(ids[0, 1:].tolist())]
    assert [token["logprob"] for token in answer["tokens"][1:]] == pytest.approx(expected, abs=1e-4)
    lens = [place[0]["probability"] for place in answer["lens"][0]["tokens"]]
    assert lens == pytest.approx(early.tolist(), abs=1e-4)


def test_runs_have_records_without_paths_and_curves_that_can_be_followed(server):
    runs = {run["run"]: run for run in server.get("/api/runs").json()["runs"]}
    assert runs["tiny"]["has_report"]
    assert not runs["other"]["has_report"]

    detail = server.get("/api/runs/tiny").json()
    assert "somebody" not in json.dumps(detail)
    assert detail["settings"]["data"]["train_path"] == "…/stories.txt"
    (report,) = detail["reports"]
    answer = server.get(report["url"])
    assert answer.text == "<h1>scores</h1>"
    assert "sandbox" in answer.headers["content-security-policy"]

    curves = server.get("/api/runs/tiny/metrics", params={"after": 1}).json()
    assert [row["step"] for row in curves["train"]] == [4, 6]
    assert curves["validation"][0]["bits_per_byte"] is None
    assert curves["samples"] == [{"step": 4, "prompt": "Once", "story": " upon"}]
    assert (curves["next"], curves["restarted"]) == (4, False)
    assert server.get("/api/runs/tiny/metrics", params={"after": 9}).json()["restarted"]


def test_the_openai_client_streams_a_story(server):
    client = openai.OpenAI(base_url=str(server.base_url).rstrip("/") + "/v1", api_key="none", max_retries=0)
    assert {model.id for model in client.models.list()} == {"tiny", "tiny@4", "other"}

    question = {"model": "tiny", "prompt": "Once upon", "max_tokens": 20, "seed": 4, "temperature": 1.0}
    pieces = list(client.completions.create(**question, stream=True))
    whole = client.completions.create(**question, logprobs=2)

    assert "".join(piece.choices[0].text for piece in pieces) == whole.choices[0].text
    assert whole.choices[0].text == generate(server, seed=4, temperature=1.0, max_new_tokens=20)["text"]
    assert pieces[-1].choices[0].finish_reason == whole.choices[0].finish_reason
    assert whole.usage.completion_tokens == len(whole.choices[0].logprobs.tokens) == 20
    with pytest.raises(openai.UnprocessableEntityError, match="best_of"):
        client.completions.create(**question, best_of=2)
    client.close()


def test_a_stop_text_ends_a_completion_before_it(server):
    question = {"model": "tiny", "prompt": "Once upon", "max_tokens": 20, "seed": 4}
    text = server.post("/v1/completions", json=question).json()["choices"][0]["text"]
    stop = text[5:8]
    choice = server.post("/v1/completions", json={**question, "stop": stop}).json()["choices"][0]
    assert choice["text"] == text[: text.find(stop)]
    assert choice["finish_reason"] == "stop"


def test_health_metrics_and_a_description_that_needs_no_other_machine(server):
    generate(server, max_new_tokens=2)
    assert server.get("/health").json() == {"status": "ok"}
    assert 'tinystories_answers_total{status="200"}' in server.get("/metrics").text
    assert "/api/generate" in server.get("/openapi.json").json()["paths"]
    page = server.get("/docs")
    assert "/api/generate" in page.text
    assert "http" not in page.text
    assert "script" not in page.text.replace("description", "")


def test_the_page_is_one_answer_with_all_that_its_first_paint_waits_for(server):
    answer = server.get("/")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert 'rel="stylesheet"' not in answer.text
    for tag, part in (("style", "<style>(.*?)</style>"), ("script", "<script>(.*?)</script>")):
        contents = re.findall(part, answer.text, re.DOTALL)
        hashes = [base64.b64encode(hashlib.sha256(content.encode()).digest()).decode() for content in contents]
        allowed = " ".join(f"'sha256-{one}'" for one in hashes)
        assert hashes
        assert f"{tag}-src 'self' {allowed};" in answer.headers["content-security-policy"]
    assert server.get("/", headers={"if-none-match": answer.headers["etag"]}).status_code == 304


def test_every_module_is_named_at_the_head_of_the_page_so_that_none_waits_for_another(server):
    page = server.get("/").text
    modules = {path.relative_to(PAGE).as_posix() for path in PAGE.rglob("*.js")} - {"main.js", "theme.js"}
    assert set(re.findall(r'<link rel="modulepreload" href="page/([^"]+)">', page)) == modules


def test_a_file_of_the_page_is_sent_again_only_when_it_has_changed(tmp_path):
    (tmp_path / "index.html").write_text("<p>one</p>", encoding="utf-8")
    (tmp_path / "a.js").write_text("1", encoding="utf-8")
    with running(tmp_path, page=tmp_path) as client:
        first = client.get("/page/a.js")
        assert (first.text, first.headers["content-type"]) == ("1", "text/javascript; charset=utf-8")
        known = {"if-none-match": first.headers["etag"]}
        assert client.get("/page/a.js", headers=known).status_code == 304
        (tmp_path / "a.js").write_text("22", encoding="utf-8")
        assert client.get("/page/a.js", headers=known).text == "22"
        (tmp_path / "a.js").unlink()
        assert client.get("/page/a.js").json()["error"]["code"] == "no_page"
