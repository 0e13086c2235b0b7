"""Packs for a fleet that cost next to nothing, and the fleet of a directory."""

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from atp_tui.engine.pack_format import render
from atp_tui.engine.record import CrashpackBuilder, OracleResult, Severity, Violation
from atp_tui.engine.trace import TraceEvent
from atp_tui.fleet.database import Fleet, open_fleet
from atp_tui.fleet.doctor import diagnose
from atp_tui.fleet.index import IndexOptions, IndexReport, index
from atp_tui.fleet.queries import group_page
from atp_tui.fleet.rows import GroupFilter, GroupOrder, GroupRow, Status

QUICK: Final = IndexOptions(settle_ns=0, why=False, sound="none")
"""An index that reads packs and does nothing else; what was changed just now counts as settled."""

ALL: Final = GroupFilter(statuses=frozenset(Status))


def pack_files(
    types: Iterable[str] = ("quiescence",), seed: int = 1, build: str = "b1", **options: object
) -> dict[str, bytes]:
    """The files of a pack with some violations."""
    violations = tuple(
        Violation(violation_type=each, description=f"{each} broke", severity=Severity.HIGH) for each in types
    )
    result = OracleResult(oracle_name="transfer", violations=violations, passed=not violations)
    builder = CrashpackBuilder().oracle_result(result).seed("lab", seed).metadata("build", build)
    builder.trace((TraceEvent.read(b'{"seq":0,"time":1,"kind":"Poll","data":{"Message":"a"}}'),))
    if options:
        builder.metadata("lab", "atp-tui").metadata("options", json.dumps({"seed": seed, **options}))
    return render(builder.build())


def make_pack(
    path: Path, types: Iterable[str] = ("quiescence",), seed: int = 1, build: str = "b1", **options: object
) -> Path:
    """Write a pack with some violations; with options it is one of the lab, by its own words."""
    path.mkdir(parents=True, exist_ok=True)
    for name, content in pack_files(types, seed, build, **options).items():
        (path / name).write_bytes(content)
    return path


def index_at(fleet: Fleet, *paths: Path, options: IndexOptions = QUICK) -> IndexReport:
    """Index some directories."""
    return index(fleet, [os.fsencode(path) for path in paths], options)


@contextmanager
def fleet_of(folder: Path, options: IndexOptions = QUICK) -> Iterator[Fleet]:
    """The fleet of a directory, indexed; at the end its counts must agree with its rows."""
    with open_fleet(str(folder), create=True) as fleet:
        index_at(fleet, folder, options=options)
        yield fleet
        require_healthy(fleet)


def require_healthy(fleet: Fleet) -> None:
    """See that what a database says of itself is what its rows say."""
    found = diagnose(fleet)
    assert found.is_healthy, found


def groups(fleet: Fleet, order: GroupOrder = GroupOrder.TITLE) -> dict[str, GroupRow]:
    """All groups of a fleet by their titles."""
    return {row.title: row for row in group_page(fleet, order, ALL, 0, -1)}
