"""Preview the notes: `python -m llm_notes.preview`, which is `mkdocs serve --livereload` with a clear message if the port is in use."""

import errno
import os
import re
import socket
import sys

from mkdocs.__main__ import cli

TAKEN = (
    "The port is in use. Stop the other preview, or choose another port: make serve PORT=8001, or llm-notes serve --dev-addr 127.0.0.1:8001"
)


def main(arguments: list[str]) -> None:
    """Serve with live reload; the arguments go to `mkdocs serve`."""
    try:
        _try_port(arguments)
        cli(["serve", "--livereload", *arguments], prog_name="mkdocs")
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        sys.exit(TAKEN)


def _try_port(arguments: list[str]) -> None:
    """Raise OSError for a port that is in use: MkDocs would notice only after it has built, which takes a while."""
    named = re.search(r"(?:^|\0)(?:-a|--dev-addr)[\0=]?([\w.]+):(\d+)(?:\0|$)", "\0".join(arguments))
    if not named and any(argument.startswith(("-a", "--dev-addr")) for argument in arguments):
        return  # written in another form, which is for MkDocs to read
    host, port = (named[1], int(named[2])) if named else ("127.0.0.1", 8000)
    with socket.socket() as probe:
        if os.name == "posix":  # as MkDocs' server does: a port that was just released is free
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))


if __name__ == "__main__":
    main(sys.argv[1:])
