"""What the command `llm-notes` does to the files of the repository: each module one kind of change, made all at once or not at all."""
