"""Practice as readers do it: by keyboard, by touch, in two tabs, over weeks, with damaged or full storage."""

import io
import json
import re
from collections import Counter

import pytest
from axe import violations
from playwright.sync_api import expect
from pypdf import PdfReader
from test_explorers import SHIFT, modules

from llm_notes.outputs import practice

PAGE, SECTION = "practice/", "how-transformers-work/attention/"
LIST = "practice/how-transformers-work/"
GRADES = ["Again this session", "Hard today", "Good 2 days", "Easy 8 days"]
OWN = "Object.entries(localStorage).filter(([key]) => key.startsWith('llm-notes:/some/path/:'))"


@pytest.fixture(scope="module")
def kinds(site) -> Counter:
    """The number of questions, drills and terms; test_practice_page.py compares them with the pages."""
    lists = [page for path, page in site.pages.items() if path.startswith(PAGE)]
    return Counter(name.split("/")[0] for page in lists for name in page.article.xpath(".//@data-card"))


@pytest.fixture(scope="module")
def cards(site) -> list[dict]:
    """What the data beside the page says about each card."""
    data = json.loads((site.folder / practice.FILE).read_text(encoding="utf-8"))
    return [card for chapter in data["chapters"] for section in chapter["sections"] for card in section["cards"]]


@pytest.fixture(scope="module")
def total(kinds) -> int:
    """The number of cards."""
    return kinds.total()


def stored(page) -> dict[str, str]:
    """Return what the browser stores about practice, without the copies for the marks."""
    return {
        key.removeprefix("llm-notes:/some/path/:"): value
        for key, value in page.evaluate(OWN)
        if not key.startswith("llm-notes:/some/path/:due/")
    }


def grades(page) -> list[tuple[str, str]]:
    """Return (card, grade) of the stored reviews in chronological order, without those that were undone."""
    found = [
        (*key.removeprefix("review/").rsplit("/", 1), value)
        for key, value in stored(page).items()
        if key.startswith("review/") and value != "0"
    ]
    return [(card, grade) for card, _, grade in sorted(found, key=lambda one: int(one[1]))]


CLOCK = """{
    const Real = Date, start = Real.now(), now = () => Real.parse(localStorage.getItem("test-time")) + Real.now() - start;
    Date = class extends Real { constructor(...parts) { if (parts.length) super(...parts); else super(now()); } static now() { return now(); } };
}"""  # page.clock also takes over the timers, which breaks the theme's script


def at(page, time: str) -> None:
    """Reopen the practice page, with the clock set to that time."""
    page.evaluate("time => localStorage.setItem('test-time', time)", time)
    page.goto(re.sub("404.html$", PAGE, page.url))


def start(page, name: str | re.Pattern) -> None:
    """Start a session with a button of the desk, and wait until it accepts keys: one with a drill fetches a module first."""
    page.locator(".practice__desk").get_by_role("button", name=name).click()
    expect(page.locator(".practice__stage")).to_be_focused()


def know(page, count: int) -> None:
    """Grade that many cards "good" by keyboard and end the session."""
    for _ in range(count):
        page.keyboard.press("Space")
        page.keyboard.press("3")
    if page.locator(".practice__stage").is_visible():
        page.get_by_role("button", name="End the session").click()
    expect(page.locator(".practice__outcome")).to_contain_text(f"{count} of {count} remembered.")


def know_all(page) -> int:
    """Grade every card of the session "good" by keyboard; return how many there were."""
    count = 0
    while page.locator(".practice__stage").is_visible():
        page.keyboard.press("Space")
        page.keyboard.press("3")
        count += 1
    expect(page.locator(".practice__outcome")).to_contain_text(f"{count} of {count} remembered.")
    return count


def answer_rightly(page) -> None:
    """Answer the question on the stage by keyboard; the focus is on the stage."""
    stage = page.locator(".practice__stage")
    marks = stage.locator("details li").evaluate_all("items => items.map(({ dataset }) => [dataset.right, dataset.value])")
    for place, (right, value) in enumerate(marks):
        if right == "true":
            page.keyboard.type(value or "abcdef"[place])
    page.keyboard.press("Enter")


def answer_wrongly(page) -> None:
    """The same with a wrong option, or a number that is no answer."""
    marks = page.locator(".practice__stage details li").evaluate_all("items => items.map(({ dataset }) => [dataset.right, dataset.value])")
    page.keyboard.type("123456" if marks[0][1] else "abcdef"[[right for right, _ in marks].index("false")])
    page.keyboard.press("Enter")


def test_a_session_by_keyboard_alone(open_page, total):
    page = open_page("404.html")
    page.add_init_script(CLOCK)
    at(page, "2026-06-01T12:00:00")  # shortly before midnight, what is due in ten minutes is due tomorrow
    page.get_by_role("button", name="Ten mixed cards").focus()
    page.keyboard.press("Enter")
    stage = page.get_by_role("group", name=re.compile("^Card 1 of 10, a (term|question|drill) from "))
    expect(stage).to_be_focused()
    shown = page.get_by_role("group", name="How well did you know it?").get_by_role("button")
    for number in range(10):
        expect(page.locator(".practice__place")).to_contain_text(f"Card {number + 1} of ")
        page.keyboard.press("Space")
        expect(shown.nth(2)).to_be_focused()
        if number in (0, 6):
            assert [re.sub(r"^\d ", "", text) for text in shown.all_text_contents()] == GRADES
        if number == 6:  # two wrong keys, undone: the second grade first
            page.keyboard.press("1")
            page.keyboard.press("Space")
            page.keyboard.press("4")
            page.keyboard.press("Backspace")
            expect(page.locator(".practice__place")).to_contain_text("Card 8 of 12")
            page.keyboard.press("u")
            expect(page.locator(".practice__place")).to_contain_text("Card 7 of 11")
            expect(page.locator(".practice__stage .practice__hint")).to_contain_text("Taken back.")
            assert [re.sub(r"^\d ", "", text) for text in shown.all_text_contents()] == GRADES
        page.keyboard.press("1" if number == 4 else "3")
    expect(page.locator(".practice__place")).to_contain_text("Card 11 of 11")  # the card that wasn't known comes back
    page.keyboard.press("Space")
    page.keyboard.press("4")
    outcome = page.locator(".practice__outcome")
    expect(outcome).to_be_focused()
    page.locator(".md-top").evaluate("top => (top.hidden = false)")  # as when the reader scrolls up
    expect(page.locator(".md-top"), "it would cover what came of the session").to_be_hidden()
    page.keyboard.press("u")  # after the last card too
    page.keyboard.press("2")
    expect(outcome).to_be_focused()
    expect(outcome).to_contain_text("9 of 10 remembered.")
    expect(outcome.locator("li a")).to_have_count(1)
    expect(page.locator(".practice__today")).to_have_text(
        f"1 card is due today, none tomorrow, 9 in the six days after that. {total - 10} of {total} are still new."
    )
    assert sorted(grade for _, grade in grades(page)) == ["1", "2", *"333333333"]
    assert len({card for card, _ in grades(page)}) == 10


def test_a_wrong_answer_stays_wrong_when_its_grade_is_taken_back(open_page):
    page = open_page(PAGE)
    page.locator(".practice__desk select").select_option(label="Challenges in Language Processing")
    start(page, "Practice it")
    stage, done = page.locator(".practice__stage"), 0
    while not stage.locator("llm-question").count():
        page.keyboard.press("Space")
        page.keyboard.press("3")
        done += 1
    if stage.locator("input[type=text]").count():
        page.keyboard.type("987654321")
    else:
        wrong = stage.locator("details li").evaluate_all("items => items.findIndex(({ dataset }) => dataset.right !== 'true')")
        page.keyboard.press("abcdef"[wrong])
    page.keyboard.press("Enter")
    expect(stage.locator(".question__status")).to_contain_text("Not quite")
    page.keyboard.press("1")
    page.keyboard.press("u")
    expect(page.get_by_role("button", name="Again")).to_be_focused()
    page.keyboard.press("3")
    if stage.is_visible():
        page.get_by_role("button", name="End the session").click()
    expect(page.locator(".practice__outcome")).to_contain_text(f"{done} of {done + 1} remembered.")


def test_a_chapter_is_checked_and_says_what_to_read_again(open_page):
    page = open_page(PAGE)
    chapter = page.locator(".practice__chapter").filter(has=page.locator("h2#transformer-capabilities"))
    press = chapter.get_by_role("button", name=re.compile("^Check this chapter: .* questions"))
    count = int(re.search(r"\d+", press.text_content())[0])
    assert count > 3
    press.click()
    page.wait_for_selector(".practice__stage:focus")
    for number in range(count):
        expect(page.locator(".practice__place")).to_contain_text(f"Card {number + 1} of {count}, a question from")
        if number < count - 2:
            answer_rightly(page)
            expect(page.locator(".practice__stage .question__status")).to_contain_text("Right")
        else:
            page.keyboard.press("Space")
        expect(page.get_by_role("button", name="Next")).to_be_focused()
        page.keyboard.press("Enter")
    outcome = page.locator(".practice__outcome")
    expect(outcome).to_contain_text(f"{count - 2} of {count} right.")
    scores = outcome.locator("li").filter(has_text=re.compile(r"\d of \d+$"))
    assert sum(int(text.split(" of ")[0].split()[-1]) for text in scores.all_text_contents()) == count - 2
    links = outcome.locator("li a").evaluate_all("all => all.map(link => link.href)")
    assert 1 <= len(links) <= 2 and all("/transformer-capabilities/" in link and "#" in link for link in links)
    assert sorted(grade for _, grade in grades(page)) == ["1"] * 2 + ["3"] * (count - 2)
    assert page.locator(".practice__stage [data-card]").count() == 0, "the last card was put away"


def test_a_drill_is_a_card_with_other_numbers_each_time(open_page):
    page = open_page(LIST)
    page.evaluate("localStorage.setItem('llm-notes:/some/path/:review/drill/attention/1764000000000', '3')")
    card = page.locator("[data-card='drill/attention']")
    asked = [card.locator("table").text_content()]
    page.goto(page.url.replace(LIST, PAGE))
    start(page, "Review what’s due (1)")
    for number in (1, 2):
        expect(page.locator(".practice__place")).to_have_text(f"Card {number} of {number}, a drill from Attention Mechanism")
        asked.append(card.locator("table").text_content())
        answer_rightly(page)
        expect(card.get_by_role("status")).to_contain_text("Right.")
        expect(card.locator(".question__answer a")).to_have_attribute("href", re.compile("^http.*/drills/#attention$"))
        page.keyboard.press("1" if number == 1 else "4")  # 1: comes back in this session
    assert len(set(asked)) == 3, "a drill came back with the same numbers"
    expect(page.locator(".practice__outcome a")).to_have_text("Attention Mechanism: Attention by hand")
    assert [grade for _, grade in grades(page)] == ["3", "1", "4"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_by_touch_on_a_small_phone_and_without_barriers(open_page, scheme):
    page = open_page(PAGE, viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True, color_scheme=scheme)
    desk = page.locator(".practice__desk")
    assert page.evaluate(SHIFT) <= 0.01  # before the first tap: what a tap opens may shift the rest
    for summary in desk.locator(".practice__more > summary").all():
        summary.tap()
    desk.get_by_role("button", name="Ten mixed cards").tap()
    desk.get_by_role("button", name=re.compile("^Show the ")).tap()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    for target in desk.locator("button:visible, select:visible, summary:visible").all():
        box = target.bounding_box()
        assert min(box["width"], box["height"]) >= 24, f"{target} is {box}"
    check_barriers(page)
    desk.get_by_role("button", name="Again").tap()
    desk.get_by_role("button", name="End the session").tap()
    expect(page.locator(".practice__outcome")).to_contain_text("0 of 1 remembered.")
    check_barriers(page)


def check_barriers(page) -> None:
    """Fail for what axe finds in the desk; the rest of the page is checked with all other pages."""
    found = violations(page, within=".practice__desk")
    assert not found, "\n".join(found)


def options(question) -> dict[bool, list]:
    """Return the (shuffled) options of a question by whether they are right."""
    found = {True: [], False: []}
    for place, right in enumerate(question.locator("details li").evaluate_all("items => items.map(({ dataset }) => dataset.right)")):
        found[right == "true"].append(question.locator(".question__options input").nth(place))
    return found


def test_questions_in_their_pages_count_once_a_visit_and_mark_the_navigation(open_page):
    page = open_page(SECTION)
    assert not {"store.js", "ts-fsrs.js", "marks.js"} & set(modules(page)), "a first visit should load only start.js"
    right = page.locator("#q-attention-which-query")
    options(right)[True][0].check()
    right.get_by_role("button", name="Check").click()
    page.wait_for_function(f"() => {OWN}.length >= 2")
    wrong = page.locator("#q-attention-mask-late")
    for is_right in (False, True):  # the second try shows what was read a moment ago
        options(wrong)[is_right][0].check()
        wrong.get_by_role("button", name="Check").click()
        if not is_right:
            expect(wrong.get_by_role("status").get_by_role("link", name="Without the mask")).to_have_attribute("href", "#without-the-mask")
    seen = page.locator("#q-attention-heat-map")
    seen.locator("summary").click()
    options(seen)[True][0].check()
    seen.get_by_role("button", name="Check").click()
    mark = page.locator(".md-nav--primary a[href='./'] .practice-mark").first
    expect(mark).to_have_attribute("data-seen", "1")
    expect(mark).to_have_text(" (1 due)")
    assert grades(page) == [("question/attention-which-query", "3"), ("question/attention-mask-late", "1")]
    page.goto(page.url.replace(SECTION, PAGE))
    expect(page.locator(".practice__today")).to_contain_text("1 card is due today")
    expect(page.locator(".md-tabs__link .practice-mark")).to_have_text(" (1 due)")
    assert page.evaluate(SHIFT) <= 0.01


def test_reading_counts_at_the_end_of_a_section_after_half_a_minute(open_page):
    page = open_page("404.html")
    page.add_init_script("""setTimeout = new Proxy(setTimeout, { apply(call, self, [job, ms, ...rest]) {
        if (ms === 30_000) window.halfMinute = job;
        else return Reflect.apply(call, self, [job, ms, ...rest]);
    } });""")
    page.goto(page.url.replace("404.html", SECTION))
    page.locator("#q-attention-which-query").scroll_into_view_if_needed()
    page.wait_for_function("() => 'halfMinute' in window")
    assert not stored(page)
    page.evaluate("window.halfMinute()")
    mark = page.locator(".md-nav--primary a[href='./'] .practice-mark").first
    expect(mark).to_have_text(" (read)")
    assert list(stored(page)) == [f"read/{SECTION}"]


def test_over_weeks_a_card_comes_back_later_and_later(open_page):
    page = open_page("404.html")
    page.add_init_script(CLOCK)
    at(page, "2026-03-02T09:00:00")
    start(page, "Ten mixed cards")
    know(page, 3)
    said = []
    for day in ("2026-03-03", "2026-03-04", "2026-03-08", "2026-03-20"):
        at(page, f"{day}T07:30:00")
        said.append(page.locator(".practice__today").text_content().split(". ")[0])
        if day in ("2026-03-04", "2026-03-20"):
            start(page, "Review what’s due (3)")
            page.keyboard.press("Space")
            said.append(page.get_by_role("button", name="Good").text_content().strip())
            for _ in range(3):
                page.keyboard.press("3")
                page.keyboard.press("Space")
    assert said == [
        "Nothing is due today, 3 tomorrow, none in the six days after that",
        "3 cards are due today, none tomorrow, none in the six days after that",
        "3 Good 11 days",
        "Nothing is due today, none tomorrow, 3 in the six days after that",
        "3 cards are due today, none tomorrow, none in the six days after that",
        "3 Good 2 months",
    ], said


def test_a_clock_that_was_set_back_is_reported_and_loses_nothing(open_page):
    page = open_page("404.html")
    page.add_init_script(CLOCK)
    rounds = []
    for time in ("2026-03-02T09:00:00", "2026-02-20T09:00:00"):
        at(page, time)
        page.locator(".practice__desk select").select_option(label="Challenges in Language Processing")
        start(page, "Practice it")
        rounds.append(know_all(page))
    assert rounds[0] == rounds[1] and len(grades(page)) == sum(rounds)
    expect(page.locator(".practice__notice")).to_contain_text("clock is 10 days behind your last answer")


def test_two_tabs_lose_nothing_and_see_each_other(open_page, total):
    one = open_page(PAGE)
    other = one.context.new_page()
    other.goto(one.url)
    for page in (one, other):
        start(page, "Ten mixed cards")
        expect(page.locator(".practice__stage")).to_be_visible()
    for _ in range(3):
        for page in (one, other):
            page.keyboard.press("Space")
            page.keyboard.press("3")
    before = grades(one)
    other.get_by_role("button", name="Undo").click()
    assert grades(one) == before[:5], "an answer undone in one tab should be undone alone"
    other.keyboard.press("3")
    other.get_by_role("button", name="Undo").click()
    for page in (one, other):
        page.get_by_role("button", name="End the session").click()
    assert len(grades(one)) == 5
    known = len({card for card, _ in grades(one)})
    for page in (one, other):
        expect(page.locator(".practice__today")).to_contain_text(f"{total - known} of {total} are still new.")


def test_damaged_entries_spoil_no_other(open_page, total):
    page = open_page("404.html")
    page.evaluate("""() => Object.entries({
        "review/question/attention-mask-late/1764000000000": "3", "review/question/attention-mask-late/soon": "3", "review/term/bert/1764000000000": "9",
        "review/question/that-was-removed/1764000000000": "3", "due/term/bert": "?", "due/question/that-was-removed": "1764000000000 a/", "diagnostic": "{",
    }).forEach(([key, value]) => localStorage.setItem("llm-notes:/some/path/:" + key, value))""")
    page.goto(page.url.replace("404.html", PAGE))
    expect(page.locator(".practice__notice")).to_have_text(
        "3 of the stored entries can’t be read; they were left as they are. Everything else is here."
    )
    expect(page.locator(".practice__today")).to_have_text(
        f"1 card is due today, none tomorrow, none in the six days after that. {total - 1} of {total} are still new."
    )
    expect(page.locator(".md-tabs__link .practice-mark")).to_have_text(" (1 due)")  # the retired card is kept and not counted
    assert len(stored(page)) == 5


DENIED = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied', 'SecurityError'); } })"


def test_copies_of_the_site_on_one_host_keep_their_answers_apart(open_page):
    """Each takes over what they used to share at its first visit, once."""
    page = open_page(SECTION)
    page.evaluate("""() => {
        localStorage.setItem("llm-notes/review/term/bert/1764000000000", "3");
        localStorage.setItem("llm-notes:/some/:review/term/bleu/1764000000000", "3");
    }""")
    page.goto(page.url.replace(SECTION, PAGE))
    page.wait_for_function(f"() => ({OWN}).length")
    assert grades(page) == [("term/bert", "3")], "it should take over the shared answer, and not that of the other copy"
    page.evaluate("""() => {
        localStorage.removeItem("llm-notes:/some/path/:review/term/bert/1764000000000");
        localStorage.setItem("llm-notes/review/term/gpt/1764000000000", "3");
    }""")
    page.reload()
    page.wait_for_function("() => document.querySelector('.practice__today')?.textContent")
    assert grades(page) == [], "it should take over shared answers only once"


FULL = """Storage.prototype.setItem = new Proxy(Storage.prototype.setItem, { apply(call, storage, [key, value]) {
    if (window.full && key.startsWith("llm-notes:/some/path/:")) throw new DOMException("full", "QuotaExceededError");
    return Reflect.apply(call, storage, [key, value]);
} });"""


def test_without_storage_practice_works_and_says_so(browser, address, total):
    page = browser.new_page()  # without open_page's watch: the theme's own script complains
    page.add_init_script(DENIED)
    page.goto(address + PAGE)
    expect(page.locator(".practice__notice")).to_contain_text("let these notes store anything")
    start(page, "Ten mixed cards")
    know(page, 3)
    expect(page.locator(".practice__today")).to_contain_text(f"{total - 3} of {total} are still new.")
    page.locator(".practice__more summary").last.click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save to a file").click()
    assert len(json.loads(download.value.path().read_text())["entries"]) == 3
    page.close()


def test_a_full_storage_says_what_it_could_not_keep_and_keeps_it_once_there_is_room(open_page):
    page = open_page("404.html")
    page.add_init_script(FULL)
    page.goto(page.url.replace("404.html", PAGE))
    start(page, "Ten mixed cards")
    page.evaluate("window.full = true")
    know(page, 3)
    expect(page.locator(".practice__notice")).to_contain_text("storage is full. Your last 3 answers are kept only until you close")
    assert not grades(page)
    page.evaluate("window.full = false")
    start(page, "Ten mixed cards")
    know(page, 1)
    expect(page.locator(".practice__notice")).to_be_hidden()
    assert len(grades(page)) == 4


def test_a_file_carries_everything_and_a_broken_one_changes_nothing(open_page, total):
    page = open_page(PAGE)
    start(page, "Ten mixed cards")
    know(page, 3)
    before = stored(page)
    page.locator(".practice__more summary").last.click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save to a file").click()
    assert re.fullmatch(r"llm-notes-practice-\d{4}-\d\d-\d\d\.json", download.value.suggested_filename)
    content = download.value.path().read_bytes()
    forget = page.get_by_role("button", name="Forget everything")
    for no in ("Enter", "Escape"):
        forget.press("Enter")
        expect(page.get_by_role("button", name="No, keep them")).to_be_focused()
        expect(page.get_by_role("button", name="No, keep them")).to_be_in_viewport(ratio=0.9)
        page.keyboard.press(no)
        expect(forget).to_be_focused()
    assert stored(page) == before, "only a yes should delete anything"
    forget.click()
    page.get_by_role("button", name="Yes, forget all answers").click()
    expect(page.locator(".practice__today")).to_have_text(f"{total} cards, all of them new to you.")
    assert not stored(page)
    field, status = page.get_by_label("Read a file"), page.locator(".practice__status")
    for name, text in (("broken", content[:-20]), ("strange", b"\xff\xfe\x00<b>"), ("empty", b"")):
        field.set_input_files({"name": f"{name}.json", "mimeType": "application/json", "buffer": text})
        expect(status).to_have_text("This file can’t be read. Choose one made with “Save to a file”. Nothing was changed.")
        assert not stored(page)
        page.evaluate("document.querySelector('.practice__status').textContent = ''")
    for said in ("File read: 3 new entries.", "File read: everything in it was already here."):
        field.set_input_files({"name": "mine.json", "mimeType": "application/json", "buffer": content})
        expect(status).to_have_text(said)
        assert stored(page) == before


def test_some_questions_find_where_to_start(open_page, cards):
    page = open_page(PAGE)
    count = sum(card.get("diagnostic", False) for card in cards)
    start(page, f"Find where to start ({count} questions)")
    for number in range(count):
        if number < 3:  # What is NLP? and both of Large Language Models
            answer_rightly(page)
        elif number < 5:
            answer_wrongly(page)
            top = page.locator(".practice__stage .question__status").evaluate("verdict => verdict.getBoundingClientRect().top")
            assert top >= 48, "the link to continue came into view and pushed the verdict under the header"
        else:
            page.keyboard.press("Space")
        expect(page.get_by_role("button", name="Next")).to_be_focused()
        page.keyboard.press("Enter")
    expect(page.locator(".practice__outcome")).to_contain_text(f"3 of {count} right.")
    path = page.locator(".practice__path")
    expect(path).to_contain_text("Start with Limitations of LLMs.")
    expect(path.locator("ol li")).to_have_count(page.locator(".practice__sections li").count() - 2)
    expect(path).to_contain_text("skip them or come back later: What is NLP?, Large Language Models (LLMs).")
    assert list(stored(page)) == ["diagnostic"], "the diagnostic only measures; it isn't practice"
    page.reload()
    expect(path).to_contain_text("Start with Limitations of LLMs.")


def test_an_old_address_of_a_card_leads_to_its_list(open_page):
    page = open_page(f"{PAGE}#q-attention-mask-late")
    expect(page).to_have_url(re.compile(f"{LIST}#q-attention-mask-late$"))
    expect(page.locator("#q-attention-mask-late")).to_be_in_viewport()
    page.goto(page.url.split(LIST)[0] + PAGE)
    page.evaluate("location.hash = 'drill-attention'")
    # not wait_for_url(): it fails when the page unloads while its hash is changing
    expect(page).to_have_url(re.compile(f"{LIST}#drill-attention$"))


def test_without_javascript_there_are_complete_lists_that_print_as_exam_sheets(open_page, site, kinds):
    page = open_page(PAGE, java_script_enabled=False)
    expect(page.locator(".practice__count")).to_have_text(
        f"{kinds['question']} questions, {kinds['drill']} drills and {kinds['term']} terms."
    )
    expect(page.get_by_role("button", name=re.compile("^Check"))).to_have_count(0)
    page.locator("#attention").get_by_role("link").click()
    page.wait_for_url(f"**/{LIST}#attention")
    expect(page.locator("#attention")).to_be_in_viewport()
    answer = page.locator("#q-attention-mask-late .question__answer")
    expect(answer.locator("ul")).to_be_hidden()
    answer.locator("summary").click()
    expect(answer.locator("ul")).to_be_visible()
    text = " ".join(" ".join(side.extract_text().split()) for side in PdfReader(io.BytesIO(page.pdf(format="A4"))).pages)
    questions, _, solutions = text.partition(" Solutions ")
    for part, wanted, unwanted in (
        (questions, "Two decoders learn from the same text", "B's training is the easier one"),
        (solutions, "B's training is the easier one", "Two decoders learn from the same text"),
        (questions, ". LoRA", "Show the answer"),
    ):
        assert wanted in part and unwanted not in part
    for number in range(1, len(site.pages[f"{LIST}index.html"].article.xpath(".//@data-card")) + 1):
        assert all(re.search(rf"(?<!\d){number}\.( |$)", part) for part in (questions, solutions)), number


def test_a_card_that_only_the_data_or_only_its_list_has_does_no_harm(open_page, total):
    """Right after an update, a host may still serve the old version of one of the two."""

    known: list[dict] = []

    def changed(route):
        data = route.fetch().json()
        section = data["chapters"][0]["sections"][0]
        gone = section["cards"].pop(0)
        known[:] = [card for card in section["cards"][1:] if card["name"].startswith("question/")]
        section["cards"][0] = {**gone, "name": "question/of-tomorrow"}
        route.fulfill(json=data)

    page = open_page("404.html")
    page.route(f"**/{practice.FILE}", changed)
    page.goto(re.sub("404.html$", PAGE, page.url))
    expect(page.locator(".practice__today")).to_have_text(f"{total - 1} cards, all of them new to you.")
    page.locator(".practice__desk select").select_option(label="What is NLP?")
    start(page, "Check it")
    expect(page.locator(".practice__place")).to_contain_text(f"Card 1 of {len(known)}, a question")
