"""Run all steps on the folder named on the command line."""

import argparse
import sys
from pathlib import Path

from llm_notes.checks.findings import PageError
from llm_notes.publish import publish


def main() -> None:
    """Publish, or say in one sentence what stops it."""
    parser = argparse.ArgumentParser(description="Make the built site ready to deploy.")
    parser.add_argument("site", type=Path)
    parser.add_argument("--docs", type=Path, default=Path("docs"))
    parser.add_argument(
        "--pdf", choices=("try", "demand"), default="", help="print the notes as one PDF: only if a browser is found, or stop without one"
    )
    parser.add_argument("--model", choices=("", "smollm2"), default="", help="a large model to put into the site; needs its package")
    arguments = parser.parse_args()
    try:
        publish(arguments.site, arguments.docs, arguments.pdf, arguments.model)
    except PageError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
