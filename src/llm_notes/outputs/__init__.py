"""What is made from the pages in addition to the site: Anki deck, book, plain text."""
