"""TensorBoard's profiler page in a real browser, its two scripts from content networks answered here.

The page draws with Google Charts and its trace view needs a polyfill of web components; without them every view is
blank. A small stand-in of our own answers the first. The second is fetched from npm, where npm is to be had.
"""

import shutil
import subprocess
import tarfile

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
    done = subprocess.run(
        ["npm", "pack", "--silent", "webcomponents.js@0.7.24"], cwd=folder, capture_output=True, timeout=60, check=False
    )
    archives = list(folder.glob("*.tgz"))
    if done.returncode or not archives:
        return None
    with tarfile.open(archives[0]) as archive:
        member = archive.extractfile("package/webcomponents-lite.js")
        return member.read().decode("utf-8") if member else None


@pytest.mark.browser
def test_the_views_show_what_was_profiled(profiled, polyfill, tmp_path):  # noqa: F811 - the fixture
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    from playwright.sync_api import sync_playwright

    name = only_profile(profiled).name
    server, address = start_tensorboard(profiled)
    try:
        wait_for(address)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            page = browser.new_page(viewport={"width": 1400, "height": 1000})
            page.route("https://www.gstatic.com/**", lambda route: route.fulfill(
                body=CHARTS, content_type="application/javascript"))  # fmt: skip
            page.route("**/webcomponentsjs/**", lambda route: route.fulfill(
                body=polyfill or "", content_type="application/javascript"))  # fmt: skip
            page.goto(f"{address}/#pytorch_profiler")
            view = page.frame_locator("iframe")
            view.get_by_text(name).first.wait_for(timeout=60_000)
            view.get_by_text("Configuration").first.wait_for(timeout=60_000)
            overview = view.locator("body").inner_text()
            page.screenshot(path=tmp_path / "overview.png")

            choose(view, "Overview", "Operator")
            view.get_by_text("aten::").first.wait_for(timeout=60_000)
            operators = view.locator("body").inner_text()
            page.screenshot(path=tmp_path / "operator.png")
            browser.close()
    finally:
        server.kill()
        server.wait()

    assert "Step Time Breakdown" in overview
    assert "aten::addmm" in operators or "aten::mm" in operators


def choose(view, present, wanted):
    """Pick another view in the dropdown on the left."""
    view.get_by_text(present, exact=True).first.click()
    view.get_by_role("option", name=wanted, exact=True).click()
