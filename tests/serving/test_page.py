"""The playground page in a real browser, over a real server with small models."""

import json
import re
import shutil
from functools import partial

import pytest

from benchmarks.page_paint import load_page
from mlopstinystories.paths import PROJECT_ROOT
from tests.serving.browsing import CHROMIUM, FLAGS, LONG_STORY, Server, Training, make_runs, watched

PAGE = PROJECT_ROOT / "mlopstinystories" / "serving" / "page"
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
VIEWS = ("write", "compare", "runs", "inspect")
PROMPT = "Once upon a time, Mia"
LOST = "Failed to load resource: net::ERR"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    root = tmp_path_factory.mktemp("playground")
    make_runs(root)
    return root


@pytest.fixture(scope="module")
def server(root):
    server = Server(root).start()
    try:
        server.wait()
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def opened(browser, server):
    """Opens the page at a hash; at the end nothing may have been said on the console or asked of another machine."""
    contexts, complaints = [], []

    def open_at(hash_="", viewport=WIDE, scheme="light", expected_errors=()):
        context = browser.new_context(viewport=viewport, color_scheme=scheme, reduced_motion="reduce")
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        contexts.append(context)
        page, told = watched(context, server.address, expected_errors)
        complaints.append(told)
        page.goto(f"{server.address}/{hash_}")
        expect(page).to_have_title(re.compile(" · "))  # the modules come after the first paint
        return page

    yield open_at
    for context in contexts:
        context.close()
    assert [told for told in complaints if told] == []


def expect(*args):
    from playwright.sync_api import expect

    expect.set_options(timeout=20_000)  # two test workers and a server share two cores

    return expect(*args)


def write(page):
    page.get_by_role("button", name="Write", exact=True).click()
    expect(page.locator("#story-footing")).not_to_be_empty()


def story(page, name="story"):
    return "".join(page.locator(f"#{name} {part}").text_content() for part in (".tokens", ".rest"))


def requests_of(page, path):
    """The bodies of the page's requests to a path, as they come."""
    bodies = []
    page.on("request", lambda request: bodies.append(request.post_data_json) if request.url.endswith(path) else None)
    return bodies


def test_a_story_is_told_with_the_settings_and_each_word_says_how_sure_the_model_was(opened, server):
    page = opened()
    sent = requests_of(page, "/api/generate")
    page.get_by_role("button", name="Once upon a time").click()
    page.get_by_label("The story begins").fill(PROMPT)
    page.locator("#model").select_option("other")
    for label, value in (("Temperature", "1.2"), ("Top-p", "0.9"), ("Length", "30"), ("Top-k", "20"), ("Seed", "7")):
        page.get_by_label(label).fill(value)
    write(page)

    asked = {"model": "other", "prompt": PROMPT, "temperature": 1.2, "top_p": 0.9, "top_k": 20, "seed": 7}
    assert asked.items() <= sent[0].items()
    assert sent[0]["max_new_tokens"] == 30
    whole = server.post("api/generate", {**sent[0], "stream": False})
    assert story(page) == whole["text"] != ""
    assert page.locator("#story .token").count() == len(whole["tokens"])
    for token, node in zip(whole["tokens"][:5], page.locator("#story .token").all(), strict=False):
        shade = sum(token["probability"] < least for least in (0.9, 0.6, 0.3, 0.1))
        assert node.locator(f".shade-{shade}").count() == 1
    assert page.locator(".legend .key").count() == 5

    page.locator("#story .token:not([hidden])").nth(1).hover()
    window = page.get_by_role("dialog")
    expect(window).to_contain_text("sure")
    shown = window.locator(".alternative").count()
    assert shown >= 8
    page.mouse.move(0, 0)
    expect(window).to_be_hidden()

    page.get_by_label("Shade words").uncheck()
    assert "unshaded" in page.locator("#story").get_attribute("class")
    page.get_by_role("button", name="Copy story").click()
    assert page.evaluate("navigator.clipboard.readText()") == PROMPT + whole["text"]

    shared = opened(page.evaluate("location.hash"))
    assert shared.get_by_label("The story begins").input_value() == PROMPT
    expect(shared.locator("#model")).to_have_value("other")
    assert shared.get_by_label("Seed").input_value() == "7"
    assert shared.get_by_label("Temperature").input_value() == "1.2"
    write(shared)
    assert story(shared) == whole["text"], "a copied link tells the same story"
    shared.get_by_role("button", name="New", exact=True).click()
    assert shared.get_by_label("Seed").input_value() != "7"


def test_another_word_branches_the_story_and_the_tree_leads_back(opened, server):
    page = opened("#view=write&model=tiny&prompt=One+day&max_new_tokens=20&seed=3")
    sent = requests_of(page, "/api/generate")
    write(page)
    first = story(page)
    tokens = server.post("api/generate", {**sent[0], "stream": False})["tokens"]
    at = next(k for k, token in enumerate(tokens) if k > 2 and token["text"])
    page.locator("#story .token").nth(at).click()
    other = page.locator("#alternatives button").first
    other.click()
    expect(page.locator("#story .token.chosen")).to_have_count(1)
    expect(page.locator("#branches button")).to_have_count(2)
    expect(page.locator("#stop")).to_be_disabled()

    forced = sent[1]["forced"]
    assert forced[:-1] == [token["id"] for token in tokens[:at]]
    assert forced[-1] != tokens[at]["id"]
    branch = server.post("api/generate", {**sent[1], "stream": False})
    assert story(page) == branch["text"]
    kept = "".join(token["text"] for token in tokens[:at])
    assert story(page).startswith(kept.removesuffix("�"))

    page.locator("#branches button").first.click()
    assert story(page) == first
    assert page.locator("#branches [aria-current]").text_content().startswith("One day")
    page.locator("#branches button").last.click()
    assert story(page) == branch["text"]
    if page.get_by_role("button", name="Go on").is_visible():
        page.get_by_role("button", name="Go on").click()
        expect(page.locator("#branches button")).to_have_count(3)
        expect(page.locator("#stop")).to_be_disabled()
        assert story(page).startswith(branch["text"].rstrip("�"))
        assert len(story(page)) > len(branch["text"])


def test_a_story_can_be_stopped_and_what_models_write_is_only_text(opened):
    page = opened(f"#view=write&model=tiny&temperature=2&max_new_tokens={LONG_STORY}&seed=1")
    page.get_by_label("The story begins").fill('<img src=x onerror="document.title=1"> Tom')
    page.evaluate("""() => new MutationObserver((_, watcher) => {
        if (document.querySelectorAll('#story .token').length < 3) return;
        watcher.disconnect();
        document.querySelector('#stop').click();
    }).observe(document.querySelector('#story'), { childList: true, subtree: true })""")
    write(page)

    expect(page.locator("#story-footing")).to_have_text(re.compile(r"^Stopped after \d+ tokens"))
    assert 3 <= page.locator("#story .token").count() < LONG_STORY
    expect(page.locator("#stop")).to_be_disabled()
    assert page.locator("#story img").count() == 0
    assert page.locator("#story .prompt").text_content().startswith("<img src=x")


def test_everything_can_be_done_with_the_keyboard_alone(opened):
    page = opened("#view=write&model=tiny&max_new_tokens=20")
    expect(page.locator("#write")).to_be_enabled()
    press = page.keyboard.press
    press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    press("Enter")
    press("Tab")
    assert page.evaluate("document.activeElement.id") == "prompt"
    press("Control+A")
    page.keyboard.type("Tom had a")
    press("Control+Enter")
    expect(page.locator("#story-footing")).not_to_be_empty()
    before = story(page)
    for _ in range(60):
        press("Tab")
        if page.evaluate("document.activeElement.classList.contains('token')"):
            break
    press("ArrowRight")
    expect(page.locator("#alternatives")).to_be_visible()
    press("Enter")
    assert page.evaluate("document.activeElement.matches('#alternatives button')")
    press("Escape")
    assert page.evaluate("document.activeElement.classList.contains('token')")
    expect(page.locator("#alternatives")).to_be_hidden()
    press("Enter")
    press("ArrowDown")
    press("Enter")
    expect(page.locator("#branches button")).to_have_count(2)
    expect(page.locator("#stop")).to_be_disabled()
    assert story(page) != before

    page.locator("#go-write").focus()
    for view in VIEWS[1:]:
        press("Tab")
        press("Enter")
        expect(page.locator(f"#view-{view}")).to_be_visible()
        page.locator(f"#go-{view}").focus()
    press("Tab")
    press("Enter")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.reload()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(21, 24, 27)"
    page.go_back()
    expect(page.locator("#view-runs")).to_be_visible()


def test_two_models_and_every_checkpoint_tell_the_same_beginning(opened, server):
    page = opened("#view=compare&prompt=Tom&max_new_tokens=15&seed=2&temperature=0.5")
    sent = requests_of(page, "/api/generate")
    page.get_by_label("Left", exact=True).select_option("tiny")
    page.get_by_label("Right", exact=True).select_option("tiny@8")
    page.get_by_role("button", name="Write both").click()
    expect(page.locator("#left-footing")).to_contain_text("bits of surprise")
    expect(page.locator("#right-footing")).to_contain_text("bits of surprise")
    expect(page.locator("#parting")).not_to_be_empty()

    assert {body["model"] for body in sent} == {"tiny", "tiny@8"}
    told = {}
    for side, body in zip(("left", "right"), sorted(sent, key=lambda body: body["model"]), strict=True):
        told[side] = story(page, f"{side}-story")
        assert told[side] == server.post("api/generate", {**body, "stream": False})["text"]
    if told["left"] != told["right"]:
        assert page.locator(".parting").count() == 2
    page.locator("#left-story .token").first.hover()
    expect(page.locator("#left-alternatives")).to_contain_text("here")

    page.get_by_label("Run", exact=True).select_option("tiny")
    run = next(model for model in server.get("api/models")["models"] if model["id"] == "tiny")
    steps = [point["step"] for point in run["checkpoints"]]
    expect(page.locator("#growth-footing")).not_to_be_empty()
    page.get_by_label("Checkpoint").fill("0")
    expect(page.locator("#step-said")).to_have_text("step 1")
    page.get_by_role("button", name="Play from the start").click()
    expect(page.locator("#step-said")).to_have_text(f"step {steps[1]}")
    page.get_by_role("button", name="Stop playing").click()
    page.get_by_label("Checkpoint").press("End")
    expect(page.locator("#step-said")).to_have_text(f"step {steps[-1]}")
    expect(page.locator("#growth-story .token")).not_to_have_count(0)


def test_runs_are_sorted_compared_and_drawn_live_while_one_trains(opened, root):
    training = Training(root)
    try:
        page = opened("#view=runs&runs=tiny%7Cother")
        names = page.locator("#runs-table tbody th")
        expect(names.first).to_be_visible()
        page.get_by_role("button", name="Run", exact=True).click()
        assert [name for name in names.all_text_contents() if name != "live"] == ["other", "tiny"]
        page.get_by_role("button", name="Run", exact=True).click()
        assert [name for name in names.all_text_contents() if name != "live"] == ["tiny", "other"]
        page.get_by_role("button", name="Bits per byte").click()
        assert page.locator("th[aria-sort=ascending]").text_content() == "Bits per byte"

        expect(page.locator("#curves .dot")).to_have_count(6)
        assert page.locator("#curves .line").count() == 4
        for text in ("tokens read", "bits per byte"):
            assert page.locator("#curves").get_by_text(text, exact=True).count() == 1
        page.get_by_label("over", exact=True).select_option("steps")
        expect(page.locator("#curves")).to_contain_text("steps")
        page.get_by_label("logarithmic").uncheck()
        page.locator("#curves svg").hover()
        expect(page.locator("#curves .readout")).to_contain_text("tiny, training:")
        expect(page.locator("#samples li")).to_have_count(6)

        expect(page.locator("#settings-table tbody tr")).to_have_count(1)
        assert page.locator("#settings-table tbody tr").text_content() == "model.num_layers21"
        page.get_by_label("only differences").uncheck()
        assert page.locator("#settings-table tbody tr").count() > 20

        expect(page.get_by_label("Show live")).to_be_visible(timeout=60_000)
        page.get_by_label("Show tiny").uncheck()
        page.get_by_label("Show other").uncheck()
        page.get_by_label("Show live").check()
        expect(page.locator("#curves-legend")).to_contain_text("in training", timeout=60_000)
        once = page.locator("#curves .line").first.get_attribute("d")
        expect(page.locator("#curves .line").first).not_to_have_attribute("d", once, timeout=30_000)
        expect(page.locator("#runs-table .status.training")).to_have_count(1)
    finally:
        training.stop()
        shutil.rmtree(root / "models" / "live", ignore_errors=True)


def test_looking_inside_shows_surprise_attention_and_layers(opened, server):
    page = opened("#view=inspect&inside=tiny", expected_errors=["Failed to load resource"])
    sent = requests_of(page, "/api/inspect")
    page.get_by_label("Text", exact=True).fill("Mia had a red ball. Mia")
    page.get_by_role("button", name="Look inside").click()
    expect(page.locator("#lens td")).not_to_have_count(0)
    inside = server.post("api/inspect", sent[0])

    assert page.locator(".surprise").count() == len(inside["tokens"])
    assert page.locator("#lens tbody tr").count() == len(inside["lens"]) == 2
    expect(page.locator("#surprise-sum")).to_contain_text("bits in all")
    page.locator(".surprise").nth(4).click()
    expect(page.locator("#expected-title")).to_contain_text("Token 5")
    assert page.locator("#expected li").count() == 5
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#expected-title")).to_contain_text("Token 4")
    assert page.locator(".looked").count() == 4
    page.locator("#attention-map canvas").hover(position={"x": 3, "y": 3})
    expect(page.locator("#attention-said")).to_contain_text("looks at")

    def without_attention(route):
        if route.request.post_data_json["layer"] is None:
            return route.continue_()
        error = {"code": "no_attention", "message": "None here.", "hint": "Leave layer out.", "field": "layer"}
        return route.fulfill(status=422, json={"error": error})

    page.route("**/api/inspect", without_attention)
    page.get_by_role("button", name="Look inside").click()
    expect(page.locator("#attention-panel")).to_be_hidden()
    expect(page.locator("#lens-panel")).to_be_visible()
    page.unroute("**/api/inspect")
    page.get_by_role("button", name="Look inside").click()
    expect(page.locator("#attention-panel")).to_be_visible()
    sent.clear()

    kind = page.locator("#attention-kind").text_content()
    page.get_by_label("Layer", exact=True).select_option(label="2")
    expect(page.locator("#attention-kind")).not_to_have_text(kind)
    page.get_by_label("Head", exact=True).select_option(label="2")
    expect(page.locator("#inspect-message")).to_be_hidden()
    assert [(body["layer"], body["head"]) for body in sent] == [(1, 0), (1, 1)]


def test_the_page_says_what_is_wrong_and_what_to_do(opened, server, root):
    page = opened("#view=write&model=tiny&max_new_tokens=10", expected_errors=["Failed to load resource"])
    away = root / "elsewhere"
    expect(page.locator("#write")).to_be_enabled()

    answers = iter([503, 200])

    def full_at_first(route):
        if next(answers) == 200:
            return route.continue_()
        body = {"error": {"code": "busy", "message": "All places are taken.", "hint": "Wait.", "field": None}}
        return route.fulfill(status=503, headers={"Retry-After": "1"}, json=body)

    page.route("**/api/generate", full_at_first)
    page.get_by_role("button", name="Write", exact=True).click()
    expect(page.locator("#write-message")).to_contain_text("All places are taken. Attempt 2 in 1 s.")
    expect(page.locator("#story-footing")).not_to_be_empty()
    expect(page.locator("#write-message")).to_be_hidden()
    page.unroute("**/api/generate")

    shutil.copytree(root / "models" / "tiny", root / "models" / "broken")
    weights = root / "models" / "broken" / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[: weights.stat().st_size // 2])
    page.reload()
    page.locator("#model").select_option("broken")
    page.get_by_role("button", name="Write", exact=True).click()
    expect(page.locator("#write-message .bad")).to_be_visible()
    assert page.locator("#write-message p").count() == 2, "what happened, and what to do"
    assert str(root) not in page.locator("#write-message").text_content()
    shutil.rmtree(root / "models" / "broken")

    (root / "models").rename(away)
    (root / "models").mkdir()
    try:
        page.reload()
        expect(page.get_by_text("No model here yet")).to_be_visible()
        assert page.locator("#no-models code").last.text_content() == "make train"
        expect(page.locator("#write")).to_be_disabled()
    finally:
        (root / "models").rmdir()
        away.rename(root / "models")
    expect(page.get_by_text("No model here yet")).to_be_hidden(timeout=15_000)
    expect(page.locator("#write")).to_be_enabled()

    server.stop()
    page.get_by_role("button", name="Write", exact=True).click()
    expect(page.locator("#connection")).to_contain_text("The server does not answer. Attempt 1")
    expect(page.locator("#connection")).to_contain_text("Attempt 2")
    server.start()
    expect(page.locator("#connection")).to_have_text("The server is back.", timeout=60_000)
    expect(page.locator("#write-message")).to_be_hidden()
    page.get_by_role("button", name="Write", exact=True).click()
    expect(page.locator("#story-footing")).not_to_be_empty()


def test_a_stream_is_read_however_it_is_cut_and_its_end_is_never_invented(opened):
    page = opened("#view=write&model=tiny")
    expect(page.locator("#write")).to_be_enabled()
    token = {"id": 5, "text": " é😀", "logprob": -0.1, "probability": 0.9, "forced": False, "alternatives": []}
    error = {"code": "damaged", "message": "The weights are cut off.", "hint": "Type `make train`.", "field": None}
    begun = sent_events(("start", {"prompt": []}), ("token", token))
    read = page.evaluate(
        """async (text) => {
            const { events } = await import("/page/ground/stream.js");
            const bytes = new TextEncoder().encode(text);
            const one = (byte) => Uint8Array.of(byte);
            const body = new ReadableStream({ start(c) { bytes.forEach((b) => c.enqueue(one(b))); c.close(); } });
            const read = [];
            for await (const message of events(body)) read.push([message.event, message.data.text]);
            return read;
        }""",
        begun.replace("\n", "\r\n"),
    )
    assert read == [["start", None], ["token", " é😀"]]

    failed = begun + sent_events(("error", {"error": error}))
    for body, place, told in ((begun, "#connection", "does not answer"), (failed, "#write-message .bad", "cut off")):
        answer = partial(fulfill_stream, body=body)
        page.route("**/api/generate", answer)
        page.get_by_role("button", name="Write", exact=True).click()
        expect(page.locator(place)).to_contain_text(told)
        assert story(page) == " é😀", "what was told stays"
        expect(page.get_by_role("button", name="Go on")).to_be_visible()
        page.unroute("**/api/generate")
    assert page.locator("#write-message code").text_content() == "make train"

    waits = page.evaluate(
        """async () => {
            const { waitText } = await import("/page/ground/messages.js");
            return ["loading", "queue"].map((reason) => waitText({ event: "wait", data: { reason, position: 3 } }));
        }"""
    )
    assert waits == ["The model is being loaded…", "Waiting for a place: number 3 in the queue."]


def sent_events(*events):
    return "".join(f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n" for name, data in events)


def fulfill_stream(route, body):
    route.fulfill(body=body, content_type="text/event-stream; charset=utf-8")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_a_phone_shows_everything(opened, scheme):
    from axe_playwright_python.sync_playwright import Axe

    page = opened("#view=write&model=tiny&max_new_tokens=20&runs=tiny%7Cother", NARROW, scheme)
    write(page)
    page.locator("#story .token:not([hidden])").nth(2).click()
    expect(page.locator("#alternatives")).to_be_visible()
    for view in VIEWS:
        if view != "write":
            page.locator(f"#go-{view}").click()
        if view == "compare":
            page.get_by_role("button", name="Write both").click()
            expect(page.locator("#parting")).not_to_be_empty()
        if view == "runs":
            expect(page.locator("#curves .dot")).not_to_have_count(0)
        if view == "inspect":
            page.get_by_role("button", name="Look inside").click()
            expect(page.locator("#lens td")).not_to_have_count(0)
        found = Axe().run(page).response["violations"]
        told = [(rule["id"], rule["impact"], [node["html"] for node in rule["nodes"]]) for rule in found]
        assert told == [], f"{view} in {scheme}: {json.dumps(told, indent=1)}"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{view} is wider than a phone"


def test_the_benchmark_of_the_first_paint_reads_the_browsers_own_figures(browser, server):
    load = load_page(browser, server.address)

    assert load.first_paint_ms > 0
    assert load.models_listed_ms > 0
    assert load.files >= sum(path.is_file() for path in PAGE.rglob("*.js"))
    assert 50_000 < load.bytes < 250_000


def test_the_files_are_small_and_name_no_other_machine():
    files = [path for path in PAGE.rglob("*") if path.is_file()]

    assert sum(path.stat().st_size for path in files) < 250_000
    for path in files:
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?://|@import|innerHTML|insertAdjacentHTML|\beval\(", text), path
    html = (PAGE / "index.html").read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script>", html)
