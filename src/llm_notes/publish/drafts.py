"""Drafts aren't published. The build leaves them out; this makes sure of it, whichever engine built the site."""

from pathlib import Path

from llm_notes.checks.findings import PageError
from llm_notes.content.pages import address_of, is_draft, page_files


def drafts(docs: Path) -> list[str]:
    """Return the paths of the drafts, under docs."""
    return [path.relative_to(docs).as_posix() for path in page_files(docs, drafts=True) if is_draft(path)]


def refuse_drafts(site: Path, docs: Path) -> None:
    """Raise PageError for a draft's page in the built folder."""
    built = [path for path in drafts(docs) if (site / address_of(path) / "index.html").is_file()]
    if built:
        raise PageError(
            f"{site.name}: the site was built with {len(built)} draft{'s' * (len(built) > 1)} (docs/{built[0]}). Build it with "
            "`mkdocs build` or `python -m llm_notes.commands.zensical`, which leave drafts out."
        )
