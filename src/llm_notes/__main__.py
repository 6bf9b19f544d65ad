"""`python -m llm_notes`, which is the same as `llm-notes`."""

from llm_notes.commands.cli import main

if __name__ == "__main__":
    main()
