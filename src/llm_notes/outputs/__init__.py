"""What is made from the pages besides the site: Anki deck, book, plain text."""
