"""Packs that try to make a reader open, run or load something that is not theirs."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

from atp_tui.engine import NINE_FILES
from tests.own_terminal import PACK

OUTSIDE: Final = "/etc/passwd"
FURTHER: Final = ("transfer-state.json", "decisions.jsonl", "agent-proof.json")
NAMES: Final = (
    *("/etc/passwd", "/", "..", "../secret", "../../../../../../etc/passwd", ".", "./journal", "qlog/../../secret"),
    *("out/passwd", "out/../secret", "a//b", "~/.ssh/id_rsa", "$HOME/.profile", "-rf", "--help", "file:///etc/passwd"),
    *("/proc/self/environ", "/dev/stdin", "journal/x", "pipe", "ran.sh", "C:\\x", "x" * 300, "/".join("d" * 400)),
)
"""What a manifest may call its artifacts."""


def _link(pack: Path, name: str, target: str) -> None:
    (pack / name).unlink(missing_ok=True)
    (pack / name).symlink_to(target)


def _artifacts(pack: Path) -> None:
    (pack / "out").symlink_to("/etc")
    os.mkfifo(pack / "pipe")
    (pack / "ran.sh").write_text("#!/bin/sh\ntouch ran\n")
    (pack / "ran.sh").chmod(0o755)
    with (pack / "manifest").open("a", encoding="utf-8") as manifest:
        manifest.write("".join(f"  - {name}\n" for name in NAMES))


def _programs(pack: Path) -> None:
    for path in pack.iterdir():
        if path.is_file():
            path.chmod(0o755)
    (pack / "replay_command.sh").write_text("#!/bin/sh\ntouch ran; cat /etc/passwd\n")
    for name in ("sitecustomize.py", "click.py", "textual.py", ".pdbrc", "pyproject.toml", ".env", "app.tcss"):
        (pack / name).write_text("import os; os.system('touch ran')\n")


def _links(names: tuple[str, ...], target: str) -> Callable[[Path], None]:
    def change(pack: Path) -> None:
        for name in names:
            _link(pack, name, target)

    return change


HOSTILE: Final[dict[str, Callable[[Path], None]]] = {
    **{f"{name} leads out": _links((name,), OUTSIDE) for name in (*NINE_FILES, *FURTHER)},
    "all lead out": _links((*NINE_FILES, *FURTHER), OUTSIDE),
    "all but one lead out": _links(NINE_FILES[1:], OUTSIDE),
    "all but one lead up": _links(NINE_FILES[1:], "../secret"),
    "artifacts outside": _artifacts,
    "programs": _programs,
}
"""What is done to a pack, by what it tries."""

PLACES: Final = ("--help", "-", "-c", "$(touch ran)", ";touch ran;", "a b", "e\x1b]0;x\x07", "%s%n", "..pack")
"""Names of packs that are not names alone."""


def make_pack(folder: Path, trick: str, name: str = "pack") -> Path:
    """Return a copy of a sample pack with one trick in it, in a folder that holds a secret."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "secret").write_text("secret")
    pack = Path(shutil.copytree(PACK, folder / name))
    if trick:
        HOSTILE[trick](pack)
    return pack
