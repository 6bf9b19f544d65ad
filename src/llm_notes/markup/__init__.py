"""What else the Markdown of a page may hold: citations, formulas, numbers from results, glossary links."""
