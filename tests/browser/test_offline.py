"""Reading offline: after one visit, after saving everything, across an update, and when storage or the host fails."""

import shutil
import threading

import pytest
from building import renew_worker, replace
from playwright.sync_api import expect
from serving import serving

pytestmark = pytest.mark.thorough

SECTION, EXPLORER = "how-transformers-work/attention/", "attention-by-hand"
MODEL_PAGE, MODEL_EXPLORER = "nlp-and-llms/large-language-models/", "next-token-explorer"
PLAIN = "glossary/"
OPENED = "element => { element.scrollIntoView(); element.querySelector('.explorer__open').click(); }"
IS_KEPT = "path => caches.match(new URL(path, document.querySelector('link[rel=manifest]').href)).then(Boolean)"
KEPT = """async () => {
  const home = new URL(".", document.querySelector("link[rel=manifest]").href).href, found = {};
  for (const name of await caches.keys()) {
    const addresses = (await (await caches.open(name)).keys()).map(({ url }) => url.slice(home.length));
    if (!name.endsWith("open pages")) found[name.split(" ").pop()] = addresses.filter(path => path !== "files.json");
  }
  return found;
}"""


def until(page, check: str, argument=None):
    """Wait until the check is true in the page; wait_for_function doesn't wait for promises."""
    for _ in range(1200):
        if page.evaluate(check, argument):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never true with {argument}: {check}")


class Place:
    """A copy of the site on its own server, with faults to set, and a browser that starts with nothing cached."""

    def __init__(self, folder, address, faults, context):
        self.folder, self.address, self.faults, self.context = folder, address, faults, context
        self.page = context.new_page()

    def visit(self, path=""):
        """Open a page, wait until the worker has cached it, and return it."""
        self.page.goto(self.address + path)
        until(self.page, IS_KEPT, f"{path}index.html")
        return self.page

    def offline(self, off=True):
        """Turn the network off or on."""
        self.context.set_offline(off)
        self.faults[:] = [("", "reset")] if off else []

    def kept(self):
        """Return {version: [path, …]}."""
        return self.page.evaluate(KEPT)

    def publish(self, **changes):
        """Change files of the site, {path: (old, new)}, and publish them as a new version; return the version."""
        for path, (old, new) in changes.items():
            replace(self.folder / path, old, new)
        return renew_worker(self.folder)["version"]


@pytest.fixture
def place(site, browser, tmp_path):
    """A Place."""
    folder, faults = shutil.copytree(site.folder, tmp_path / "site"), []
    with serving(folder, faults) as address:
        context = browser.new_context(service_workers="allow")
        yield Place(folder, address, faults, context)
        context.close()


def test_one_visit_is_enough(place):
    page = place.visit(SECTION)
    page.locator(EXPLORER).first.evaluate(OPENED)
    expect(page.locator(f"{EXPLORER} .explorer__view")).to_be_visible()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    until(page, IS_KEPT, f"assets/explorers/{EXPLORER}.js")
    place.offline()
    page.reload()
    expect(page.locator("h1")).to_contain_text("Attention Mechanism")
    page.locator(EXPLORER).first.evaluate(OPENED)
    view = page.locator(f"{EXPLORER} .explorer__view")
    view.get_by_label("Mask").uncheck()
    expect(view.get_by_label("Mask")).not_to_be_checked()
    question = page.locator("#q-attention-which-query")
    question.get_by_role("radio").first.check()
    question.get_by_role("button", name="Check").click()
    page.wait_for_function("() => Object.keys(localStorage).some((key) => key.startsWith('llm-notes:/some/path/:review/'))")
    assert page.goto(place.address + PLAIN).status == 503
    expect(page.locator("main")).to_contain_text("This page isn’t kept on this device, and it can’t be fetched now.")
    expect(page.get_by_role("link", name="Offline")).to_be_visible()
    place.offline(False)
    page.get_by_role("link", name="Try again").click()
    expect(page.locator("h1")).to_contain_text("Glossary")
    other = place.visit(MODEL_PAGE).locator(MODEL_EXPLORER)
    place.offline()
    other.evaluate(OPENED)
    expect(other.locator(".explorer__open")).to_have_text("No network, and this isn’t kept on this device. Press here to reload the page.")
    assert page.goto(place.address + PLAIN.rstrip("/")).ok, "an address without its trailing slash should lead to the page"
    page.goto(place.address + "references/")
    page.get_by_role("link", name="Attention Mechanism").click()
    expect(page.locator("h1")).to_contain_text("Attention Mechanism")


def test_after_one_session_all_cards_are_kept(place, site):
    page = place.visit("practice/")
    page.get_by_role("button", name="Check this chapter").first.click()
    expect(page.locator(".practice__stage")).to_be_focused()
    lists = [path for path, shown in site.pages.items() if shown.article is not None and shown.article.xpath(".//@data-card")]
    assert len(lists) > 1
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    for path in [*lists, "assets/practice/session.js"]:
        until(page, IS_KEPT, path)
    place.offline()
    page.reload()
    page.get_by_role("button", name="Ten mixed cards").click()
    expect(page.locator(".practice__stage")).to_be_focused()


def test_the_whole_notes_are_saved_used_and_removed(place):
    gate = threading.Event()
    place.faults[:] = [("pocket-t5/model.safetensors$", gate)]
    page = place.visit("offline/")
    control = page.locator(".offline")
    save = control.get_by_role("button", name="Save all the notes")
    size = sum(file.stat().st_size for file in place.folder.rglob("*") if file.suffix in (".html", ".js", ".json", ".safetensors"))
    named = float(save.inner_text().split(": ")[1].removesuffix(" MB to download"))
    assert size / 1e6 * 0.9 < named < size / 1e6 * 1.2, "the button should name the size"
    save.click()
    expect(control.get_by_role("progressbar")).to_be_visible()
    page.wait_for_function("() => document.querySelector('.offline progress').value > 0.1")
    control.get_by_role("button", name="Stop").click()  # while the host delays one file
    expect(control.get_by_role("status")).to_contain_text("Stopped.")
    gate.set()
    save.click()
    expect(control.get_by_role("status")).to_have_text("Saved.")
    expect(control.get_by_role("status")).to_be_focused()  # not the button that removes everything
    expect(control).to_contain_text("All of the notes are kept on this device")
    place.offline()
    page.goto(place.address + MODEL_PAGE)
    page.locator(MODEL_EXPLORER).first.evaluate(OPENED)
    page.locator(MODEL_EXPLORER).get_by_role("button", name="Skip the guess").click()
    expect(page.locator(f"{MODEL_EXPLORER} .explorer__view").first).to_contain_text("Most likely next")
    page.locator("input.md-search__input").click()
    page.locator("input.md-search__input").fill("causal mask")
    page.locator("input.md-search__input").press("End")
    expect(page.locator(".md-search-result__item").first).to_contain_text("Attention Mechanism")
    page.locator("input.md-search__input").fill("comedians")
    page.locator("input.md-search__input").press("End")
    expect(page.locator(".by-meaning a").first).to_contain_text("Challenges in Language Processing")
    assert page.goto(place.address + "no-such-page/").status == 404
    expect(page.locator("h1")).to_have_text("This page isn’t here")
    for path in ("llms.txt", "llm-notes.apkg", f"{PLAIN}index.html.md", "llms.txt?download"):
        assert page.goto(place.address + path).status == 503, f"{path} shouldn't be kept, though the host has it"
        expect(page.locator("h1")).to_have_text("No network")
    page.goto(place.address + "offline/")
    remove = control.get_by_role("button", name="Remove everything kept here")
    remove.click()
    expect(control.get_by_role("button", name="No, keep it")).to_be_focused()
    page.keyboard.press("Enter")
    expect(remove).to_be_focused()
    remove.click()
    control.get_by_role("button", name="Yes, remove all of it").click()
    expect(control.get_by_role("status")).to_contain_text("Removed.")
    place.offline(False)
    page.reload()
    keep = control.get_by_role("button", name="Keep the pages I visit")
    expect(keep).to_be_visible()
    assert page.evaluate("Promise.all([caches.keys(), navigator.serviceWorker.getRegistrations()])") == [[], []]
    keep.click()
    expect(control.get_by_role("status")).to_contain_text("From now on")


def test_an_update_mixes_nothing_and_breaks_no_open_page(place):
    old = place.visit(SECTION)
    place.visit(PLAIN)
    place.visit(SECTION)  # of the first version, from the cache, like everything it will need:
    old.locator(EXPLORER).first.evaluate(
        "element => import(new URL('assets/explorers/attention-by-hand.js', document.querySelector('link[rel=manifest]').href))"
    )
    before = next(iter(place.kept()))
    after = place.publish(
        **{
            "assets/explorers/base.js": ("export class Explorer", "globalThis.isNew = true;\nexport class Explorer"),
            "assets/explorers/attention-explorer.js": ("class ", "globalThis.isNew = true;\nclass "),
            "references/index.html": ("<h1 id=references>References", "<h1 id=references>Renewed references"),
            SECTION + "index.html": ("<h1 id=attention-mechanism>Attention Mechanism", "<h1 id=attention-mechanism>Attention renewed"),
        }
    )
    # The old worker doesn't know yet: a page that it hasn't cached is shown as the host has it, with the host's files.
    new = place.context.new_page()
    new.goto(place.address + "references/")
    expect(new.locator("h1")).to_contain_text("Renewed references")
    new.evaluate("import(new URL('assets/explorers/base.js', document.querySelector('link[rel=manifest]').href))")
    assert new.evaluate("isNew"), "a new page got an old file"
    # Requested as the next page would: the browser may have checked just before the site was published. No message to the old
    # worker in the meantime: the new one waits until it is idle.
    until(
        new,
        """async after => {
        const registration = await navigator.serviceWorker.ready, begun = (await caches.keys()).some(name => name.endsWith(after));
        if (!begun) await registration.update();
        return begun && !registration.installing && !registration.waiting;
    }""",
        after,
    )
    new.goto(place.address + SECTION)
    expect(new.locator("h1")).to_contain_text("Attention renewed")
    new.locator(EXPLORER).first.evaluate(OPENED)
    expect(new.locator(f"{EXPLORER} .explorer__view")).to_be_visible()
    assert new.evaluate("isNew")
    # The page that stayed open continues with its own files, and gets no others.
    old.locator(EXPLORER).first.evaluate(OPENED)
    expect(old.locator(f"{EXPLORER} .explorer__view")).to_be_visible()
    old.locator("attention-explorer").first.evaluate(OPENED)
    expect(old.locator("attention-explorer .explorer__open").first).to_contain_text("reload the page")
    assert not old.evaluate("globalThis.isNew"), "an old page got a new file"
    assert set(place.kept()) == {before, after}
    # What was cached is cached again, and the old version goes once no page uses it.
    old.close()
    place.page = new
    for _ in range(30):  # the worker checks at each new page; one that was just closed may still look open to it
        new.goto(place.address + PLAIN)
        new.wait_for_timeout(1000)
        if before not in place.kept():
            break
    assert before not in place.kept(), "the old version stays although no page uses it"
    place.offline()
    new.goto(place.address + SECTION)
    expect(new.locator("h1")).to_contain_text("Attention renewed")


def test_a_broken_or_half_filled_cache_repairs_itself(place):
    page = place.visit(SECTION)
    page.reload()
    page.evaluate("""async () => {
      const name = (await caches.keys()).find((name) => !name.endsWith("pages")), cache = await caches.open(name);
      let turn = 0;
      for (const request of await cache.keys()) {
        if (turn++ % 2) await cache.put(request, new Response("<p>broken", { headers: { "Content-Type": "text/html" } }));
        else await cache.delete(request);
      }
    }""")
    page.reload()
    expect(page.locator("h1")).to_contain_text("Attention Mechanism")
    page.locator(EXPLORER).first.evaluate(OPENED)
    expect(page.locator(f"{EXPLORER} .explorer__view")).to_be_visible()
    place.offline()
    page.reload()
    expect(page.locator("h1")).to_contain_text("Attention Mechanism")
    page.evaluate("async () => { for (const name of await caches.keys()) await caches.delete(name); }")
    assert page.reload().status == 503, "with everything gone, it should say so"
    expect(page.locator("h1")).to_have_text("No network")


def test_a_host_in_trouble_leaves_nothing_wrong_in_the_cache(place):
    page = place.visit("offline/")
    control = page.locator(".offline")
    save, status = control.get_by_role("button", name="Save all the notes"), control.get_by_role("status")
    for fault, said in (
        ("html", "match what was published"),
        (500, "answered with an error"),
        ("cut", "The connection was lost"),
    ):
        place.faults[:] = [("pocket-gpt/model.safetensors$", fault)]
        save.click()
        expect(status).to_contain_text(said)
        assert page.evaluate(IS_KEPT, "assets/models/pocket-gpt/model.safetensors") is False
    page.goto(place.address + MODEL_PAGE)
    place.faults[:] = [("pocket-gpt/model.safetensors$", "html")]
    explorer = page.locator(MODEL_EXPLORER).first
    explorer.evaluate(OPENED)
    again = explorer.get_by_role("button", name="Load pocket-gpt")
    again.wait_for()
    expect(explorer.get_by_role("status")).to_contain_text("Try again.")
    place.faults.clear()
    again.click()
    explorer.get_by_role("button", name="Skip the guess").click()
    expect(explorer).to_contain_text("Most likely next")
    until(page, IS_KEPT, "assets/models/pocket-gpt/model.safetensors")


def test_a_full_device_is_reported_and_breaks_nothing(place):
    page = place.visit("offline/")
    origin = page.evaluate("location.origin")
    place.context.new_cdp_session(page).send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": 3_000_000})
    control = page.locator(".offline")
    control.get_by_role("button", name="Save all the notes").click()
    expect(control.get_by_role("status")).to_contain_text("out of space")
    page.goto(place.address + MODEL_PAGE)
    page.locator(MODEL_EXPLORER).first.evaluate(OPENED)
    page.locator(MODEL_EXPLORER).get_by_role("button", name="Skip the guess").click()
    expect(page.locator(MODEL_EXPLORER).first).to_contain_text("Most likely next")


def test_a_host_that_changes_its_scripts_gets_no_worker(place):
    script = place.folder / "assets/shared/theme-fixes.js"  # on every page
    script.write_text(script.read_text(encoding="utf-8") + "// improved by a proxy", encoding="utf-8")
    place.page.goto(place.address + PLAIN)
    place.page.evaluate(
        "address => { globalThis.tried = navigator.serviceWorker.register(address).then(({ installing }) => "
        "new Promise(done => (installing.onstatechange = () => done(installing.state)))) }",
        place.address + "sw.js",
    )
    assert place.page.evaluate("tried") == "redundant"
    expect(place.page.locator("h1")).to_contain_text("Glossary")
