"""The glossary's A to Z leads to the first term of each letter."""

from llm_notes.blocks.letters import first_terms
from llm_notes.blocks.term import Term


def test_the_first_term_of_each_letter():
    words = ["attention", "architecture", "BERT", "top-k", "Transformer", "value"]
    first = first_terms([Term("glossary.md", line, word, "…") for line, word in enumerate(words)])
    assert {letter: term.term for letter, term in first.items()} == {"A": "attention", "B": "BERT", "T": "top-k", "V": "value"}
