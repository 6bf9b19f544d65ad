"""The finder of the package, under the name that tests and benches import."""

from llm_notes.browsers import ARGUMENTS, NoBrowser, find_browser

__all__ = ["ARGUMENTS", "NoBrowser", "find_browser"]
