"""A bundle that holds together, and ways to make others from it."""

import copy
from typing import Any, Final

from atp_tui.engine import AgentTaskProofBundle

COMMIT: Final = "0123456789abcdef0123456789abcdef01234567"
PARENT: Final = "89abcdef0123456789abcdef0123456789abcdef"
EMPTY: Final = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

WHOLE: Final[dict[str, Any]] = {
    "task": "Make the reader keep unknown fields",
    "agent": "builder 7",
    "claim": "Unknown fields are kept",
    "made": "2026-03-01T12:00:00Z",
    "commits": [
        {
            "commit": COMMIT,
            "parents": [PARENT],
            "subject": "Keep unknown fields",
            "time": "2026-03-01T11:00:00Z",
            "files": ["src/reader.py"],
        }
    ],
    "commands": [
        {
            "argv": ["make", "test"],
            "exit_code": 0,
            "started": "2026-03-01T11:10:00.25Z",
            "seconds": 61.5,
            "stdout": {"digest": EMPTY, "bytes": 0},
            "stderr": {"digest": EMPTY, "bytes": 0},
            "environment": {"LANG": "C.UTF-8", "ATP_SEED_LAB": "7"},
        }
    ],
    "reservations": [
        {
            "pattern": "src/**",
            "holder": "builder 7",
            "exclusive": True,
            "reserved_from": "2026-03-01T10:00:00Z",
            "reserved_until": "2026-03-01T13:00:00Z",
            "released": "2026-03-01T11:30:00Z",
        },
        {
            "pattern": "src/*.py",
            "holder": "builder 8",
            "exclusive": False,
            "reserved_from": "2026-03-01T11:30:00Z",
            "reserved_until": "2026-03-01T13:00:00Z",
        },
    ],
    "rch": [
        {
            "worker": "big",
            "asked_from": "desk",
            "ran_on": "big",
            "ran": "remote",
            "argv": ["cc", "-c", "a.c"],
            "exit_code": 0,
        },
        {
            "worker": "big",
            "asked_from": "desk",
            "ran_on": "desk",
            "ran": "local_fallback",
            "argv": ["cc", "-c", "b.c"],
            "exit_code": 0,
        },
    ],
    "blockers": [
        {
            "what": "the disk was full",
            "since": "2026-03-01T10:05:00Z",
            "waits_on": "whoever cleans it",
            "resolved": "2026-03-01T10:30:00Z",
            "resolution": "it was cleaned",
        },
        {"what": "no licence yet", "since": "2026-03-01T10:06:00Z", "waits_on": "the owner"},
    ],
    "frontier": {
        "checks": ["tests", "lint"],
        "entries": [
            {"check": "tests", "outcome": "passed", "commit": COMMIT},
            {"check": "lint", "outcome": "not_run", "reason": "the linter was not at hand"},
        ],
    },
    "replay": {
        "level": "sandboxed",
        "steps": [
            {"argv": ["git", "show", COMMIT], "level": "read_only"},
            {"argv": ["make", "test"], "level": "sandboxed", "shows": "all tests pass"},
        ],
    },
    "files": [{"path": "src/reader.py", "digest": EMPTY, "bytes": 0}],
}
"""The fields of a bundle that holds together."""


def changed(*changes: tuple[str, object]) -> dict[str, Any]:
    """Return those fields with some values changed, each named by its place, as ``commits.0.time``."""
    fields = copy.deepcopy(WHOLE)
    for place, value in changes:
        *path, last = [int(part) if part.isdigit() else part for part in place.split(".")]
        holder: Any = fields
        for part in path:
            holder = holder[part]
        if isinstance(holder, list) and last == len(holder):
            holder.append(value)
        else:
            holder[last] = value
    return fields


def bundle(*changes: tuple[str, object]) -> AgentTaskProofBundle:
    """Return the bundle with some values changed; it may contradict itself."""
    return AgentTaskProofBundle.read(changed(*changes))
