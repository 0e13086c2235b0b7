"""Write a crashpack of which one part is large, to measure and test growth with.

    python tools/make_record.py PART SIZE DIRECTORY

The parts are those of :data:`PARTS`. The same part and size give the same bytes.
"""

import argparse
import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from atp_tui.engine.artifacts import LEDGER
from atp_tui.engine.pack_format import render
from atp_tui.engine.record import Crashpack, OracleResult, OracleStats, Severity, Violation
from atp_tui.engine.trace import TraceEvent
from atp_tui.store.writer import write_pack

SEVERITIES: Final = tuple(Severity)
TRACE: Final = tuple(TraceEvent.message(place, place * 1000, "Log", f"quic packet {place} lost") for place in range(20))


def events(size: int) -> Crashpack:
    """So many events, and one violation."""
    trace = tuple(TraceEvent.message(place, place * 1000, "Log", f"quic packet {place} lost") for place in range(size))
    return _pack(trace_events=trace, oracle_results=(_result("transfer", [_violation("quiescence", 1)]),))


def short_events(size: int) -> Crashpack:
    """So many events of three values, of which a record in one file may have the most."""
    line = b'{"seq":%d,"time":%d,"kind":"quic packet lost"}'
    return _pack(trace_events=tuple(TraceEvent.read(line % (place, place * 1000)) for place in range(size)))


def one_type(size: int) -> Crashpack:
    """One oracle that lists so many violations of one type."""
    return _pack(oracle_results=(_result("transfer", [_violation("quiescence", number) for number in range(size)]),))


def many_types(size: int) -> Crashpack:
    """One oracle that lists so many violations, each of a type of its own."""
    return _pack(
        oracle_results=(_result("transfer", [_violation(f"type {number}", number) for number in range(size)]),)
    )


def evidence(size: int) -> Crashpack:
    """One violation with so many rows of evidence."""
    rows = {f"key {number}": f"value {number}" for number in range(size)}
    found = Violation(violation_type="quiescence", description="many rows", severity=Severity.HIGH, evidence=rows)
    return _pack(oracle_results=(_result("transfer", [found]),))


def oracles(size: int) -> Crashpack:
    """So many oracle results, every second of them with a violation."""
    return _pack(oracle_results=tuple(_oracle(f"oracle {number}", number) for number in range(size)))


def one_name(size: int) -> Crashpack:
    """So many oracle results of one name, every second of them with a violation."""
    return _pack(oracle_results=tuple(_oracle("transfer", number) for number in range(size)))


def seeds(size: int) -> Crashpack:
    """So many seeds."""
    return _pack(seeds={f"seed {number}": number for number in range(size)})


def metadata(size: int) -> Crashpack:
    """So many pairs of metadata."""
    return _pack(metadata={f"key {number}": f"value {number}" for number in range(size)})


def artifacts(size: int) -> Crashpack:
    """So many paths of further artifacts."""
    return _pack(artifact_paths=tuple(f"further/{number}.json" for number in range(size)))


PARTS: Final[Mapping[str, Callable[[int], Crashpack]]] = MappingProxyType(
    {
        "events": events,
        "events of three values": short_events,
        "violations of one type": one_type,
        "types of violations": many_types,
        "evidence of one violation": evidence,
        "oracle results": oracles,
        "oracle results of one name": one_name,
        "seeds": seeds,
        "metadata": metadata,
        "artifacts": artifacts,
    }
)
"""What can be large, each as a function of its size."""

LEDGER_ENTRIES: Final = "ledger entries"
"""One part more, which a record does not have: a ledger with more entries than the journal has results."""


def files_of(part: str, size: int) -> dict[str, bytes]:
    """Return the nine files of a pack of which one part is large, by name."""
    if part != LEDGER_ENTRIES:
        return render(PARTS[part](size))
    files = render(one_type(1))
    ledger = json.loads(files[LEDGER])
    ledger["entries"] *= size
    return {**files, LEDGER: json.dumps(ledger).encode()}


def _violation(violation_type: str, number: int) -> Violation:
    return Violation(
        violation_type=violation_type,
        description=f"Transfer attempted with {number} pending operations",
        severity=SEVERITIES[number % len(SEVERITIES)],
        evidence={"pending_count": str(number)},
    )


def _result(name: str, violations: list[Violation]) -> OracleResult:
    stats = OracleStats(events_recorded=5, entities_tracked=len(violations))
    return OracleResult(oracle_name=name, violations=tuple(violations), stats=stats, passed=not violations)


def _oracle(name: str, number: int) -> OracleResult:
    return _result(name, [_violation("quiescence", number)] if number % 2 else [])


def _pack(**fields: object) -> Crashpack:
    return Crashpack.read({"trace_events": TRACE, **fields})


def main() -> None:
    """Write the pack that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", choices=[*PARTS, LEDGER_ENTRIES])
    parser.add_argument("size", type=int)
    parser.add_argument("directory")
    given = parser.parse_args()
    write_pack(given.directory, files_of(given.part, given.size))


if __name__ == "__main__":
    main()
