"""Renamed headings keep their old addresses: `## New name {#new-name was="old-name"}`."""

import re
import xml.etree.ElementTree as etree

from markdown.treeprocessors import Treeprocessor

HEADING = re.compile(r"^h[1-6]$")


class FormerIds(Treeprocessor):
    """Puts an empty anchor with each former id before the heading's text. Runs after attributes have been read."""

    def run(self, root) -> None:
        """Several former ids are separated by spaces."""
        for element in root.iter():
            if isinstance(element.tag, str) and HEADING.match(element.tag) and element.get("was"):
                anchors = [etree.Element("span", {"id": former}) for former in element.attrib.pop("was").split()]
                anchors[-1].tail, element.text = element.text, None
                element[:0] = anchors
