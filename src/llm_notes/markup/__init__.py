"""What else a page's Markdown may contain: citations, formulas, numbers from results, glossary links."""
