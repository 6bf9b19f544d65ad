"""What the command `llm-notes` does to the files of the repository: each module makes one kind of change, all at once or not at all."""
