"""No archive raises anything but our error, writes outside of the cache, or takes more memory than documented."""

import gzip
import random
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import pytest

from atp_tui.engine.errors import CrashpackError
from atp_tui.store.archive.locate import locate
from atp_tui.store.archive.logs import log_files
from tests.archives import COMPRESS, KINDS, crowded_tar, crowded_zip, member, overlapping_zip, tar_of, zip_of, zstd_of
from tests.fleet_packs import pack_files
from tests.soak_figures import figure

PACK: Final = {f"crash/{name}": content for name, content in pack_files().items()}
MOST: Final = 300
"""Megabytes that a process may hold at once. Source: docs/security.md, "Limits"."""


def quine() -> bytes:
    """A tar with a zip that has the same tar again, and so on, as deep as anybody may look."""
    made = tar_of(PACK)
    for _ in range(20):
        made = zip_of({"again.tar": tar_of({"again.zip": made})})
    return made


HOSTILE: Final[Mapping[str, Callable[[], bytes]]] = {
    "bomb": lambda: gzip.compress(tar_of({"crash/manifest": b"x", "crash/journal": bytes(64 << 20)})),
    "bomb of zstd": lambda: zstd_of(zstd_of(bytes(64 << 20))),
    "announced bomb": lambda: gzip.compress(member("crash/trace", b"0", size=1 << 50).tobuf()),
    "overlapping": lambda: overlapping_zip(26, 1 << 20),
    "nested": quine,
    "many members": lambda: crowded_zip(1_000_000),
    "many files": lambda: b"".join(crowded_tar(100_001)),
    "link": lambda: tar_of(PACK, 1, member("crash/link", b"2", "/etc/passwd")),
    "link and a file in it": lambda: tar_of({**PACK}, 1, member("d", b"2", "/"), member("d/x", b"0")),
    "device": lambda: tar_of(PACK, 1, member("crash/zero", b"3", devmajor=1, devminor=5)),
    "pipe": lambda: tar_of(PACK, 1, member("crash/pipe", b"6")),
    "outside": lambda: zip_of({**PACK, "../../../../escaped": b"x"}),
    "absolute": lambda: tar_of({**PACK, "/escaped": b"x"}),
    "acts on terminals": lambda: tar_of({**PACK, "../\x1b]0;a\x07\x9b2J\u202e": b"x"}),
    "long name": lambda: tar_of({**PACK, "x" * (64 << 10): b"x"}),
    "empty": lambda: zip_of({}),
    "empty zstd": lambda: zstd_of(b""),
    "empty tar": lambda: gzip.compress(bytes(10240)),
    "garbage after it": lambda: gzip.compress(tar_of(PACK)) + b"garbage",
}
"""Archives that nobody should unpack, by what is wrong with them."""


def told(path: Path) -> str:
    """What is wrong with an archive; empty where it is unpacked and read."""
    try:
        for found in log_files(str(path)):
            for _ in found.pieces:
                pass
    except CrashpackError as error:
        require_harmless(str(error))
    try:
        located = locate(str(path))
    except CrashpackError as error:
        require_harmless(str(error))
        return str(error)
    assert all(file.is_file() or file.is_dir() for file in Path(located.files).rglob("*"))
    return ""


def require_harmless(words: str) -> None:
    """Make sure that an error is one line that does not act on a terminal."""
    assert words.isprintable()
    assert "\u202e" not in words
    assert "Traceback" not in words


def names_in(folder: Path) -> set[str]:
    """All that is in a folder."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_nobody_should_unpack_is_one_line_and_leaves_nothing(room: Path, cache: Path, what: str) -> None:
    path = room / "archive"
    path.write_bytes(HOSTILE[what]())
    before = names_in(room)
    words = told(path)
    assert words.startswith(f"{path}: ") or what == "bomb"
    assert names_in(room) == before
    assert not [name for name in names_in(cache) if ".atp-tmp-" in name]
    assert not (room.parent / "escaped").exists()


@pytest.mark.parametrize("kind", KINDS)
def test_each_place_at_which_an_archive_is_cut_is_told(room: Path, kind: str) -> None:
    data = KINDS[kind](dict(list(PACK.items())[:2]))
    path = room / "archive"
    end = len(data.rstrip(b"\0")) if kind in ("tar", "pax", "ustar") else len(data)
    for place in range(1, end, max(1, len(data) // 60)):
        path.write_bytes(data[:place])
        assert locate_fails(path)


def locate_fails(path: Path) -> bool:
    """Whether a path leads to no pack: what is too short to be an archive is no archive."""
    try:
        return locate(str(path)).unpacked is None
    except CrashpackError as error:
        require_harmless(str(error))
        return True


def spoiled(dice: random.Random, data: bytes) -> bytes:
    """The data with a few bytes changed, removed, repeated or put in."""
    for _ in range(dice.randint(1, 4)):
        place, length = dice.randrange(len(data) + 1), dice.choice((1, 1, 2, 4, 8, 100, 512))
        middle = {
            0: b"",
            1: dice.randbytes(length),
            2: data[place : place + length] * 2,
            3: bytes(length),
            4: b"\xff" * length,
        }[dice.randrange(5)]
        data = data[:place] + middle + data[place + dice.choice((0, len(middle), length)) :]
    return data


def run_spoiled(room: Path, count: int, seed: int) -> int:
    """Unpack many spoiled archives and return how many could be unpacked all the same."""
    dice = random.Random(seed)
    inner = {"in.tgz": gzip.compress(tar_of(PACK)), "log.zst": zstd_of(b"log"), "in.zip": zip_of(PACK)}
    whole = [make(files) for make in KINDS.values() for files in (PACK, inner)]
    whole += [compress(b'{"schema_version": 1, "oracle_results": []}') for compress in COMPRESS.values()]
    taken = 0
    for number in range(count):
        path = room / f"{number % 8}"
        path.write_bytes(spoiled(dice, dice.choice(whole)))
        taken += not told(path)
    return taken


def test_spoiled_archives_raise_nothing_else(room: Path) -> None:
    assert run_spoiled(room, 150, seed=1) < 150


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(10))
def test_many_spoiled_archives_raise_nothing_else(room: Path, seed: int) -> None:
    count = 10_000
    run_spoiled(room, count, seed=1000 + seed)
    figure("spoiled archives", count, 0)


PEAK: Final = """
import sys
from pathlib import Path
from atp_tui.cli.exit_guard import guarded
code = int(guarded(["check", sys.argv[1]]))
status = Path("/proc/self/status").read_text()
peak = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
print(int(peak) // 1024, file=sys.stderr)
sys.exit(code)
"""


@pytest.mark.parametrize("what", ["bomb", "bomb of zstd", "many members", "overlapping"])
def test_no_archive_takes_more_memory_than_documented(room: Path, what: str) -> None:
    path = room / "archive"
    path.write_bytes(HOSTILE[what]())
    done = subprocess.run(
        [sys.executable, "-c", PEAK, path],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode in (3, 4), done.stderr
    *words, peak = done.stderr.splitlines()
    assert int(peak) < MOST, words
