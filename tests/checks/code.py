"""The Python blocks of the pages run as printed, and print what the pages show.

The blocks of a page with the same mark run from top to bottom as one program. Marks: none (runs in `make test`),
`lab` (runs in `make lab-test`, with the pocket models), `hub` (needs a download, so it is compiled only).
"""

import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from llm_notes.content.pages import Page, read_pages

OPENING = re.compile(r"^(`{3,})(?:(python)\b|\{\.python([^}]*)\}|(text) title=\"Output\")")
WIDEST = 70  # characters of a line of code: more need scrolling sideways on a desktop, too
SECONDS = 900  # it stops what hangs; what is merely slow on a busy machine continues


@dataclass
class Block:
    """One fenced block. line: number of its first code line; output: what the page shows, or None."""

    line: int
    code: str
    mark: str
    output: str | None = None
    output_line: int = 0


def read_blocks(page: Page) -> list[Block]:
    """Return the page's Python blocks in order, each with the output right after it."""
    blocks: list[Block] = []
    lines = page.lines
    index = 0
    last_end = -2
    while index < len(lines):
        match = OPENING.match(lines[index])
        any_fence = re.match(r"^\s*(`{3,}|~{3,})", lines[index])
        if not any_fence:
            index += 1
            continue
        end = index + 1
        fence = any_fence.group(1)
        while end < len(lines) and lines[end].strip() != fence:
            end += 1
        content = "\n".join(lines[index + 1 : end]) + "\n"
        if match and match.group(4):
            if blocks and not any(line.strip() for line in lines[last_end + 1 : index]):
                blocks[-1].output, blocks[-1].output_line = content, index + 2 + page.offset
        elif match:
            mark = next((mark for mark in ("lab", "hub") if f".{mark}" in (match.group(3) or "")), "")
            blocks.append(Block(index + 2 + page.offset, content, mark))
            last_end = end
        index = end + 1
    return blocks


def check(root, mark: str = "", pages: list[Page] | None = None) -> list[str]:
    """Return the blocks with this mark that fail or print something other than what the page shows. They run in `root`.

    pages: those to check; all pages if none are named.
    """
    pages = [page for page in pages or read_pages(root / "docs") if "```" in page.text]
    with ThreadPoolExecutor(2) as pool:
        return [finding for findings in pool.map(lambda page: _check_page(page, mark, root), pages) for finding in findings]


def _check_page(page: Page, mark: str, root) -> list[str]:
    at = f"docs/{page.path}"
    found = []
    blocks = read_blocks(page)
    broken: Block | None = None
    for block in blocks:
        try:
            compile(block.code, at, "exec")
        except SyntaxError as error:
            found.append(f"{at}:{block.line + (error.lineno or 1) - 1}: this Python block doesn't compile ({error.msg}). Correct it.")
            broken = broken or block
        found += [
            f"{at}:{block.line + index}: this line of code has {len(line)} characters; a page shows {WIDEST}. Break it, or put its "
            "comment on a line above."
            for index, line in enumerate(block.code.splitlines())
            if len(line) > WIDEST and not page.path.startswith("assets/")  # a model's README.md is no page
        ]
    # Later blocks may need the one that doesn't compile.
    runnable = [block for block in blocks if block.mark == mark and (broken is None or block.line < broken.line)]
    if not runnable:
        return found
    for block in runnable:
        if block.output is None and "print(" in block.code:
            found.append(
                f"{at}:{block.line}: this block prints, but the page doesn't show its output. Add a block "
                '```text title="Output" right after it.'
            )
    # The blocks' outputs are separated by a line that no page prints; line numbers are those of the page.
    divider = "\x1eend of block\x1e"
    program = "".join(
        "exec(compile({!r}, {!r}, 'exec'), globals())\nprint({!r})\n".format("\n" * (block.line - 1) + block.code, at, divider)
        for block in runnable
    )
    try:
        run = subprocess.run(
            [sys.executable, "-I", "-c", program],
            capture_output=True,
            text=True,
            timeout=SECONDS,
            encoding="utf-8",
            cwd=root,
            env={"PYTHONUTF8": "1", "PATH": "", "SYSTEMROOT": "C:\\Windows", "HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"},
        )
    except subprocess.TimeoutExpired:
        return [
            *found,
            f"{at}:{runnable[0].line}: the page's Python blocks don't finish within {SECONDS} seconds. Look for an endless loop, or shorten them.",
        ]
    outputs = run.stdout.split(divider + "\n")
    for block, output in zip(runnable, outputs):
        if block.output is not None and output.rstrip() != block.output.rstrip() and len(outputs) > runnable.index(block) + 1:
            found.append(
                f"{at}:{block.output_line}: the block above doesn't print what the page shows. Replace the output with:\n{output.rstrip()}"
            )
    if run.returncode:
        frames = re.findall(rf'File "{re.escape(at)}", line (\d+)', run.stderr)
        last = run.stderr.strip().split("\n")[-1]
        found.append(
            f"{at}:{frames[-1] if frames else runnable[0].line}: this Python block fails: {last}. Correct it, "
            "or mark it {.python .hub} if it needs a download."
        )
    return found
