"""Preview the notes: `python -m llm_notes.preview`, which is `mkdocs serve --livereload` with a sentence for a taken port."""

import errno
import sys

from mkdocs.__main__ import cli


def main() -> None:
    """Serve with live reload; further arguments go to `mkdocs serve`."""
    try:
        cli(["serve", "--livereload", *sys.argv[1:]], prog_name="mkdocs")
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        sys.exit("The port is taken. Stop the other preview, or choose another port: make serve PORT=8001")


if __name__ == "__main__":
    main()
