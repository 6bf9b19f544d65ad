"""What all explorers share: opening, the address, Back and Forward, sharing, odd input, models; shown with attention-by-hand."""

import csv
import io
import re

import pytest
from building import ROOT, SUB_PATH
from explorers import box_of, places, settle
from lxml import etree
from pages import softmax
from playwright.sync_api import expect
from quiet import wait_until_quiet

pytestmark = pytest.mark.thorough
PAGE, NAME = "how-transformers-work/attention/", "attention-by-hand"
QUERY = "Query Q of the, first number"
SHIFT = """() => new Promise(done => {
    let sum = 0;
    new PerformanceObserver(list => list.getEntries().forEach(entry => sum += entry.value))
        .observe({type: 'layout-shift', buffered: true});
    setTimeout(() => done(sum), 100);
})"""
# Explorers that load a model when they open, and the picture that the model fills.
WAIT = [
    (PAGE, "attention-explorer", ".explorer__wall"),
    ("how-transformers-work/transfer-learning/", "transfer-explorer", ".explorer__planes"),
    ("transformer-capabilities/pipeline-function/", "pipeline-stepper", ".explorer__flows"),
    ("nlp-and-llms/large-language-models/", "next-token-explorer", ".explorer__lanes"),
]
# A runtime that loads half a model, then does what the address says: waits, fails or finishes.
CLIENT = """
let asked = 0;
export function load(name, { onProgress, signal }) {
  onProgress({ done: 1_200_000, total: 2_400_000 });
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(Object.assign(new Error("The download was stopped."), { kind: "aborted" })));
    if (asked++) resolve({ name, close() {} });
  });
}
"""


def modules(page) -> list[str]:
    """Return the names of the explorers' files that the page has fetched so far."""
    return page.evaluate("performance.getEntriesByType('resource').map(entry => new URL(entry.name).pathname.split('/').pop())")


def test_a_closed_explorer_fetches_nothing_and_an_open_one_its_module(open_page):
    page = open_page(PAGE)
    wait_until_quiet(page)
    assert "explorers.js" in modules(page) and not {"base.js", f"{NAME}.js", "explorers.css"} & set(modules(page))
    page.locator(NAME).scroll_into_view_if_needed()
    page.wait_for_function("() => customElements.get('attention-by-hand') !== undefined")
    expect(page.locator(f"{NAME} table").first).to_contain_text("0.804")
    assert page.locator(f"{NAME} .explorer__view").count() == 0, "it should wait until the reader opens it"
    assert page.evaluate(SHIFT) <= 0.01


def test_it_opens_by_keyboard_and_keeps_the_focus(open_page):
    page = open_page(PAGE)
    page.locator(f"{NAME} .explorer__open").focus()
    page.keyboard.press("Enter")
    view = page.locator(f"{NAME} .explorer__view")
    expect(view).to_be_focused()
    page.keyboard.press("Tab")
    expect(view.locator("button, input, [role=slider]").first).to_be_focused()


def test_without_javascript_it_reads_and_offers_no_button(open_page):
    page = open_page(PAGE, java_script_enabled=False)
    figure = page.locator(f"figure.explorer:has({NAME})")
    expect(figure).to_contain_text("Predict first.")
    expect(figure.locator(".explorer__static table")).to_be_visible()
    expect(figure.locator(".explorer__open")).to_be_hidden()
    figure.locator("summary").click()
    expect(figure.locator(".explorer__see p")).to_be_visible()


def test_print_shows_what_there_was_to_see(open_page):
    page = open_page(PAGE)
    page.emulate_media(media="print")
    expect(page.locator(f"figure.explorer:has({NAME}) .explorer__see p")).to_be_visible()
    expect(page.locator(f"{NAME} .explorer__open")).to_be_hidden()


def test_the_address_opens_exactly_this_view_without_a_shift(open_page):
    page = open_page(f"{PAGE}#{NAME}:q=3,1,2,0,0,2;mask=0")
    view = page.locator(f"{NAME} .explorer__view")
    expect(view.get_by_label(QUERY)).to_have_value("3")
    expect(view.get_by_label("Mask")).not_to_be_checked()
    expect(page.locator(f"figure.explorer:has({NAME})")).to_be_in_viewport()
    assert page.evaluate(SHIFT) <= 0.01
    expect(view).to_be_focused()
    outline = "view => getComputedStyle(view).outlineStyle"
    assert view.evaluate(outline) == "none", "readers who follow a link with the mouse need no focus ring around the whole explorer"
    page.keyboard.press("ArrowDown")
    assert view.evaluate(outline) == "solid", "keyboard users have to see where the focus is"


@pytest.mark.parametrize(
    "view",
    [
        "",
        "mask",
        "q=;k=a,b",
        "q=1,2;mask=0",
        "%",
        "q=%E0%A4%A",
        "__proto__=1;constructor=2",
        "q=" + "9," * 3000,
        "q=<img src=x onerror=alert(1)>",
        "row=🙂;row=%F0%9F%99%82",
        "q=1e999,1,2,0,0,2",
    ],
)
def test_any_address_gives_a_sound_view(open_page, view):
    page = open_page(f"{PAGE}#{NAME}:{view}")
    expect(page.locator(f"{NAME} .explorer__view").get_by_label(QUERY)).to_have_value("1")
    assert "NaN" not in page.locator(NAME).inner_text() and page.locator(f"{NAME} img").count() == 0


def test_steps_go_back_and_forward_and_ordinary_anchors_change_nothing(open_explorer):
    view = open_explorer(PAGE, NAME)
    page, field, mask = view.page, view.get_by_label(QUERY), view.get_by_label("Mask")
    field.fill("5")
    mask.uncheck()
    assert page.url.endswith(f"#{NAME}:q=5,1,2,0,0,2;mask=0")
    page.evaluate("location.hash = 'several-heads'")
    expect(field).to_have_value("5")
    page.go_back()
    page.go_back()
    expect(mask).to_be_checked()
    expect(field).to_have_value("5")
    page.go_forward()
    expect(mask).not_to_be_checked()
    view.get_by_role("button", name="Start over").click()
    expect(field).to_have_value("1")
    page.go_back()
    expect(field).to_have_value("5")


@pytest.mark.parametrize("name", ["parameter-counter", "timeline-explorer", "cost-calculator"])
def test_the_picture_stays_in_its_place_when_the_question_above_it_goes(open_explorer, name):
    view = open_explorer(places()[name], name, reduced_motion="reduce")
    picture, end = view.locator("svg:visible").first, view.get_by_role("button", name="Skip the guess")
    picture.scroll_into_view_if_needed()
    end.scroll_into_view_if_needed()
    settle(view)
    asked, before = view.evaluate("view => view.querySelector('.explorer__task').offsetHeight"), box_of(picture)["y"]
    end.click()
    settle(view)
    assert asked > 20 and view.locator(".explorer__task").is_hidden(), "nothing above the picture has gone, so this test proves nothing"
    assert abs(box_of(picture)["y"] - before) < 1


def test_moving_changes_the_address_in_place(open_explorer):
    view = open_explorer(PAGE, NAME)
    before = view.page.evaluate("history.length")
    for value in ("2", "2.5", "-1"):
        view.get_by_label(QUERY).fill(value)
    view.page.wait_for_url(f"**/#{NAME}:q=-1,1,2,0,0,2")
    assert view.page.evaluate("history.length") == before


@pytest.mark.parametrize("text", ["", " ", "many", "11", "-10.5", "1e999", "--3", "<b>1</b>", "שלום", "🙂", "9" * 5000])
def test_what_isnt_a_number_in_range_is_refused_politely(open_explorer, text):
    view = open_explorer(PAGE, NAME)
    shown = view.locator("table").all_inner_texts()
    view.get_by_label(QUERY).fill(text)
    expect(view.get_by_role("status")).to_contain_text("enter a number from −10 to 10.")
    expect(view.get_by_label(QUERY)).to_have_attribute("aria-invalid", "true")
    assert view.locator("table").all_inner_texts() == shown and view.locator("b").count() == 0
    view.get_by_label(QUERY).fill("2,5")
    expect(view.get_by_label(QUERY)).to_have_attribute("aria-invalid", "false")


def test_link_data_and_picture_are_available(open_explorer):
    view = open_explorer(PAGE, NAME, permissions=["clipboard-read", "clipboard-write"])
    view.get_by_label("Mask").uncheck()
    view.get_by_role("button", name="Copy link").click()
    expect(view.get_by_role("status")).to_have_text("Link to this view copied.")
    assert view.page.evaluate("navigator.clipboard.readText()") == view.page.url
    view.get_by_role("button", name="Copy as CSV").click()
    expect(view.get_by_role("status")).to_have_text("Data copied.")
    rows = list(csv.reader(io.StringIO(view.page.evaluate("navigator.clipboard.readText()"))))
    assert len(rows) == 4 and len({len(row) for row in rows}) == 1 and rows[1][0] == "the"
    with view.page.expect_download() as download:
        view.get_by_role("button", name="Save as SVG").click()
    assert download.value.suggested_filename == f"{NAME}.svg"
    drawing = etree.parse(download.value.path()).getroot()
    assert not drawing.xpath("//@class") and all("rgb" in fill for fill in drawing.xpath("//*[local-name()='text']/@fill"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_a_small_phone_and_is_large_enough_to_touch(open_explorer, scheme):
    view = open_explorer(PAGE, NAME, viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True, color_scheme=scheme)
    assert view.page.evaluate("document.documentElement.scrollWidth") <= 320
    for target in view.locator("button:visible, input:visible, select:visible").all():
        box = box_of(target if target.get_attribute("type") != "checkbox" else target.locator(".."))
        assert min(box["width"], box["height"]) >= 24, f"{target} is {box}"


def test_a_model_says_its_size_stops_and_is_tried_again(open_page):
    page = open_page(PAGE)
    page.route("**/model-loader.js", lambda route: route.fulfill(body=CLIENT, content_type="text/javascript"))
    element = page.locator(NAME)
    element.evaluate("element => element.dataset.models = 'pocket-t5=2400000'")
    element.locator(".explorer__open").click()
    element.locator(".explorer__view").wait_for()
    element.evaluate("element => { element.load('pocket-t5').then(model => element.dataset.loaded = model.name) }")
    expect(element).to_contain_text("pocket-t5: 1.2 MB of 2.4 MB")
    element.get_by_role("button", name="Stop").click()
    expect(element.get_by_role("status")).to_have_text("The download was stopped.")
    element.get_by_role("button", name="Load pocket-t5, 2.4 MB").click()
    expect(element).to_have_attribute("data-loaded", "pocket-t5")
    expect(element.get_by_role("progressbar")).to_have_count(0)


def test_two_models_at_once_leave_each_other_alone(open_page):
    page = open_page(PAGE)
    waiting = """globalThis.stopped = [];
        export const load = (name, { signal }) => new Promise((_, reject) => signal.addEventListener("abort", () => {
            stopped.push(name);
            reject(Object.assign(new Error("The download was stopped."), { kind: "aborted" }));
        }));"""
    page.route("**/model-loader.js", lambda route: route.fulfill(body=waiting, content_type="text/javascript"))
    element = page.locator(NAME)
    element.evaluate("element => element.dataset.models = 'pocket-t5=2400000 pocket-gpt=1000000'")
    element.locator(".explorer__open").click()
    element.locator(".explorer__view").wait_for()
    element.evaluate("element => { element.load('pocket-t5'); element.load('pocket-gpt'); }")
    stops = element.get_by_role("button", name="Stop")
    expect(stops).to_have_count(2)
    page.wait_for_function("() => globalThis.stopped")
    stops.first.click()
    expect(stops).to_have_count(1)
    assert page.evaluate("stopped") == ["pocket-t5"]
    element.evaluate("element => element.remove()")
    page.wait_for_function("() => stopped.length === 2")


def test_a_module_that_does_not_arrive_is_reported(browser, address):
    page = browser.new_page()  # without open_page's watch: this page is meant to miss a file
    page.route("**/base.js", lambda route: route.abort())
    page.goto(address + PAGE)
    page.locator(f"{NAME} .explorer__open").click()
    expect(page.locator(f"{NAME} .explorer__open")).to_contain_text(re.compile("couldn’t be loaded. Check the network and reload"))
    page.close()


def test_the_explorer_of_the_contributors_page_works(open_page):
    page = open_page(PAGE)
    code = re.search(r"```js\n(.*?)```", (ROOT / "docs/contributing/explorers.md").read_text(encoding="utf-8"), re.DOTALL)[1]
    page.route("**/weight-of-two.js", lambda route: route.fulfill(body=code, content_type="text/javascript"))
    page.evaluate(
        """address => {
        document.querySelector("attention-by-hand").replaceWith(document.createElement("weight-of-two"));
        document.querySelector("weight-of-two").setAttribute("open", "");
        return import(address);
    }""",
        f"{SUB_PATH}assets/explorers/weight-of-two.js",
    )
    view = page.locator("weight-of-two .explorer__view")
    view.get_by_label("The first score").fill("3")
    expect(view.get_by_role("status")).to_have_text(f"The first weight is {softmax([3, 0])[0]:.3f}.")
    expect(view.get_by_role("row", name="second")).to_contain_text(f"{softmax([3, 0])[1]:.3f}")


@pytest.mark.parametrize("path, name, picture", WAIT)
def test_how_much_of_a_model_has_arrived_is_said_where_its_picture_will_be(open_page, path, name, picture):
    page = open_page(path, reduced_motion="reduce")
    page.route("**/model-loader.js", lambda route: route.fulfill(body=CLIENT, content_type="text/javascript"))
    page.locator(f"{name} .explorer__open").click()
    view = page.locator(f"{name} .explorer__view")
    amount = view.get_by_text("1.2 MB of 2.4 MB")
    amount.wait_for()
    view.evaluate("view => view.scrollIntoView()")
    expect(amount).to_be_in_viewport(ratio=1)
    expect(view.get_by_role("button", name="Stop", exact=True)).to_be_in_viewport(ratio=1)
    follows = "(one, other) => Boolean(one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING)"
    assert amount.evaluate(follows, view.locator(picture).last.element_handle()), "it is below the picture"
