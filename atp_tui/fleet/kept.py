"""The smallest cause of a group, and what it comes to when it is run again."""

import os
from collections.abc import Callable
from typing import NamedTuple

from atp_tui.engine.errors import CrashpackError
from atp_tui.engine.signature import Signature
from atp_tui.fleet.connection import Fleet
from atp_tui.fleet.queries import sample_of
from atp_tui.fleet.rows import Proof


class KeptCause(NamedTuple):
    """A cause that can be run again."""

    path: bytes
    """The pack whose options and seeds the run has."""
    oracle: str
    violation_type: str
    decisions: bytes
    """Lines of decisions.jsonl."""


def kept_cause(fleet: Fleet, group: int) -> KeptCause | None:
    """Return the smallest cause of a group whose pack is still known, None where there is none."""
    rows = fleet.rows(
        "SELECT p.cause_written, p.cause_pack, k.oracle, k.type FROM print p"
        " JOIN violation v ON v.print = p.id JOIN kind k ON k.id = v.kind"
        " WHERE p.grp = ? AND p.cause_written IS NOT NULL GROUP BY p.id ORDER BY length(p.cause_written), p.id",
        (group,),
    )
    for decisions, pack, oracle, violation_type in rows:
        sample = sample_of(fleet, pack)
        if sample is not None and isinstance(decisions, bytes):
            return KeptCause(sample.path, str(oracle), str(violation_type), decisions)
    return None


class CauseResult(NamedTuple):
    """What a cause came to."""

    proof: Proof
    found: Signature = ()
    """How the run failed."""
    why: str = ""
    """Why it could not be run, as a clause; empty where it was run."""


def run_kept(cause: KeptCause, python: str | None = None, is_stopped: Callable[[], bool] | None = None) -> CauseResult:
    """Run a cause, and return what it came to.

    Args:
        cause: The cause.
        python: The Python whose lab runs it; None for the lab that is installed.
        is_stopped: Asked now and then; when it says yes, the run ends without a result.
    """
    from atp_tui.rerun.kept_cause import run_cause, run_cause_with
    from atp_tui.store.open import open_pack

    try:
        pack = open_pack(os.fsdecode(cause.path), keeps_index=False)
        if python is None:
            found = run_cause(pack, cause.decisions, is_stopped=is_stopped)
        else:
            found = run_cause_with(python, pack, cause.decisions)
    except CrashpackError as error:
        return CauseResult(Proof.NOT_RUN, (), str(error))
    if (cause.oracle, cause.violation_type) in found:
        return CauseResult(Proof.FAILS, found)
    return CauseResult(Proof.OTHER if found else Proof.PASSES, found)
