"""Where a result of SARIF lies: a file by a relative URI, from a base that the run names.

Source: SARIF 2.1.0, sections 3.4, 3.14.14 and 3.30; GitHub, "SARIF support for code scanning".
"""

import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import quote

from atp_tui.engine import artifacts
from atp_tui.engine.soundness import Finding
from atp_tui.report.journal_lines import first_line
from atp_tui.report.model import Report, ViolationRow

WORKING_DIRECTORY: Final = "%SRCROOT%"
"""The base of packs below the working directory; hosts take this name for the root of the repository."""
FILE_SYSTEM: Final = "FILE_SYSTEM"
"""The base of all other packs."""

FILE_OF: Final[Mapping[str, str]] = MappingProxyType(
    {
        "trace": artifacts.TRACE,
        "digest_form": artifacts.JOURNAL_DIGEST,
        "journal_hash": artifacts.JOURNAL,
        "journal_length": artifacts.JOURNAL,
        "journal_form": artifacts.JOURNAL,
        "journal_passed": artifacts.JOURNAL,
        "ledger_form": artifacts.LEDGER,
        "ledger_entries": artifacts.LEDGER,
        "ledger_values": artifacts.LEDGER,
        "ledger_files": artifacts.LEDGER,
        "pathlog": artifacts.PATHLOG,
        "quiclog": artifacts.QUICLOG,
        "repairlog": artifacts.REPAIRLOG,
        "replay_command": artifacts.REPLAY_COMMAND,
        "trace_oddities": artifacts.TRACE,
    }
)
"""The file that a check of soundness is about; for any other check that is the manifest, which lists the rest."""

_DESCRIPTIONS: Final = {
    WORKING_DIRECTORY: "The directory in which atp-tui was started.",
    FILE_SYSTEM: "The root of the file system, for packs outside of that directory.",
}


class Places:
    """The places of packs, and the bases from which they are given."""

    def __init__(self) -> None:
        self._directory = _working_directory()
        self._used: set[str] = set()

    @property
    def bases(self) -> Mapping[str, Any]:
        """The bases of all packs that were asked for, by name."""
        roots = {WORKING_DIRECTORY: self._directory, FILE_SYSTEM: "/"}
        return {
            name: {"uri": f"file://{_uri(root)}", "description": {"text": _DESCRIPTIONS[name]}}
            for name, root in roots.items()
            if name in self._used
        }

    def of(self, report: Report) -> "PackPlace":
        """Return where the pack of a report lies."""
        is_as_given = not any(each.check == "journal_form" and each.ok is not True for each in report.findings)
        return self.at(report.place or report.path, has_files=report.source.has_files, has_lines=is_as_given)

    def at(self, path: str, *, has_files: bool, has_lines: bool) -> "PackPlace":
        """Return where a pack lies, without symbolic links, which hosts do not follow.

        Args:
            path: The path of the pack.
            has_files: Whether it is a directory of the nine files.
            has_lines: Whether the lines of its journal are known.
        """
        path, directory = os.path.realpath(path), self._directory
        is_inside = bool(directory) and os.path.commonpath((path, directory)) == directory
        base = WORKING_DIRECTORY if is_inside else FILE_SYSTEM
        self._used.add(base)
        place = os.path.relpath(path, directory if is_inside else "/")
        return PackPlace(base, place, has_files=has_files, has_lines=has_lines)


class PackPlace:
    """Gives the locations of the results of one pack.

    Args:
        base: The base of its path.
        path: Its path from there.
        has_files: Whether it is a directory of the nine files.
        has_lines: Whether the lines of its journal are known.
    """

    def __init__(self, base: str, path: str, *, has_files: bool, has_lines: bool) -> None:
        self._base = base
        self._path = path
        self._has_files = has_files
        self._has_lines = has_lines
        self._artifacts: dict[str, Mapping[str, str]] = {}

    def of_violation(self, row: ViolationRow) -> Mapping[str, Any]:
        """Return the first line of a violation in the journal, or the record."""
        if not self._has_lines:
            return self.of_file(artifacts.JOURNAL)
        return self.of_file(artifacts.JOURNAL, row.line, len(first_line(row.violation_type)) + 1)

    def of_finding(self, finding: Finding) -> Mapping[str, Any]:
        """Return the file that a finding is about, and the line."""
        name = FILE_OF.get(finding.check, artifacts.MANIFEST)
        if finding.check == "files":
            name = next((name for name in artifacts.NINE_FILES if finding.expected.startswith(f"{name}: ")), name)
        return self.of_file(name, finding.line)

    def of_file(self, name: str, line: int = 1, end: int = 2) -> Mapping[str, Any]:
        """Return a place in a file of the pack; *end* is the column after the last one, both from 1.

        A record in one file is its only file, and has no lines that are known.
        """
        line, end = (line, end) if self._has_files else (1, 2)
        region = {"startLine": line, "startColumn": 1, "endLine": line, "endColumn": end}
        return {"physicalLocation": {"artifactLocation": self._artifact(name), "region": region}}

    def _artifact(self, name: str) -> Mapping[str, str]:
        """A file of the pack; kept, since thousands of results may lie in one."""
        if name not in self._artifacts:
            path = os.path.normpath(f"{self._path}/{name}") if self._has_files else self._path
            self._artifacts[name] = {"uri": quote(os.fsencode(path)), "uriBaseId": self._base}
        return self._artifacts[name]


def _working_directory() -> str:
    """The working directory; empty where it was removed."""
    try:
        return str(Path.cwd().resolve())
    except OSError:
        return ""


def _uri(directory: str) -> str:
    return quote(os.fsencode(directory.rstrip("/"))) + "/"
