"""In a preview, each heading has a link "edit" that opens the page's file at that line in the writer's editor.

$LLM_NOTES_EDITOR names the editor: one of EDITORS, a link with {path} and {line} in it, or `none`.
"""

import html
import os
import re
from pathlib import Path
from urllib.parse import quote

from llm_notes.content.pages import Page

EDITORS = {
    "code": "vscode://file/{path}:{line}",
    "codium": "vscodium://file/{path}:{line}",
    "cursor": "cursor://file/{path}:{line}",
    "zed": "zed://file/{path}:{line}",
    "idea": "idea://open?file={path}&line={line}",
    "sublime": "subl://open?url=file:///{path}&line={line}",
    "textmate": "txmt://open?url=file:///{path}&line={line}",
}
NONE = "none"
STYLE = "margin-left: .6em; font-size: .75rem; font-weight: 400; letter-spacing: 0"
HEADING = re.compile(r"<(h[1-6])\b[^>]*\bid=\"([^\"]+)\"[^>]*>.*?(?=</\1>)", re.DOTALL)


def with_links(text: str, page: Page, file: Path) -> str:
    """Return a built page's HTML with the links. page, file: its source."""
    editor = os.environ.get("LLM_NOTES_EDITOR") or "code"
    link = EDITORS.get(editor, editor)
    if editor == NONE or "{path}" not in link:
        return text
    lines = dict(zip(page.ids, (line for _, _, line in page.headings)))
    path = quote(file.resolve().as_posix().lstrip("/"), safe="/:")

    def add(heading: re.Match) -> str:
        line = lines.get(heading[2])
        if line is None:
            return heading[0]
        address = html.escape(link.replace("{path}", path).replace("{line}", str(line)))
        place = html.escape(f"docs/{page.path}:{line}")
        return f'{heading[0]}<a class="preview-edit" href="{address}" title="{place}" aria-label="Edit {place}" style="{STYLE}">edit</a>'

    return HEADING.sub(add, text)
