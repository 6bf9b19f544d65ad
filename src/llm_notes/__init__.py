"""The Markdown of LLM Notes: what its pages need beyond plain Markdown, as one Python-Markdown extension.

Named `llm_notes` under `markdown_extensions` in mkdocs.yml; works the same in MkDocs and Zensical.
One module per block; `extension` puts them together.
"""


def makeExtension(**settings):  # noqa: N802 (the name that Python-Markdown requires)
    """Return the extension; Python-Markdown calls this."""
    from llm_notes.extension import NotesExtension

    return NotesExtension(**settings)
