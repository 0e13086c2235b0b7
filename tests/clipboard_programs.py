"""Clipboard programs that are stand-ins."""

from pathlib import Path


class Programs:
    """Stand-ins for clipboard programs; each keeps its clipboard in a file and notes how it was called."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "bin"
        self.folder.mkdir()
        self.board = folder / "board"
        self.calls = folder / "calls"
        self.environ = {"PATH": str(self.folder), "SECRET_TOKEN": "hunter2", "PYTHONPATH": "/hunter2"}

    def add(self, name: str, body: str) -> None:
        path = self.folder / name
        path.write_text(f'#!/bin/sh\necho "{name} $*" >>"{self.calls}"\n{body}\n')
        path.chmod(0o755)

    def add_working(self, write: str, read: str) -> None:
        keep, show = f'/bin/cat >"{self.board}"', f'/bin/cat "{self.board}"'
        if write == read:
            self.add(write, f'case "$*" in *out*|show*) {show};; *) {keep};; esac')
        else:
            self.add(write, keep)
            self.add(read, show)

    def called(self) -> list[str]:
        return [call.strip() for call in self.calls.read_text().splitlines()] if self.calls.exists() else []
