"""Directories that are no good packs, and what a reader says of each."""

import os
import shutil
import socket
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, NamedTuple

from atp_tui.engine import NINE_FILES
from tests.own_terminal import PACK
from tests.program import make_device

TRACE: Final = "transfer.atp-trace"
MANY: Final = 100_000
REFUSED, NOT_SOUND = 4, 3
IS_ROOT: Final = os.geteuid() == 0


class Case(NamedTuple):
    """A directory, or what stands where one should."""

    make: Callable[[Path], str]
    """Makes it from a sample pack in a folder of its own; gives the path to hand to the program."""
    codes: tuple[int, ...]
    """What the program may leave with."""
    says: str
    """What it says, among other things."""
    needs_root: bool = False
    while_read: Callable[[Path], object] | None = None
    """Done to the pack again and again while it is read."""


def inside(change: Callable[[Path], object]) -> Callable[[Path], str]:
    """Change the pack, and hand it to the program."""

    def make(pack: Path) -> str:
        change(pack)
        return str(pack)

    return make


def instead(name: str, make: Callable[[Path], object]) -> Callable[[Path], str]:
    """Put something else where a file of the pack was."""

    def change(pack: Path) -> None:
        (pack / name).unlink()
        make(pack / name)

    return inside(change)


def alone(make: Callable[[Path], object]) -> Callable[[Path], str]:
    """Hand something to the program that is no pack at all."""

    def made(pack: Path) -> str:
        shutil.rmtree(pack)
        make(pack)
        return str(pack)

    return made


def given(path: str) -> Callable[[Path], str]:
    """Hand a path to the program that is there without us."""
    return lambda _: path


def make_socket(path: Path) -> None:
    """Make a socket; its own path may have only so many characters."""
    with socket.socket(socket.AF_UNIX) as server:
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            server.bind(f"/proc/self/fd/{folder}/{path.name}")
        finally:
            os.close(folder)


def sparse(path: Path) -> None:
    """Make a file of 100 GB that takes no place."""
    path.touch()
    os.truncate(path, 100_000_000_000)


def nested(pack: Path) -> None:
    """Make folders in folders until the system takes no longer path, and name the innermost file."""
    depth = 300
    folder = pack.joinpath(*["d"] * depth)
    folder.mkdir(parents=True)
    (folder / "file").touch()
    with (pack / "manifest").open("a", encoding="utf-8") as manifest:
        manifest.write(f"  - {'d/' * depth}file\n  - {'d/' * 5000}file\n")


def crowded(pack: Path) -> None:
    """Put as many files into the pack as a build machine would in a bad year."""
    for number in range(MANY):
        os.mknod(pack / f"further-{number}")


def oddly_named(pack: Path) -> None:
    """Give files names that are no text, or act on a terminal."""
    names = (b"a\nb", b"\x1b[2J\x1b]0;x\x07", b"\xff\xfe", b"x" * 255, b"-rf", b"$(touch ran)", "\u202egnp".encode())
    for name in names:
        os.mknod(os.fsencode(pack) + b"/" + name)


def linked_folder(pack: Path) -> None:
    """Let an artifact's folder lead out of the pack."""
    (pack / "out").symlink_to("/etc")
    with (pack / "manifest").open("a", encoding="utf-8") as manifest:
        manifest.write("  - out/passwd\n")


def hard_linked(pack: Path) -> None:
    """Give every file a second name outside."""
    for name in NINE_FILES:
        (pack.parent / f"other-{name}").hardlink_to(pack / name)


def empty_all(pack: Path) -> None:
    """Make all files empty."""
    for name in NINE_FILES:
        (pack / name).write_bytes(b"")


def remove_all(pack: Path) -> None:
    """Remove all files."""
    for path in pack.iterdir():
        path.unlink()


def grow(pack: Path) -> None:
    """Add to trace and log."""
    for name in (TRACE, "pathlog"):
        with (pack / name).open("ab") as file:
            file.write(b"{}\n" * 1000)


def shrink(pack: Path) -> None:
    """Take from trace and journal."""
    for name in (TRACE, "journal"):
        os.truncate(pack / name, (pack / name).stat().st_size // 2)


def vanish(pack: Path) -> None:
    """Remove the pack, and bring some of it back."""
    shutil.rmtree(pack, ignore_errors=True)
    with suppress(OSError):
        pack.mkdir()
        (pack / "journal").write_bytes(b"")


def swap(pack: Path) -> None:
    """Put a link out of the pack in place of a file, and the file again."""
    for make in (lambda path: path.symlink_to("/etc/passwd"), Path.touch):
        with suppress(OSError):
            make(pack / "new")
            (pack / "new").replace(pack / "manifest")


ANY: Final = (0, 1, NOT_SOUND, REFUSED)
CASES: Final[dict[str, Case]] = {
    "pipe for journal": Case(instead("journal", os.mkfifo), (NOT_SOUND,), "a named pipe"),
    "pipe for trace": Case(instead(TRACE, os.mkfifo), (NOT_SOUND,), "a named pipe"),
    "device for journal": Case(instead("journal", make_device), (NOT_SOUND,), "a device", needs_root=True),
    "device for trace": Case(instead(TRACE, make_device), (NOT_SOUND,), "a device", needs_root=True),
    "socket for manifest": Case(instead("manifest", make_socket), (NOT_SOUND,), "a socket"),
    "link to a file outside": Case(
        instead("manifest", lambda path: path.symlink_to("/etc/passwd")), (NOT_SOUND,), "a symbolic link"
    ),
    "link to a folder outside": Case(inside(linked_folder), (NOT_SOUND,), "a symbolic link"),
    "link to itself": Case(
        instead("pathlog", lambda path: path.symlink_to(path.name)), (NOT_SOUND,), "a symbolic link"
    ),
    "dangling link": Case(instead("quiclog", lambda path: path.symlink_to("no")), (NOT_SOUND,), "a symbolic link"),
    "folder for journal": Case(instead("journal", Path.mkdir), (NOT_SOUND,), "a directory"),
    "folder for trace": Case(instead(TRACE, Path.mkdir), (NOT_SOUND,), "a directory"),
    "journal of 100 GB": Case(instead("journal", sparse), (NOT_SOUND,), "too big"),
    "manifest of 100 GB": Case(instead("manifest", sparse), (NOT_SOUND,), "too big"),
    "trace of 100 GB": Case(instead(TRACE, sparse), (NOT_SOUND,), "too big"),
    "log of 100 GB": Case(instead("repairlog", sparse), (NOT_SOUND,), "too big"),
    "state of 100 GB": Case(instead("transfer-state.json", sparse), ANY, ""),
    "unreadable journal": Case(inside(lambda pack: (pack / "journal").chmod(0)), (NOT_SOUND,), "no permission to read"),
    "unreadable trace": Case(inside(lambda pack: (pack / TRACE).chmod(0)), (NOT_SOUND,), "no permission to read"),
    "unreadable folder": Case(inside(lambda pack: pack.chmod(0)), (REFUSED,), "permission denied"),
    "folder that may be listed only": Case(inside(lambda pack: pack.chmod(0o400)), ANY, "no permission"),
    "nested folders": Case(inside(nested), (NOT_SOUND,), "FAIL"),
    "100,000 files": Case(inside(crowded), (1,), "further"),
    "odd names": Case(inside(oddly_named), (1,), "\\x1b[2J"),
    "hard links": Case(inside(hard_linked), (1,), "sound"),
    "empty files": Case(inside(empty_all), (NOT_SOUND,), "FAIL"),
    "no files": Case(inside(remove_all), (REFUSED,), "none of the nine files"),
    "no journal": Case(inside(lambda pack: (pack / "journal").unlink()), (NOT_SOUND,), "nothing"),
    "growing": Case(inside(grow), (NOT_SOUND,), "", while_read=grow),
    "shrinking": Case(inside(shrink), (NOT_SOUND,), "", while_read=shrink),
    "vanishing": Case(inside(lambda _: None), ANY, "", while_read=vanish),
    "swapped for a link": Case(inside(lambda _: None), ANY, "", while_read=swap),
    "file for the pack": Case(alone(lambda pack: pack.write_bytes(b"\0" * 100)), (REFUSED,), "expected"),
    "file of 100 GB for the pack": Case(alone(sparse), (REFUSED,), "at most"),
    "pipe for the pack": Case(alone(os.mkfifo), (REFUSED,), "a plain file"),
    "socket for the pack": Case(alone(make_socket), (REFUSED,), "no such device or address"),
    "link to itself for the pack": Case(alone(lambda pack: pack.symlink_to(pack)), (REFUSED,), "symbolic links"),
    "nothing for the pack": Case(alone(lambda _: None), (REFUSED,), "no such file or directory"),
    "a name that is too long": Case(given("x" * 5000), (REFUSED,), "too long"),
    "/": Case(given("/"), (REFUSED,), "none of the nine files"),
    "/dev/zero": Case(given("/dev/zero"), (REFUSED,), "a plain file"),
    "/dev/full": Case(given("/dev/full"), (REFUSED,), "a plain file"),
    "/proc/self": Case(given("/proc/self"), (REFUSED,), "none of the nine files"),
    "/proc/self/mem": Case(given("/proc/self/mem"), (REFUSED,), ""),
    "/proc/self/fd": Case(given("/proc/self/fd"), (REFUSED,), "none of the nine files"),
}
"""What stands where a pack should, by name."""


def make(name: str, folder: Path) -> str:
    """Make a case in a folder of its own; return the path for the program."""
    folder.mkdir()
    return CASES[name].make(Path(shutil.copytree(PACK, folder / "pack")))


@contextmanager
def disturbed(name: str, pack: str) -> Iterator[None]:
    """Do to a pack what the case does to it while it is read."""
    disturb = CASES[name].while_read
    if disturb is None:
        yield
        return
    is_over = threading.Event()

    def again() -> None:
        while not is_over.wait(0.001):
            with suppress(OSError):
                disturb(Path(pack))

    thread = threading.Thread(target=again)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


def readable_again(folder: Path) -> None:
    """Let what was made be removed."""
    for path in (folder, *folder.glob("*"), *folder.glob("*/pack")):
        if not path.is_symlink() and stat.S_ISDIR(path.stat().st_mode):
            path.chmod(0o700)
