"""What kind of failure a run is, so that two runs can be said to fail alike."""

from collections.abc import Iterable
from typing import TypeAlias

from atp_tui.engine.record import OracleResult

Signature: TypeAlias = tuple[tuple[str, str], ...]
"""Oracle and violation type of each violation, sorted; empty where nothing broke."""


def signature_of(results: Iterable[OracleResult]) -> Signature:
    """Return the signature of a failure, from what the oracles said of it."""
    return tuple(
        sorted((result.oracle_name, found.violation_type) for result in results for found in result.violations)
    )


def write_signature(signature: Signature) -> str:
    """Return a signature as one line of text: ``transfer: quiescence``, or ``no violation``."""
    return ", ".join(f"{oracle}: {kind}" for oracle, kind in signature) or "no violation"
