"""TensorBoard's profiler page in a real browser, its two scripts from content networks answered here.

The page draws with Google Charts and its trace view needs a polyfill of web components; without them every view is
blank. A small stand-in of our own answers the first. The second is fetched from npm, where npm is to be had.
"""

import contextlib
import re
import shutil
import subprocess
import tarfile
from functools import partial

import pytest

from tests.test_profile import only_profile, profiled, start_tensorboard, wait_for  # noqa: F401 - a fixture

NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next((path for name in NAMES if (path := shutil.which(name))), None)
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()

# Every chart writes what it was given as text: enough to see that the page's own data reach it.
CHARTS = """
class DataTable {
  constructor() { this.columns = []; this.rows = []; }
  addColumn(a, b) { this.columns.push(typeof a === 'object' ? (a.label || a.type) : b); }
  addRow(row) { this.rows.push(row); }
  addRows(rows) { if (Array.isArray(rows)) this.rows.push(...rows); }
  getNumberOfRows() { return this.rows.length; }
  getNumberOfColumns() { return this.columns.length; }
  getValue(row, column) { return this.rows[row][column]; }
  getColumnLabel(column) { return this.columns[column]; }
}
const plain = value => (value && typeof value === 'object' && 'v' in value) ? value.v : value;
class Chart {
  constructor(element) { this.element = element; }
  draw(table) {
    const rows = (table.rows || []).slice(0, 40).map(row => row.map(plain).join(' | '));
    this.element.textContent = [(table.columns || []).join(' | '), ...rows].join('\\n');
  }
  getSelection() { return []; }
  clearChart() { this.element.textContent = ''; }
  getChart() { return this; }
  setSelection() {}
}
const lenient = kind => new Proxy(kind, { construct(target, given) {
  return new Proxy(new target(...given), { get: (o, key) => key in o ? o[key] : () => undefined }); } });
window.google = {
  charts: { load() {}, setOnLoadCallback(call) { setTimeout(call, 0); } },
  visualization: new Proxy({}, { get(_, name) {
    if (name === 'DataTable') return lenient(DataTable);
    if (name === 'arrayToDataTable') return rows => {
      const table = new DataTable(); table.columns = rows[0].map(String); table.rows = rows.slice(1); return table; };
    if (name === 'events') return { addListener() {}, removeListener() {}, removeAllListeners() {} };
    return lenient(Chart);
  } }),
};
"""


@pytest.fixture(scope="module")
def polyfill(tmp_path_factory):
    """The text of webcomponents.js 0.7.24, or None where npm or its registry is not to be had."""
    folder = tmp_path_factory.mktemp("npm")
    if not shutil.which("npm"):
        return None
    command = ["npm", "pack", "--silent", "--fetch-retries=0", "webcomponents.js@0.7.24"]
    with contextlib.suppress(subprocess.TimeoutExpired):
        subprocess.run(command, cwd=folder, capture_output=True, timeout=60, check=False)
    archives = list(folder.glob("*.tgz"))
    if not archives:
        return None
    with tarfile.open(archives[0]) as archive:
        member = archive.extractfile("package/webcomponents.min.js")
        return member.read().decode("utf-8") if member else None


@pytest.fixture
def view(profiled, polyfill):  # noqa: F811 - the fixture
    """The profiler page in a browser, when its overview stands there."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    from playwright.sync_api import sync_playwright

    server, address = start_tensorboard(profiled)
    try:
        wait_for(address)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            page = browser.new_page(viewport={"width": 1400, "height": 1000})
            page.set_default_timeout(60_000)
            for pattern, script in (("https://www.gstatic.com/**", CHARTS), ("**/webcomponentsjs/**", polyfill or "")):
                answer = partial(fulfill, script=script)
                page.route(pattern, answer)
            page.goto(f"{address}/#pytorch_profiler")
            frame = page.frame_locator("iframe")
            frame.get_by_text(only_profile(profiled).name).first.wait_for()
            frame.get_by_text("Configuration").first.wait_for()
            yield frame
            browser.close()
    finally:
        server.kill()
        server.wait()


def fulfill(route, script):
    route.fulfill(body=script, content_type="application/javascript")


@pytest.mark.browser
def test_overview_and_operators_show_what_was_profiled(view):
    overview = view.locator("body").inner_text()
    assert "Step Time Breakdown" in overview

    choose(view, "Overview", "Operator")
    view.get_by_text("aten::").first.wait_for()
    operators = view.locator("body").inner_text()
    assert "aten::addmm" in operators or "aten::mm" in operators


@pytest.mark.browser
def test_the_trace_view_shows_the_timeline(view, polyfill):
    if polyfill is None:
        pytest.skip("webcomponents.js, which the trace view needs, is not to be had from npm here")

    choose(view, "Overview", "Trace")
    trace = view.frame_locator("iframe")
    trace.get_by_text(re.compile(r"thread \d+")).first.wait_for()
    assert "PyTorch Profiler" in trace.locator("body").inner_text()


def choose(view, present, wanted):
    """Pick another view in the dropdown on the left."""
    view.get_by_text(present, exact=True).first.click()
    view.get_by_role("option", name=wanted, exact=True).click()
