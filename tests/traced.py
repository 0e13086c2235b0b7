"""What a process opens, runs and maps, as strace tells it."""

import codecs
import re
import shutil
import subprocess
import sysconfig
from pathlib import Path
from typing import Final, NamedTuple

import pytest

ROOT: Final = Path(__file__).resolve().parents[1]
STRACE: Final = shutil.which("strace")
CALLS: Final = (
    "trace=open,openat,openat2,creat,execve,execveat,mmap,connect,mknod,mknodat,unlink,unlinkat,rename,renameat2"
)
PROGRAM_FOLDERS: Final = tuple(
    str(path.resolve())
    for path in (
        *(Path(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib", "purelib", "platlib")),
        *(ROOT / name for name in ("atp_tui", "styles", "sample_packs")),
    )
)
"""Where the program and its libraries lie; a pack may make it load more of them."""

_CALL: Final = re.compile(r"^\d+ +(\w+)\((.*)\) = (-?\d+|\?)(.*)$")
_AT: Final = re.compile(r'^(?:AT_FDCWD|\d+)<([^>]*)>, "((?:[^"\\]|\\.)*)"(.*)$')
_NAME: Final = re.compile(r'^"((?:[^"\\]|\\.)*)"(.*)$')
_DESCRIPTOR: Final = re.compile(r"\b\d+<([^>]*)>")


class Opened(NamedTuple):
    """One call that opened something, or tried to."""

    asked: str
    """The path that was asked for, from the root."""
    found: str
    """What was opened in the end; what was asked for where nothing was."""
    flags: str


class Traced(NamedTuple):
    """What a process did."""

    code: int
    output: bytes
    opened: tuple[Opened, ...]
    ran: tuple[str, ...]
    mapped: frozenset[str]
    other: tuple[str, ...]
    """Connections, and files that were made, removed or renamed."""


def require_strace(folder: Path) -> str:
    """Return where strace is; skips where it is missing or may not trace."""
    if STRACE is None:
        pytest.skip("needs strace")
    tried = subprocess.run([STRACE, "-f", "-o", folder / "try", "true"], capture_output=True, check=False)
    if tried.returncode:
        pytest.skip("this system lets nobody trace a process")
    return STRACE


def tracing(strace: str, log: Path) -> tuple[str, ...]:
    """Return what stands before a command that is traced."""
    return (strace, "-f", "-y", "-s", "5000", "-e", CALLS, "-o", str(log))


def read_trace(log: Path, code: int, output: bytes) -> Traced:
    """Return what strace wrote down."""
    opened, ran, other = [], [], []
    mapped: set[str] = set()
    for line in _joined(log.read_text(encoding="utf-8", errors="replace")):
        match = _CALL.match(line)
        if match is None:
            continue
        name, said, result, rest = match.groups()
        if name in ("open", "openat", "openat2", "creat"):
            opened.append(_opened(said, result, rest))
        elif name.startswith("execve"):
            ran.append(said)
        elif name == "mmap":
            mapped.update(map(_plain, _DESCRIPTOR.findall(said)))
        else:
            other.append(line)
    return Traced(code, output, tuple(opened), tuple(ran), frozenset(mapped), tuple(other))


def _joined(text: str) -> list[str]:
    """Lines of calls; one that another thread interrupted is put together again."""
    begun: dict[str, str] = {}
    lines = []
    for line in text.splitlines():
        process = line.split(" ", 1)[0]
        if line.endswith("<unfinished ...>"):
            begun[process] = line.removesuffix("<unfinished ...>").rstrip()
        elif " resumed>" in line:
            lines.append(begun.pop(process, "") + line.split(" resumed>", 1)[1])
        else:
            lines.append(line)
    return lines


def _opened(said: str, result: str, rest: str) -> Opened:
    at = _AT.match(said)
    folder, name, flags = at.groups() if at else ("/", *(_NAME.match(said) or ["", "", said]).groups())  # type: ignore[union-attr]
    asked = str(Path(_plain(folder)) / _plain(name))
    found = re.match(r"<(.*?)>", rest)
    return Opened(asked, _plain(found.group(1)) if found and not result.startswith("-") else asked, flags)


def _plain(text: str) -> str:
    """A name as the system has it; strace writes what cannot be seen as in C."""
    return codecs.escape_decode(text.encode())[0].decode("utf-8", "surrogateescape")
