"""The `explorer` block: something to interact with, with a prediction before it and what readers saw after it.

Rendered complete: the prediction, the block's Markdown as static content, the caption, and what readers saw.
The custom element around the static content (docs/assets/explorers/ELEMENT.js) replaces it with a live view
when the reader opens it; docs/assets/explorers/explorers.js fetches the element's module only then.
"""

import json
import re
import xml.etree.ElementTree as etree
from dataclasses import dataclass
from pathlib import Path

from llm_notes import strings
from llm_notes.blocks.fences import Fence, NotesBlock, suggestion
from llm_notes.content.source import Source
from llm_notes.markup.plain import labeled, quoted

ELEMENT = re.compile(r"^[a-z]+(-[a-z]+)+$")
EXPLORERS, MODELS = "assets/explorers", "assets/models"


@dataclass(frozen=True)
class Explorer:
    """A custom element with a prediction before it and what readers saw after it; the texts are Markdown.

    page: path under docs; line: the block's line in the file; id: the element's name; models: pocket model -> bytes that it
    fetches; begins: its initial state, by name; button: the button's label, or ''; content: what is there
    without JavaScript; folded: the title of the fold around it, or '' if it isn't folded.
    """

    page: str
    line: int
    id: str
    caption: str
    models: dict[str, int]
    begins: dict[str, str]
    button: str
    predict: str
    see: str
    content: str
    folded: str


def parse(fence: Fence, source: Source) -> Explorer:
    """Return the explorer. Raises PageError when the element's module, a model or the static content is missing."""
    element, wanted = str(fence.options["element"]), fence.options.get("models", [])
    if not ELEMENT.match(element):
        raise source.error(
            fence.line, f"the element '{element}' must be lowercase words joined by hyphens, at least two.", "explorer-element-name"
        )
    if not (source.docs_dir / EXPLORERS / f"{element}.js").is_file():
        there = [file.stem for file in sorted((source.docs_dir / EXPLORERS).glob("*-*.js"))]
        raise source.error(
            fence.line,
            f"there is no explorer '{element}'{suggestion(element, there)} Add "
            f"{source.docs_dir.name}/{EXPLORERS}/{element}.js, or correct 'element'.",
            "explorer-unknown-element",
        )
    if not isinstance(wanted, list) or not all(isinstance(name, str) for name in wanted):
        raise source.error(fence.line, "'models' is a list of pocket models: models: [pocket-t5]", "explorer-models")
    begins = fence.options.get("begins", {})
    if not isinstance(begins, dict) or not all(isinstance(part, str) for pair in begins.items() for part in pair):
        raise source.error(fence.line, "'begins' maps names to texts, each in quotes: begins: {text: \"red car:\"}", "explorer-begins")
    known = model_sizes(source.docs_dir)
    for name in wanted:
        if name not in known:
            raise source.error(
                fence.line,
                f"there is no model '{name}'{suggestion(name, known)} The models are listed in "
                f"{source.docs_dir.name}/{MODELS}/manifest.json. Correct 'models'.",
                "explorer-unknown-model",
            )
    if not fence.text.strip():
        raise source.error(
            fence.line,
            "the explorer has no static content. Write under its options what a reader without "
            "JavaScript needs: a table, numbers, a figure.",
            "explorer-no-content",
        )
    return Explorer(
        source.page,
        source.number(fence.line),
        element,
        fence.argument.strip(),
        {name: known[name] for name in wanted},
        begins,
        str(fence.options.get("button") or ""),
        str(fence.options["predict"]),
        str(fence.options["see"]),
        fence.text,
        str(fence.options.get("folded") or ""),
    )


class ExplorerBlock(NotesBlock):
    """Renders a custom element in a frame, useful before and without its JavaScript."""

    NAME = "explorer"
    ARGUMENT = True
    KNOWN = {
        "element": "the custom element's name, like 'attention-by-hand'",
        "models": "the pocket models that it runs, as a list",
        "begins": 'its initial state on this page, by name: {text: "red car:"}',
        "button": "the label of the button that opens it, if the page has a better one than 'Open the explorer'",
        "folded": "the title of a fold that hides the static content, if that contains the answer to 'predict'",
        "predict": "the question that the reader answers before looking",
        "see": "one sentence that says what readers saw",
    }
    REQUIRED = ("element", "predict", "see")
    EXAMPLE = "/// explorer | What it shows, in a sentence."

    parse = staticmethod(parse)

    @classmethod
    def plain(cls, value: Explorer, writer) -> str:
        """Return a quotation: the caption, the prediction, the content without JavaScript, and what readers saw."""
        return quoted(
            labeled(strings.LABELS["explorer"], writer.text(value.caption)),
            labeled(strings.PREDICT, writer.text(value.predict)),
            writer.text(value.content),
            labeled(f"{strings.SEEN}.", writer.text(value.see)),
        )

    def on_create(self, parent):
        """Return the frame; the body goes into the custom element in it."""
        explorer = self.parsed
        figure = etree.SubElement(parent, "figure", {"class": "explorer"})
        predict = etree.SubElement(figure, "p", {"class": "explorer__predict"})
        etree.SubElement(predict, "strong").text = strings.PREDICT
        predict[0].tail = f" {explorer.predict}"
        element = etree.SubElement(figure, explorer.id, {"class": "explorer__element"})
        if explorer.models:
            element.set("data-models", " ".join(f"{model}={size}" for model, size in explorer.models.items()))
        if explorer.begins:
            element.set("data-begins", json.dumps(explorer.begins))
        # Shown only where scripts run, from the first paint on, so that nothing shifts when they arrive.
        button = etree.SubElement(element, "button", {"type": "button", "class": "explorer__open", "data-search-exclude": ""})
        button.text = strings.open_explorer(explorer.models, explorer.button)
        static = etree.SubElement(element, "div", {"class": "explorer__static"})
        if explorer.folded:
            fold = etree.SubElement(static, "details", {"class": "figure__words"})
            etree.SubElement(fold, "summary").text = explorer.folded
        see = etree.SubElement(figure, "details", {"class": "explorer__see"})
        etree.SubElement(see, "summary").text = strings.SEEN
        etree.SubElement(see, "p").text = explorer.see
        # HTML requires a caption first or last; notes.css shows it below the element.
        etree.SubElement(figure, "figcaption").text = explorer.caption
        return figure

    def on_add(self, block):
        """The body goes into the element."""
        static = block.find(f"{self.parsed.id}/div")
        return static.find("details") if self.parsed.folded else static

    def on_markdown(self):
        """The body is Markdown blocks."""
        return "block"


def model_sizes(docs_dir: Path) -> dict[str, int]:
    """Return pocket model -> bytes that a page fetches for it, from docs/assets/models/manifest.json; {} when there is none."""
    manifest = docs_dir / MODELS / "manifest.json"
    if not manifest.is_file():
        return {}
    models = json.loads(manifest.read_text(encoding="utf-8"))
    return {name: sum(file["bytes"] for file in files.values()) for name, files in models.items()}
