"""What happens to the built site before it is deployed: `python -m llm_notes.publish site`.

Works on a folder written by either engine. Each page is read once, parsed once, goes through the steps below, and
is written once. Then come the files of the whole site. The site also works without any of this.
"""

from functools import partial
from pathlib import Path

from llm_notes.checks.findings import PageError
from llm_notes.outputs.anki import linked, write_deck
from llm_notes.outputs.llms import Texts
from llm_notes.outputs.pdf import write_pdf
from llm_notes.outputs.practice import write_cards
from llm_notes.publish import smollm2
from llm_notes.publish.built import Head, html_files
from llm_notes.publish.cards import copy_cards
from llm_notes.publish.csp import META, set_policy
from llm_notes.publish.drafts import refuse_drafts
from llm_notes.publish.html import fix_html
from llm_notes.publish.meaning import add_meaning
from llm_notes.publish.offline import Common, write_manifest, write_worker
from llm_notes.publish.redirects import write_redirects
from llm_notes.publish.scripts import Modules, start_late, write_late_search
from llm_notes.publish.search import complete_index, drop_languages, fix_search, name_worker
from llm_notes.publish.sitemap import fix_sitemap
from llm_notes.publish.storage import fix_storage
from llm_notes.publish.structured_data import StructuredData
from llm_notes.publish.styles import REST, Styles


def publish(site: Path, docs: Path, pdf: str = "", model: str = "") -> None:
    """Make the built folder ready to deploy. pdf: '' for none, 'try' or 'demand'; model: '' for none, or 'smollm2'.

    Raises PageError for a folder that was published before or has drafts in it, for a mistake in a page's front matter, and when the PDF
    is demanded and can't be made, or the model's package isn't installed.
    """
    if META in (site / "index.html").read_text(encoding="utf-8"):
        raise PageError(f"{site.name}: this folder has already been published. Build the site again, then publish it.")

    refuse_drafts(site, docs)

    if model:
        smollm2.add_model(site)

    # What the pages mention or link to.
    write_redirects(site, docs)
    workers = fix_search(site)
    drop_languages(site)
    complete_index(site, docs)
    add_meaning(site)

    # Every page: first the steps that only change its text, then those that look at its elements; the policy comes after all changes.
    modules, styles, texts, data, common = Modules(site), Styles(site), Texts(site, docs), StructuredData(docs), Common()
    steps = (
        fix_html,
        fix_storage,
        partial(name_worker, renamed=workers),
        modules.drop_idle,
        styles.slim,
        start_late,
        texts.take,
        data.add,
        common.take,
        set_policy,
    )
    pages = html_files(site)
    for page in pages:
        for step in steps if page.of_theme else (set_policy,):
            step(page)
        if page.folder == "":
            home = Head.of(page)
        page.forget()

    # What had to wait for all pages: the name of the sheet they share, and the deck, which needs the site's address.
    rest = styles.write_rest()
    deck = write_deck(site, docs, home.address)
    for page in pages:
        page.text = linked(page.text.replace(REST, rest), deck)
        page.write()

    # The files of the whole site.
    write_late_search(site)
    texts.write(home.address, home.name, home.description, deck)
    fix_sitemap(site, docs, home.address)
    write_cards(site, docs)
    copy_cards(site, docs, home.address)
    if pdf:
        write_pdf(site, docs, demanded=pdf == "demand")
    write_manifest(site, home)
    write_worker(site, {rest if path == REST else path for path in common.named or ()})  # last: it lists every file as it is now
