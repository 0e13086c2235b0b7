"""What a pack tells, as named texts that can be set beside another pack's."""

from collections.abc import Callable, Mapping
from typing import Final

from atp_tui.engine.oracle.recorded_state import known_state
from atp_tui.engine.oracle.state import TransferState
from atp_tui.engine.soundness import Finding
from atp_tui.engine.what_if import write_field
from atp_tui.report.model import Report, verdict_words
from atp_tui.report.unique_names import UniqueNames
from atp_tui.store.pack import Pack

_OBJECT: Final = "object."
_TOLD_OF_TRACE: Final = "trace."
_OUTCOMES: Final = {True: "passed", False: "failed", None: "outcome not recorded"}


def facts_of(pack: Pack, report: Report) -> dict[str, dict[str, str]]:
    """Return what a pack tells, by section and name; what digests of its trace say is left to its trace."""
    return {section: dict(tell(pack, report)) for section, tell in _SECTIONS.items()}


def _verdict(_: Pack, report: Report) -> Mapping[str, str]:
    return {"verdict": verdict_words(report.verdict, report.violations)}


def _violations(_: Pack, report: Report) -> Mapping[str, str]:
    names, told = UniqueNames(), {}
    for row in report.violations:
        evidence = "".join(f"; {key}: {value}" for key, value in row.evidence)
        name = names.take(f"{row.oracle_name}: {row.violation_type}")
        told[name] = f"{row.severity}: {row.description}{evidence}"
    return told


def _state(pack: Pack, _: Report) -> Mapping[str, str]:
    names, told = UniqueNames(), {}
    for result in pack.crashpack.oracle_results:
        known = known_state(result, pack.states)
        for field in TransferState.model_fields:
            value = "not recorded" if field in known.lacking else write_field(known.state, field)
            told[names.take(f"{result.oracle_name}: {field}")] = value
    return told


def _ledger(_: Pack, report: Report) -> Mapping[str, str]:
    names, told = UniqueNames(), {}
    for row in report.ledger:
        told[names.take(str(row.oracle_name))] = f"{_OUTCOMES[row.passed]}, log10 BF {row.log10_bf}, {row.strength}"
    return told


def _seeds(_: Pack, report: Report) -> Mapping[str, str]:
    return {name: str(seed) for name, seed in report.seeds}


def _metadata(_: Pack, report: Report) -> Mapping[str, str]:
    return {key: value for key, value in report.metadata if not key.startswith((_OBJECT, _TOLD_OF_TRACE))}


def _object(_: Pack, report: Report) -> Mapping[str, str]:
    return {key.removeprefix(_OBJECT): value for key, value in report.metadata if key.startswith(_OBJECT)}


def _soundness(_: Pack, report: Report) -> Mapping[str, str]:
    names, told = UniqueNames(), {}
    for finding in report.findings:
        if finding.ok is not True:
            told[names.take(finding.check)] = _found(finding)
    return told


def _found(finding: Finding) -> str:
    word = "not checked" if finding.ok is None else "failed"
    return f"{word}: expected {finding.expected}, found {finding.found}"


_SECTIONS: Final[Mapping[str, Callable[[Pack, Report], Mapping[str, str]]]] = {
    "verdict": _verdict,
    "violations": _violations,
    "state": _state,
    "ledger": _ledger,
    "seeds": _seeds,
    "metadata": _metadata,
    "object": _object,
    "soundness": _soundness,
}
