"""Keeps few packs of each group and build: enough to look at, for a seed makes any other one again.

Runs, violations and counts stay as they are. A pack that is pruned is no sample any more, and an index passes by it;
only where it is asked for are its files deleted.
"""

import os
import stat
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from atp_tui.engine import artifacts, manifest
from atp_tui.engine.artifacts import NINE_FILES, stays_inside
from atp_tui.engine.errors import CrashpackError
from atp_tui.engine.json_text import utf8
from atp_tui.fleet.connection import Fleet, Row
from atp_tui.fleet.paths import Paths
from atp_tui.fleet.record import Known, Recorder
from atp_tui.fleet.scan import stamp_of
from atp_tui.fleet.schema import State
from atp_tui.store.archive.locate import is_archive, is_in_archive
from atp_tui.store.directory import FileRefusedError, PackDirectory

KEEP: Final = 4
"""Packs that are kept of each group and build."""

AT_ONCE: Final = 500

_FURTHER: Final = (artifacts.STATE, artifacts.DECISIONS, artifacts.REMOVED)


@dataclass(frozen=True, slots=True)
class PruneReport:
    """What was pruned."""

    kept: int
    """Packs that are kept."""
    pruned: int
    deleted: int
    """Packs of which all files were deleted."""
    left: tuple[tuple[bytes, str], ...]
    """Packs that were not deleted, or not whole, with the reason."""


def to_prune(fleet: Fleet, keep: int = KEEP) -> list[int]:
    """Return the packs that a prune would take, so that it can be said before it is done.

    Of each group and build the first packs are kept, those first that are minimized, show a cause or are sound. A pack
    that any group keeps is kept, and so is one that shows no group: it is of a run that passed.
    """
    kept: set[int] = set()
    all_packs: set[int] = set()
    causes = {row[0] for row in fleet.rows("SELECT cause_pack FROM print WHERE cause_pack IS NOT NULL")}
    for (group,) in fleet.rows("SELECT id FROM grp WHERE samples > 0 ORDER BY id"):
        counts: Counter[int] = Counter()
        rows = fleet.rows(
            "SELECT k.id, r.build, k.role, k.sound FROM sample s JOIN pack k ON k.id = s.pack"
            " JOIN run r ON r.campaign = k.campaign AND r.number = k.number WHERE s.grp = ?",
            (group,),
        )
        for pack, build, _, _ in sorted(rows, key=lambda row: _rank(row, causes)):
            all_packs.add(pack)
            counts[build] += 1
            if counts[build] <= keep:
                kept.add(pack)
    return sorted(all_packs - kept)


def _rank(row: Row, causes: set[int]) -> tuple[bool, bool, bool, int]:
    pack, _, role, sound = row
    return pack not in causes, not role, not sound, pack


def prune(
    fleet: Fleet,
    keep: int = KEEP,
    *,
    delete_files: bool = False,
    inside: Sequence[bytes] = (),
    is_stopped: Callable[[], bool] = lambda: False,
) -> PruneReport:
    """Keep at most *keep* packs of each group and build.

    Args:
        fleet: The database.
        keep: How many.
        delete_files: Whether the files of the others are deleted: the nine, and the artifacts that the manifest lists.
        inside: The directories in which packs may be deleted; by default that of the database.
        is_stopped: Asked now and then; when it says yes, what was done so far is kept.

    Raises:
        IoError: the database cannot be written.
    """
    chosen = to_prune(fleet, keep)
    total = fleet.count("SELECT count(*) FROM pack WHERE state = ?", (State.READABLE,))
    roots = [os.path.realpath(root) for root in inside] or [fleet.root]
    left: list[tuple[bytes, str]] = []
    pruned = deleted = 0
    for begin in range(0, len(chosen), AT_ONCE):
        if is_stopped():
            break
        # The rows come first: a pack whose files are half deleted must not be a sample any more.
        rows = list(_taken(fleet, chosen[begin : begin + AT_ONCE]))
        pruned += len(rows)
        for path, stamp in rows if delete_files else ():
            reason = _delete(path, stamp, roots)
            deleted += not reason
            left += [(path, reason)] if reason else []
    return PruneReport(total - pruned, pruned, deleted, tuple(left))


def _taken(fleet: Fleet, packs: list[int]) -> Iterator[tuple[bytes, int]]:
    """Write that packs are no samples any more; yield their paths and stamps."""
    paths = Paths(fleet.root)
    found = []
    with fleet.writing() as db:
        recorder = Recorder(db, Paths(fleet.root), 0)
        for number in packs:
            row = db.execute(
                "SELECT k.id, k.state, k.sound, k.digest, k.campaign, k.number, f.path, k.name, k.stamp FROM pack k"
                " JOIN folder f ON f.id = k.folder WHERE k.id = ? AND k.state = ?",
                (number, State.READABLE),
            ).fetchone()
            if row is not None:
                recorder.set_state(Known(*row[:6]), State.PRUNED)
                found.append((paths.whole(row[6], row[7]), row[8]))
        recorder.finish()
    yield from found


def _delete(path: bytes, stamp: int, roots: Sequence[bytes]) -> str:
    """Delete the files of a pack; return why it was not done, or not whole, empty where it was.

    The pack must be the one that was indexed, and its real path inside one of *roots*. No link is followed: each
    folder on the way to a file is opened as a folder, from the pack on.
    """
    parent, name = os.path.split(path)
    reason = _why_not(path, parent, stamp, roots)
    if reason:
        return reason
    try:
        folder = os.open(parent, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as error:
        return str(error.strerror)
    try:
        if not stat.S_ISDIR(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode):
            os.unlink(name, dir_fd=folder)
            return ""
        return _delete_directory(path, name, folder)
    except OSError as error:
        return f"not whole: {error.strerror}"
    finally:
        os.close(folder)


def _why_not(path: bytes, parent: bytes, stamp: int, roots: Sequence[bytes]) -> str:
    if is_in_archive(name := os.fsdecode(path)) or is_archive(name):
        return "it is in an archive, which is not changed"
    if os.path.realpath(parent) != parent or not any(_is_inside(path, root) for root in roots):
        return "it is outside the directory of the database"
    if not stamp:
        return "it was written just before it was indexed; index it again"
    return "" if stamp_of(path) == stamp else "it has changed since it was indexed"


def _delete_directory(path: bytes, name: bytes, folder: int) -> str:
    names = [
        *_listed(path),
        *_FURTHER,
        *(each for each in NINE_FILES if each != artifacts.MANIFEST),
        artifacts.MANIFEST,
    ]
    pack = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder)
    try:
        # The manifest goes last: as long as it is there, the rest can be found again.
        for each in dict.fromkeys(names):
            _unlink(pack, each.split("/"))
    finally:
        os.close(pack)
    try:
        os.rmdir(name, dir_fd=folder)
    except OSError:
        return "it has files that are not part of the pack"
    return ""


def _listed(path: bytes) -> list[str]:
    """The artifacts that the manifest lists, as far as they are inside the pack."""
    try:
        with PackDirectory(os.fsdecode(path)) as directory:
            paths = manifest.read(utf8(directory.read(artifacts.MANIFEST))).artifact_paths
    except (CrashpackError, FileRefusedError):
        return []
    return [each for each in paths if stays_inside(each) and all(part not in ("", ".") for part in each.split("/"))]


def _unlink(folder: int, parts: list[str]) -> None:
    """Delete a plain file, and each folder on the way to it that is empty then; what is something else stays."""
    first, *rest = parts
    try:
        mode = os.stat(first, dir_fd=folder, follow_symlinks=False).st_mode
        if not rest:
            if stat.S_ISREG(mode):
                os.unlink(first, dir_fd=folder)
            return
        if not stat.S_ISDIR(mode):
            return
        inner = os.open(first, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder)
    except (OSError, ValueError):
        return
    try:
        _unlink(inner, rest)
    finally:
        os.close(inner)
    try:
        os.rmdir(first, dir_fd=folder)
    except OSError:
        return


def _is_inside(path: bytes, root: bytes) -> bool:
    return path.startswith(root.rstrip(b"/") + b"/")
