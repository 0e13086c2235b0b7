"""The kept causes of a fleet as a file for pytest, which needs neither the fleet nor its packs."""

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from atp_tui.clean import clean
from atp_tui.engine.errors import CrashpackError, ReplayError
from atp_tui.fleet.check_causes import NO_CAUSE
from atp_tui.fleet.connection import Fleet
from atp_tui.fleet.kept import KeptCause, kept_cause
from atp_tui.fleet.rows import GroupRow, Status

if TYPE_CHECKING:
    from atp_tui.lab.decision import Decision
    from atp_tui.lab.options import LabOptions

_HEAD: Final = '''"""Minimal causes of failures, from atp-tui fleet; a test fails while its cause leads to a violation.

The tests need pytest and atp-tui[lab], and nothing else.
"""

'''

_IMPORTS: Final = """from atp_tui.lab.decision import Delayed, Fired, Lost, Place
from atp_tui.lab.options import LabOptions
from atp_tui.lab.run import run_transfer
"""

_NAME: Final = 60
"""Characters of a title in the name of a test."""


class PytestFile(NamedTuple):
    """A file of tests."""

    text: str
    tests: int
    refusals: tuple[str, ...]
    """Groups without a test, each with the reason."""


def pytest_file(fleet: Fleet, rows: Sequence[GroupRow]) -> PytestFile:
    """Return the causes of groups as tests; muted groups are left out, known ones are expected to fail.

    Titles and names come from packs, so that they are only written as ASCII literals and as letters of identifiers.

    Args:
        fleet: The fleet.
        rows: The groups.

    Raises:
        IoError: the database cannot be read.
    """
    tests: list[str] = []
    refusals: list[str] = []
    is_marked = False
    for row in rows:
        if row.status is Status.MUTED:
            continue
        cause = kept_cause(fleet, row.id)
        try:
            tests.append("\n".join(_test(row, cause)))
        except CrashpackError as error:
            refusals.append(f"group {row.id}: {NO_CAUSE if cause is None else error}")
        else:
            is_marked = is_marked or row.status is Status.KNOWN
    imports = f"import pytest\n\n{_IMPORTS}" if is_marked else _IMPORTS
    return PytestFile("\n\n".join((_HEAD + imports, *tests)), len(tests), tuple(refusals))


def _test(row: GroupRow, cause: KeptCause | None) -> Iterator[str]:
    from atp_tui.lab.decision import read_decisions

    if cause is None:
        raise ReplayError("a cause", NO_CAUSE)
    options = _options(cause)
    if row.status is Status.KNOWN:
        yield '@pytest.mark.xfail(reason="known")'
    yield f"def test_{_identifier(row)}() -> None:"
    yield f"    {_literal(f'Group {row.id}, {row.severity.value}: {clean(row.title)}')}"
    yield "    options = LabOptions("
    for name in type(options).model_fields:
        value = getattr(options, name)
        if name == "seed" or value != type(options).model_fields[name].get_default(call_default_factory=True):
            yield f"        {name}={_literal(value)},"
    yield "    )"
    yield from _decisions(read_decisions(cause.decisions))
    yield "    run = run_transfer(options, decisions=decisions, with_qlogs=False)"
    yield "    assert run.signature == ()"
    yield ""


def _options(cause: KeptCause) -> "LabOptions":
    from atp_tui.rerun.lab_runner import LabRunner
    from atp_tui.store.open import open_pack
    from atp_tui.store.recorded_run import recorded_run

    inputs = LabRunner(recorded_run(open_pack(os.fsdecode(cause.path), keeps_index=False))).inputs()
    if not inputs.is_seeded:
        raise ReplayError("an object derived from a seed", "one that was given as a file")
    return inputs.options


def _identifier(row: GroupRow) -> str:
    """Return a name for the test of a group; its number makes it unique."""
    words = re.sub(r"[^a-z0-9]+", "_", row.title.lower()).strip("_")[:_NAME].rstrip("_")
    return f"{row.id}_{words}" if words else str(row.id)


def _decisions(decisions: Sequence["Decision"]) -> Iterator[str]:
    """Yield the assignment of the decisions, with one on each line."""
    if not decisions:
        yield "    decisions = ()"
        return
    yield "    decisions = ("
    for each in decisions:
        yield f"        {_decision(each)},"
    yield "    )"


def _decision(decision: "Decision") -> str:
    from atp_tui.lab.decision import Delayed, Fired

    if isinstance(decision, Fired):
        place = ", ".join(f"{name}={value}" for name, value in decision.place.parts.items())
        return f"Fired({_literal(decision.fault)}, Place({place}))"
    if isinstance(decision, Delayed):
        return f"Delayed({_literal(decision.link)}, {decision.datagram}, {decision.ns})"
    return f"Lost({_literal(decision.link)}, {decision.datagram})"


def _literal(value: object) -> str:
    """Return an option as a Python literal in ASCII."""
    if isinstance(value, str):
        # What JSON escapes in a text of ASCII characters means the same in Python.
        return json.dumps(value) if value.isascii() else ascii(value)
    if isinstance(value, tuple):
        parts = [_literal(part) for part in value]
        return f"({', '.join(parts)}{',' if len(parts) == 1 else ''})"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_literal(key)}: {_literal(part)}" for key, part in value.items()) + "}"
    return repr(value)
