"""The crashpack of an attempt that failed. This module loads the engine, so it is imported when a test has failed."""

import fcntl
import os
import platform
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final

import pytest

from atp_tui import __version__
from atp_tui.engine import pytest_command
from atp_tui.engine.errors import IoError
from atp_tui.engine.fingerprint.ending import ending_of, level_one_of
from atp_tui.engine.pack_format import rendered
from atp_tui.engine.record import Crashpack
from atp_tui.engine.trace import TraceEvent
from atp_tui.pytest_plugin import OPTION, RUN
from atp_tui.pytest_plugin.attached import Attached, attached
from atp_tui.pytest_plugin.attempt import Attempt, Ended
from atp_tui.pytest_plugin.names import pack_name, printable
from atp_tui.pytest_plugin.project import build_label, program_of, project_name
from atp_tui.pytest_plugin.results import results_of
from atp_tui.store.refusal import unwritable
from atp_tui.store.writer import write_pack

REPORT: Final = "pytest-report.txt"
"""An artifact: the line that runs the test again, pytest's report of the failure, and what was captured."""

_NAMES: Final = 100
"""Names that are tried for a pack."""

_GROUP: Final = 8
"""Hex digits of a fingerprint in the name of a pack."""


def write(
    attempt: Attempt, config: pytest.Config, earlier: Ended | None = None, item: pytest.Item | None = None
) -> str:
    """Write the pack of an attempt and return its path; empty where enough packs of its groups were written.

    Args:
        attempt: What was recorded.
        config: That of the run.
        earlier: An attempt with the same inputs that ended otherwise.
        item: The test; None where its worker has died.

    Raises:
        IoError: it cannot be written; nothing of it is left.
    """
    directory = config.getoption(OPTION)
    if not directory:
        return ""
    beside = attached(attempt, with_keys=config.getoption("crashpack_tls_keys"))
    record = _record(attempt, config, earlier, item, beside)
    shown = attempt.simulated
    try:
        Path(directory).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(directory, error) from None
    groups = _groups(record)
    label = (shown.label,) if shown is not None and shown.label else ()
    marks = (getattr(config.option, RUN), *groups, str(attempt.number), *label)
    with _alone(directory, config.getoption("crashpack_keep")) as keep:
        if keep and all(_count(directory, group, config) >= keep for group in groups):
            return ""
        name = pack_name(attempt.node, marks)
        report = _report(attempt, record, str(Path(directory, name)))
        path = _written(directory, name, {**rendered(record), **beside.files, REPORT: report})
    if shown is not None and not shown.label:
        attempt.told.append(f"find the smallest cause: {pytest_command.minimize_line(record, path)}")
    return path


def _record(
    attempt: Attempt, config: pytest.Config, earlier: Ended | None, item: pytest.Item | None, beside: Attached
) -> Crashpack:
    shown = attempt.simulated
    return Crashpack(
        oracle_results=results_of(attempt, f"tests of {project_name(config.rootpath)}", earlier),
        trace_events=_events(attempt) if shown is None else shown.pack.trace_events,
        seeds=attempt.seeds,
        artifact_paths=(*beside.files, REPORT),
        metadata={**_metadata(attempt, config, item), **beside.notes},
    )


def _written(directory: str, name: str, files: Mapping[str, bytes | Iterable[bytes]]) -> str:
    for number in range(1, _NAMES):
        path = str(Path(directory, name if number == 1 else f"{name}-{number}"))
        try:
            write_pack(path, files)
        except IoError:
            if number == _NAMES - 1 or not os.path.lexists(path):
                raise
        else:
            return path
    return ""


def _groups(record: Crashpack) -> tuple[str, ...]:
    """The beginnings of the fingerprints of the violations, of level 1 as the fleet has them."""
    ending = ending_of(record.trace_events)
    kinds = [(result.oracle_name, violation.violation_type) for result, violation in record.violations]
    found = (level_one_of(oracle, kind, ending).fingerprint.partition(":")[2][:_GROUP] for oracle, kind in kinds)
    return tuple(dict.fromkeys(found))


def _count(directory: str, group: str, config: pytest.Config) -> int:
    with os.scandir(directory) as entries:
        run = f"-{getattr(config.option, RUN)}-"
        return sum(run in entry.name and f"-{group}-" in entry.name for entry in entries)


@contextmanager
def _alone(directory: str, keep: int) -> Iterator[int]:
    """Give *keep*, while no other process of the run counts or writes, as far as the file system can tell."""
    if not keep:
        yield keep
        return
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield keep
    finally:
        os.close(descriptor)


def _events(attempt: Attempt) -> tuple[TraceEvent, ...]:
    return tuple(
        TraceEvent.message(each.number, each.time_ns, printable(each.kind), printable(each.message))
        for each in attempt.events
    )


def _metadata(attempt: Attempt, config: pytest.Config, item: pytest.Item | None) -> dict[str, str]:
    told = {
        pytest_command.RECORDED_BY: f"{pytest_command.RECORDER} {pytest.__version__}",
        pytest_command.NODE: _node(attempt.node, item),
        pytest_command.PROGRAM: program_of(config),
        "pytest.markexpr": _given(config, "markexpr", "-m"),
        "pytest.randomly_seed": _option(config, "randomly_seed"),
        "pytest.hypothesis_seed": _option(config, "hypothesis_seed"),
        "pytest.attempt": str(attempt.number),
        "pytest.outcome": attempt.outcome,
        "pytest.worker": attempt.worker,
        "pytest.dropped_events": str(attempt.dropped or ""),
        "build": build_label(config),
        "time.origin": datetime.fromtimestamp(attempt.began, UTC).isoformat(),
        "time.clock": "monotonic",
        "platform": sys.platform,
        **(_versions() if attempt.simulated is None else attempt.simulated.pack.metadata),
    }
    return {key: printable(value) for key, value in told.items() if value}


def _versions() -> dict[str, str]:
    return {
        "version.atp-tui": __version__,
        "version.pytest": version("pytest"),
        "version.python": platform.python_version(),
    }


def _node(node: str, item: pytest.Item | None) -> str:
    """The node id, without the group that xdist appends to it."""
    is_grouped = item is not None and "PYTEST_XDIST_WORKER" in os.environ and item.get_closest_marker("xdist_group")
    return node.rpartition("@")[0] or node if is_grouped else node


def _option(config: pytest.Config, name: str) -> str:
    """The value of an option of another plugin, empty where it is not there or not set."""
    value = config.getoption(name, default=None)
    return "" if value is None else str(value)


def _given(config: pytest.Config, name: str, option: str) -> str:
    """The value of an option that was given for this run; what the project's own settings give is given again."""
    is_given = any(argument.startswith(option) for argument in config.invocation_params.args)
    return _option(config, name) if is_given else ""


def _report(attempt: Attempt, record: Crashpack, path: str) -> bytes:
    lines = (pytest_command.one_line(record, path), pytest_command.minimize_line(record, path))
    parts = ["\n".join([record.metadata[pytest_command.NODE], *filter(None, lines)]), *attempt.reports]
    parts += [f"--- {name} ---\n{content}" for name, content in attempt.sections]
    return "\n\n".join(parts).encode("utf-8", "backslashreplace")
