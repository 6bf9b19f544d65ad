"""The bibliography is complete: dates match arXiv numbers, every entry is cited, every key is known."""

from llm_notes.checks.findings import PageError
from llm_notes.content import bibliography
from llm_notes.content.pages import read_pages
from llm_notes.markup.citations import BIBLIOGRAPHY, citations


def check(root) -> list[str]:
    """Return unreadable, incomplete, contradictory and never-cited references."""
    docs = root / "docs"
    try:
        references = bibliography.load(docs / BIBLIOGRAPHY)
    except PageError as error:
        return [str(error)]
    cited = {key for page in read_pages(docs, drafts=True) for _, key in citations(page.lines)}
    found = []
    for reference in references.values():
        at = f"docs/{BIBLIOGRAPHY}:{reference.line}"
        if reference.arxiv and not reference.arxiv_month:
            found.append(f"{at}: '{reference.arxiv}' of '{reference.key}' isn't an arXiv number. Write it like 1706.03762.")
        elif (
            reference.arxiv
            and len(reference.date) > 4
            and not reference.date.startswith(reference.arxiv_month)
            or reference.arxiv
            and not reference.arxiv_month.startswith(reference.year)
        ):
            found.append(
                f"{at}: '{reference.key}' is dated {reference.date}, but arXiv:{reference.arxiv} was first "
                f"submitted in {reference.arxiv_month}. Correct the date or the number."
            )
        if reference.url.startswith("http://"):
            found.append(f"{at}: the link of '{reference.key}' is http. Write https.")
        if reference.key not in cited:
            found.append(f"{at}: no page cites '{reference.key}'. Cite it with [@{reference.key}] or remove the entry.")
    return found
