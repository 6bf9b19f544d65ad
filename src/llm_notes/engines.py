"""The one module that knows how the engines tell an extension which file it renders.

Python-Markdown doesn't say. MkDocs keeps the file on its private `relpath` tree processor, Zensical on a preprocessor of
its own; both exist only after the extensions have been set up.
"""

from pathlib import Path


def locate(md) -> tuple[Path, str]:
    """Return the documentation folder and the page's path in it; ('docs', '') for bare text.

    Works from the first preprocessor on, but not yet in `extendMarkdown`.
    """
    relpath = md.treeprocessors["relpath"] if "relpath" in md.treeprocessors else None  # noqa: SIM401 (no dictionary)
    file = getattr(relpath, "file", None)  # MkDocs
    if file is not None and file.abs_src_path:
        page = file.src_uri
        return Path(file.abs_src_path[: -len(page)]), page
    for processor in md.preprocessors:  # Zensical
        path = getattr(getattr(processor, "page", None), "path", None)
        if path:
            config = processor.config
            return Path(config["root_dir"], config["docs_dir"]), path
    return Path("docs"), ""
