"""What happens to the built site before it is deployed: `python -m llm_notes.publish site`.

Works on the folder that either engine has written, and may run twice. Each step is one function in a module of its
own; the site also works without any of them. Their order: what a later step reads, an earlier one has written.
"""

from pathlib import Path

from llm_notes.outputs.anki import write_deck
from llm_notes.outputs.llms import write_text
from llm_notes.outputs.pdf import write_pdf
from llm_notes.publish.cards import copy_cards
from llm_notes.publish.csp import set_policy
from llm_notes.publish.html import mend_html
from llm_notes.publish.offline import write_manifest, write_worker
from llm_notes.publish.redirects import write_redirects
from llm_notes.publish.scripts import drop_idle, start_late
from llm_notes.publish.search import complete_index, drop_languages, mend_search
from llm_notes.publish.storage import mend_storage
from llm_notes.publish.structured_data import write_structured_data
from llm_notes.publish.styles import slim_styles


def publish(site: Path, docs: Path, pdf: str = "") -> None:
    """Make the built folder ready to deploy. pdf: '' for none, 'try' or 'demand'.

    Raises PageError for a mistake in a page's front matter, and when the PDF is demanded and can't be made.
    """
    write_redirects(site, docs)
    mend_html(site)
    mend_storage(site)
    mend_search(site)
    drop_languages(site)
    complete_index(site, docs)
    write_deck(site, docs)
    drop_idle(site)
    sheet = slim_styles(site)
    start_late(site, sheet)
    write_text(site, docs)
    write_structured_data(site, docs)
    copy_cards(site, docs)
    if pdf:
        write_pdf(site, docs, demanded=pdf == "demand")
    write_manifest(site)
    set_policy(site)  # after all that changes a page
    write_worker(site)  # last: it lists every file as it is now
