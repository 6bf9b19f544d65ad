"""Changes to files, gathered first and made together: what can't be done is found before anything is written."""

from dataclasses import dataclass, field
from pathlib import Path


class Refused(Exception):
    """What was asked for can't be done; the message is a sentence for the person who asked."""


@dataclass
class Changes:
    """What is to be done to a repository. Paths are relative to its root, as a contributor types them.

    done: what was changed, (path, in a few words), in order; left: what is left to the writer, a sentence each.
    """

    root: Path
    done: list[tuple[str, str]] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    _texts: dict[str, str | None] = field(default_factory=dict)  # None: the file is removed

    def exists(self, path: str) -> bool:
        """Return whether there will be such a file."""
        return self._texts[path] is not None if path in self._texts else (self.root / path).is_file()

    def read(self, path: str) -> str:
        """Return a file's text as it will be. Raises Refused if there is none, and for one that isn't UTF-8."""
        text = self._texts.get(path)
        if text is not None:
            return text
        if not self.exists(path):
            raise Refused(f"{path}: there is no such file.")
        try:
            return (self.root / path).read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            raise Refused(f"{path}: this isn't UTF-8. Save the file with that encoding.") from None

    def create(self, path: str, text: str, what: str) -> None:
        """Write a new file. what: what it is, in a few words. Raises Refused rather than overwrite one."""
        if self.exists(path):
            raise Refused(f"{path}: this file already exists, and nothing is overwritten. Choose another name, or remove it first.")
        self._texts[path] = text
        self.done.append((path, what))

    def change(self, path: str, text: str, what: str) -> bool:
        """Change a file's text; return whether it is different. what: what has changed, in a few words; '' for no mention."""
        if text == self.read(path):
            return False
        self._texts[path] = text
        if what:
            self.done.append((path, what))
        return True

    def remove(self, path: str, what: str) -> None:
        """Remove a file."""
        self.read(path)
        self._texts[path] = None
        self.done.append((path, what))

    def move(self, old: str, new: str) -> None:
        """Move a file. Raises Refused rather than overwrite one."""
        text = self.read(old)
        self.create(new, text, f"moved from {old}")
        self._texts[old] = None

    def apply(self) -> None:
        """Make the changes."""
        for path, text in self._texts.items():
            file = self.root / path
            if text is None:
                file.unlink(missing_ok=True)
            else:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, encoding="utf-8", newline="\n")
        for path in [path for path, text in self._texts.items() if text is None]:
            folder = (self.root / path).parent
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
