"""`llm-notes`: the recurring tasks of people who write the notes. Also `python -m llm_notes`.

This module reads what is typed and says what was done. The work is in llm_notes.writing and in the other commands; they are
imported where they are needed, so that help and completion are instant.
"""

import difflib
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from llm_notes.content.pages import is_draft, page_files, short_name
from llm_notes.writing import mojibake
from llm_notes.writing.changes import Changes, Refused

NOT_WRITTEN = "Nothing was written."
SHOWN = 5  # things that a draft lacks, at most
START = """\b
Write and keep notes on large language models.

\b
A first section:
  llm-notes new "Tokenizers" --chapter how-transformers-work
  llm-notes check tokenizers
\b
To enable completion permanently in Bash (for Zsh or Fish, replace bash with zsh or fish):
  echo 'eval "$(_LLM_NOTES_COMPLETE=bash_source llm-notes)"' >> ~/.bashrc
"""


def repository() -> Path:
    """Return the root of the notes that the current folder belongs to."""
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "mkdocs.yml").is_file() and (folder / "docs").is_dir():
            return folder
    raise click.ClickException("There is no mkdocs.yml with a folder docs/ here or above. Change to the folder of the notes first.")


class PageName(click.ParamType):
    """A page, as docs/chapter/page.md, as chapter/page.md, or by its file's name alone if that names only one page."""

    name = "page"

    def convert(self, value, param, ctx) -> str:
        """Return its path under docs."""
        root = repository()
        docs = root / "docs"
        for file in (Path.cwd() / value, docs / value):
            if file.is_file() and file.suffix == ".md" and file.resolve().is_relative_to(docs.resolve()):
                return file.resolve().relative_to(docs.resolve()).as_posix()
        paths = [file.relative_to(docs).as_posix() for file in page_files(docs, drafts=True)]
        named = [path for path in paths if value.removesuffix(".md") in (Path(path).stem, path.removesuffix(".md"))]
        if len(named) == 1:
            return named[0]
        if named:
            self.fail(f"'{value}' may be {' or '.join(named)}. Write more of the path.", param, ctx)
        stems = {Path(path).stem: path for path in paths}
        near = difflib.get_close_matches(Path(value).stem, stems, n=1, cutoff=0.8)
        meant = f"; did you mean 'docs/{stems[near[0]]}'?" if near else "."
        return self.fail(f"there is no page '{value}'{meant} Name a Markdown file under docs/, such as docs/index.md.", param, ctx)

    def shell_complete(self, ctx, param, incomplete):
        """Return the pages that begin like this, or whose file does."""
        try:
            root = repository()
        except click.ClickException:
            return []
        paths = [f"docs/{file.relative_to(root / 'docs').as_posix()}" for file in page_files(root / "docs", drafts=True)]
        return [click.shell_completion.CompletionItem(path) for path in paths if path.startswith(incomplete)] or [
            click.shell_completion.CompletionItem(path) for path in paths if incomplete and Path(path).name.startswith(incomplete)
        ]


class Commands(click.Group):
    """The subcommands. If something can't be done, prints one sentence that says so."""

    def invoke(self, ctx):
        """Run the subcommand."""
        try:
            return super().invoke(ctx)
        except Refused as error:
            raise click.ClickException(str(error)) from None

    def list_commands(self, ctx):
        """Return the subcommands in the order of the work, which is the order of this module."""
        return list(self.commands)


@click.group(cls=Commands, help=START, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def main() -> None:
    """Read the command line."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")  # a Windows console has fewer characters than a page


class ChapterName(click.ParamType):
    """A chapter, by its folder under docs or its title; a new name starts a new chapter."""

    name = "chapter"

    def shell_complete(self, ctx, param, incomplete):
        """Return the folders of chapters that begin like this."""
        from llm_notes.writing import chapters

        try:
            known = chapters.known(Changes(repository()))
        except (click.ClickException, Refused):
            return []
        return [click.shell_completion.CompletionItem(one.folder, help=one.title) for one in known if one.folder.startswith(incomplete)]


@main.command()
@click.argument("title")
@click.option("--chapter", type=ChapterName(), required=True, help="Its folder or its title. A new name starts a new chapter.")
@click.option("--after", default="", metavar="PAGE", help="The page of the chapter to put it after; the last one if left out.")
@click.option("--name", default="", help="The file's name; made from the title if left out. It becomes the address, so choose with care.")
@click.option("--about", default="", help="What it answers, in 55 to 160 characters: its description, and its line in the introduction.")
@click.option("--draft", is_flag=True, help="Start as a draft, which isn't on the published site.")
def new(title: str, chapter: str, after: str, name: str, about: str, draft: bool) -> None:
    """Start a section, with everything that belongs to it.

    \b
    llm-notes new "Tokenizers" --chapter how-transformers-work --after attention
    llm-notes new "Learning Rates" --chapter "Training in practice"     a new chapter

    It writes the page, a copy of the template, its line in the navigation, its link in the chapter's introduction (and corrects the
    number of sections there), and an empty test for worked numbers. The questions get ids of their own. It overwrites nothing.
    """
    from llm_notes.writing.new import new_section

    report(new_section(repository(), title, chapter, after, name, about, draft), f"Started “{title}”. Written:")


@main.command(context_settings={"ignore_unknown_options": True})
@click.argument("options", nargs=-1, type=click.UNPROCESSED, metavar="[OPTIONS OF MKDOCS SERVE]...")
def serve(options: tuple[str, ...]) -> None:
    """Show the notes in a browser, including drafts.

    \b
    llm-notes serve
    llm-notes serve --dev-addr 127.0.0.1:8001

    Each save rebuilds the pages. Mistakes that would stop a build are listed here and above each page. Options go to `mkdocs serve`.
    """
    os.chdir(repository())
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "true")
    from llm_notes.preview.__main__ import main as preview

    preview(list(options))


@main.command()
@click.argument("page", type=PageName(), nargs=-1)
@click.option("--fix", is_flag=True, help="First fix what can be fixed automatically; ask before adding words or recording addresses.")
@click.option("--yes", is_flag=True, help="With --fix: record addresses without asking, for scripts. Words are never added unasked.")
def check(page: tuple[str, ...], fix: bool, yes: bool) -> None:
    """Say what is wrong with a page.

    \b
    llm-notes check attention                        one page, by its file's name
    llm-notes check docs/nlp-and-llms/challenges.md  or by its path
    llm-notes check                                  the pages changed since the last commit
    llm-notes check attention --fix                  fix what can be fixed automatically, then check

    Every mistake is listed once, the most important first. The page is rendered alone, as in a build, and its Python and the test of
    its numbers run; that takes seconds. The last lines say what it leaves out.

    --fix changes nothing that a page says, only the empty line above a list, the indentation of nested lists, tabs, special spaces,
    and quotes in front matter. Then it asks about words that the dictionary doesn't have, and records the addresses of a page
    in which nothing is wrong: addresses are permanent.
    """
    from llm_notes.commands.check import DRAFT, DRAFTS, findings, not_checked, unrecorded
    from llm_notes.writing.new import from_template

    root = repository()
    pages = page or changed_pages(root)
    if not pages:
        click.echo("No page has changed since the last commit. Name one: llm-notes check docs/index.md")
        return
    if fix:
        for path in pages:
            repair(root, path)
            renew_outline(root, path, yes)
    found = [line for path in pages for line in findings(root, path)]
    if fix:
        found = found if yes else confirm_words(root, found)
    click.echo("\n".join(dict.fromkeys(found)) or f"Nothing is wrong with {'this page' if len(pages) == 1 else 'these pages'}.")
    for path in pages if not found else ():
        changes = unrecorded(root, path)
        new = " and ".join(what for _, what in changes.done)
        if new and fix and (yes or confirmed(f"Record {new}? They are permanent from then on.")):
            report(changes)
        elif new:
            click.echo(f"Not recorded yet: {new}. When the headings are final, `llm-notes check --fix {short_name(path)}` records them.")
    for path in pages:
        if lines := from_template(root, path):
            click.echo(f"Still from the template: lines {', '.join(lines)} of docs/{path}.")
    finished = [path for path in pages if not is_draft(root / "docs" / path)]
    if len(finished) < len(pages):
        click.echo(DRAFT if len(pages) == 1 else DRAFTS)
    if finished:
        click.echo(not_checked(root, finished))
    sys.exit(bool(found))


@main.command("import")
@click.argument("notes", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--chapter", type=ChapterName(), default="", help="Put all sections into this chapter.")
@click.option("--yes", is_flag=True, help="Write without asking, for scripts.")
def import_notes(notes: Path, chapter: str, yes: bool) -> None:
    """Turn raw notes into drafts.

    \b
    llm-notes import notes.md
    llm-notes import tokenizers.md --chapter how-transformers-work --yes

    Headings become chapters and sections, bullets become points. It shows the chapters and sections that it found, and asks before
    it writes. Each section becomes a draft whose "In short" holds the bullets; links to arXiv and DOIs become references to complete. What it can't place is listed with its line. The notes
    themselves stay as they are, nothing is overwritten, and you don't have to keep a draft's wording.
    """
    from llm_notes.writing.importing import read_notes

    found = read_notes(repository(), notes, chapter)
    click.echo("\n".join(found.tree))
    if found.left:
        click.echo("\nNot placed on any page:\n" + "\n".join(f"  {line}" for line in found.left))
    if not found.pages:
        click.echo(f"\nThere is no new section in these notes. {NOT_WRITTEN}")
        return
    drafts = f"{found.pages} draft{'' if found.pages == 1 else 's'}"
    if not yes and not click.confirm(f"\nWrite {'this' if found.pages == 1 else 'these'} {drafts}?", default=True):
        click.echo(NOT_WRITTEN)
        return
    found.changes.left[:0] = [
        "Look at them: `llm-notes serve`. Only the preview shows drafts.",
        "See what each lacks: `llm-notes status`. When one is ready: `llm-notes finish PAGE`.",
    ]
    report(found.changes, "\nWritten:")


@main.command()
@click.option("--all", "everything", is_flag=True, help="List everything that each draft lacks, not only the most important things.")
def status(everything: bool) -> None:
    """List the drafts, and what each still lacks.

    \b
    llm-notes status
    llm-notes status --all

    A draft is a page with `draft: true` in its front matter. The preview marks it as one. The published site, its search, its
    cards, the PDF and the plain text leave it out, and the checks look only at its safety and links.
    """
    from llm_notes.writing.drafts import drafts

    found = drafts(repository())
    for draft in found:
        click.echo(f"docs/{draft.path}: “{draft.title}” lacks {things(len(draft.lacks))}")
        show(draft.path, draft.lacks, len(draft.lacks) if everything else SHOWN)
    click.echo(
        f"{len(found)} draft{'' if len(found) == 1 else 's'}. When one lacks nothing: llm-notes finish PAGE" if found else "No drafts."
    )


@main.command()
@click.argument("page", type=PageName())
@click.option("--yes", is_flag=True, help="Put it on the site without asking, even if it lacks something, for scripts.")
def finish(page: str, yes: bool) -> None:
    """Put a draft on the published site.

    \b
    llm-notes finish tokenizers

    If the page lacks something, it lists that and asks first. A page that cites a stub is refused.

    It removes `draft: true` from the page, lists and counts the page in its chapter's introduction, and adds the points of its "In
    short" to the outline, tests/content/outline.yml: from then on, the checks report missing ones. `llm-notes check --fix` updates
    the outline when you change them. With `status: added` in its front matter, a page stays out of the outline.
    """
    from llm_notes.writing.drafts import finish as finished

    changes, lacking = finished(repository(), page)
    if lacking:
        click.echo(f"docs/{page} lacks {things(len(lacking))}:")
        show(page, lacking)
        if not yes and not confirmed("Put it on the site anyway? The checks fail until it has them."):
            click.echo(NOT_WRITTEN)
            return
    report(changes, f"docs/{page} will be on the site from the next build on. Changed:")


@main.command()
@click.argument("page", type=PageName())
@click.argument("new")
@click.option("--after", type=PageName(), help="The page that it follows in the navigation.")
def mv(page: str, new: str, after: str | None) -> None:
    """Move or rename a page, and update links to it.

    \b
    llm-notes mv attention how-transformers-work/weighting.md
    llm-notes mv nlp-and-llms/challenges.md how-transformers-work/    into another chapter

    Links, `builds_on`, `reread`, the navigation, the chapters' introductions and the page's test are updated, as are the page's own links.
    If its address was recorded, it keeps working: the page's `was` names it.
    """
    from llm_notes.writing.moving import move

    report(move(repository(), page, new.removeprefix("docs/").strip("/"), after or ""), f"Moved docs/{page}. Changed:")


@main.command()
@click.argument("page", type=PageName())
@click.option("--to", type=PageName(), help="The page that its links and address lead to; its chapter's introduction if left out.")
def rm(page: str, to: str | None) -> None:
    """Remove a page. Its address and the links to it lead elsewhere; its cards are retired.

    \b
    llm-notes rm transformer-capabilities/modalities.md --to pipeline-function
    """
    from llm_notes.writing.moving import remove

    report(remove(repository(), page, to or ""), f"Removed docs/{page}. Changed:")


@main.command("rename-heading")
@click.argument("page", type=PageName())
@click.argument("heading")
@click.argument("words")
@click.option("--id", "name", default="", help="The new id; made from the words if left out.")
def rename_heading(page: str, heading: str, words: str, name: str) -> None:
    """Rename a heading. HEADING is its id or its words.

    \b
    llm-notes rename-heading attention without-the-mask "Life without the mask"
    llm-notes rename-heading attention without-the-mask "No Mask" --id without-the-mask     keeps the id
    llm-notes rename-heading attention "Attention Mechanism" "Attention"                    the page's title

    Links and questions' `reread` are updated. An old id that was recorded keeps working: the heading's `was` names it.
    """
    from llm_notes.writing.moving import rename_heading as renamed

    report(renamed(repository(), page, heading, words, name), f"docs/{page}: “{words}”. Changed:")


@main.command()
@click.argument("source", nargs=-1)
def cite(source: tuple[str, ...]) -> None:
    """Add a reference to docs/references.bib.

    \b
    llm-notes cite arXiv:1706.03762            needs the network
    llm-notes cite doi:10.1162/neco.1997.9.8.1735
    llm-notes cite downloaded.bib              a file with one or more entries
    llm-notes cite -                           BibTeX that you paste; end it with Ctrl-D (Windows: Ctrl-Z, Enter)

    The entry gets the same form as the others. The key is the first author's family name and the year. A stub that `llm-notes import` left
    is completed, and the pages that cite it are updated. An existing entry isn't added twice. Read the passage that you cite: the source has to say it.
    """
    from llm_notes.writing.cite import cite as cited

    root, asked = repository(), " ".join(source)
    file = Path(asked) if asked else None
    if asked in ("", "-"):
        asked = sys.stdin.read()
    elif file and file.suffix.lower() in (".bib", ".bibtex", ".txt") or file and len(asked) < 200 and file.is_file():
        if not file.is_file():
            raise click.ClickException(f"{asked}: there is no such file.")
        asked = mojibake.read(file.read_bytes())[0]
    changes = cited(root, asked)
    report(changes, "Changed:" if changes.done else "docs/references.bib has it already.")


def repair(root: Path, path: str) -> None:
    """Fix what can be fixed automatically on a page, and say so."""
    from llm_notes.writing.fixing import fix

    changes = fix(root, path)
    if changes.done:
        report(changes, "Fixed:")


def renew_outline(root: Path, path: str, yes: bool) -> None:
    """Update the outline to the points of a section that `finish` added, if the user confirms."""
    from llm_notes.writing import outline
    from llm_notes.writing.chapters import page_of, titles

    changes = Changes(root)
    page = page_of(changes, path)
    changed = not page.draft and outline.follows(changes, page.title) and outline.take(changes, titles(changes), page)
    if changed and (yes or confirmed(f"The points of docs/{path} have changed. Update the outline to the new ones?")):
        report(changes)


def things(number: int) -> str:
    """Return '1 thing' or '2 things'."""
    return f"{number} thing{'' if number == 1 else 's'}"


def show(path: str, lacking: Sequence[str], most: int = SHOWN) -> None:
    """List what a draft lacks, the most important first."""
    for line in lacking[:most]:
        click.echo(f"  {line.removeprefix(f'docs/{path}:')}")
    if most < len(lacking):
        click.echo(f"  … and {len(lacking) - most} more: llm-notes status --all")


def confirmed(question: str) -> bool:
    """Return whether the user says yes; no if nobody can be asked."""
    try:
        return click.confirm(question, default=False)
    except click.Abort:
        click.echo()
        return False


def confirm_words(root: Path, found: list[str]) -> list[str]:
    """Ask about each word that isn't in the dictionary, add the confirmed ones, and return the other findings."""
    from llm_notes.writing.fixing import WORDS, add_words, unknown_words

    meant = [
        word
        for word, place, near in unknown_words(found)
        if confirmed(f"{place}: '{word}' isn't in the dictionary{f' (similar: {near})' if near else ''}. Add it to {WORDS}?")
    ]
    if meant:
        report(add_words(root, meant))
    return [line for line in found if not any(f": '{word}' isn't in the dictionary." in line for word in meant)]


def changed_pages(root: Path) -> tuple[str, ...]:
    """Return the pages that Git says are new or changed, as paths under docs; none if there is no Git."""
    try:
        run = subprocess.run(
            ["git", "-c", "core.quotepath=off", "status", "--porcelain", "--no-renames", "-uall", "--", "docs"],
            cwd=root,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
    except OSError:
        return ()
    pages = {file.relative_to(root / "docs").as_posix() for file in page_files(root / "docs", drafts=True)}
    return tuple(sorted(pages & {line[3:].strip().removeprefix("docs/") for line in run.stdout.splitlines()}))


def report(changes: Changes, first: str = "") -> None:
    """Make the changes, and say what was done and what is left to do."""
    changes.apply()
    done: dict[str, list[str]] = {}
    for path, what in changes.done:
        done.setdefault(path, []).append(what)
    width = max(map(len, done), default=0)
    if first:
        click.echo(first)
    for path, words in done.items():
        click.echo(f"  {path:{width}}  {'; '.join(dict.fromkeys(words))}")
    if changes.left:
        click.echo("\nNext:")
        for number, sentence in enumerate(changes.left, start=1):
            click.echo(f"  {number}. {sentence}")
