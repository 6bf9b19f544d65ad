"""Preview the notes: `python -m llm_notes.preview`, which is `mkdocs serve --livereload` with a sentence for a taken port."""

import errno
import sys

from mkdocs.__main__ import cli


def main(arguments: list[str]) -> None:
    """Serve with live reload; the arguments go to `mkdocs serve`."""
    try:
        cli(["serve", "--livereload", *arguments], prog_name="mkdocs")
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        sys.exit("The port is taken. Stop the other preview, or choose another port: make serve PORT=8001")


if __name__ == "__main__":
    main(sys.argv[1:])
