"""What a pack tells, as named texts that can be set beside another pack's."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from typing import Final

from atp_tui.engine.budget import Budget
from atp_tui.engine.diff.facts import TEXTS_LIMIT, FactRow, FactTable
from atp_tui.engine.oracle.recorded_state import state_and_lacking
from atp_tui.engine.oracle.state import TransferState
from atp_tui.engine.soundness import Finding
from atp_tui.engine.what_if import write_field
from atp_tui.report.model import Report, verdict_words
from atp_tui.report.unique_names import UniqueNames
from atp_tui.store.pack import Pack

_OBJECT: Final = "object."
_TOLD_OF_TRACE: Final = "trace."
_NOT_RECORDED: Final = "not recorded"
_OUTCOMES: Final = {True: "passed", False: "failed", None: "outcome not recorded"}


def facts_of(pack: Pack, report: Report) -> dict[str, dict[str, str]]:
    """Return what a pack tells, by section and name; what digests of its trace say is left to its trace."""
    return {section: dict(chain.from_iterable(tell(pack, report))) for section, tell in _SECTIONS.items()}


def fact_tables(pack: Pack, report: Report) -> dict[str, FactTable]:
    """Return the same as tables, which can be compared and need little memory."""
    texts = Budget(TEXTS_LIMIT)
    return {section: FactTable(tell(pack, report), texts) for section, tell in _SECTIONS.items()}


def _verdict(_: Pack, report: Report) -> Iterator[FactRow]:
    yield (("verdict", verdict_words(report.verdict, report.violations)),)


def _violations(_: Pack, report: Report) -> Iterator[FactRow]:
    names = UniqueNames()
    for row in report.violations:
        evidence = "".join(f"; {key}: {value}" for key, value in row.evidence)
        name = names.take(f"{row.oracle_name}: {row.violation_type}")
        yield ((name, f"{row.severity}: {row.description}{evidence}"),)


def _state(pack: Pack, _: Report) -> Iterator[FactRow]:
    told: Counter[str] = Counter()
    for result in pack.crashpack.oracle_results:
        state, lacking = state_and_lacking(result, pack.states)
        told[result.oracle_name] += 1
        number = told[result.oracle_name]
        again = f" ({number})" if number > 1 else ""
        yield tuple(
            (f"{result.oracle_name}: {field}{again}", _NOT_RECORDED if field in lacking else write_field(state, field))
            for field in TransferState.model_fields
        )


def _ledger(_: Pack, report: Report) -> Iterator[FactRow]:
    names = UniqueNames()
    for row in report.ledger:
        name = names.take(str(row.oracle_name))
        yield ((name, f"{_OUTCOMES[row.passed]}, log10 BF {row.log10_bf}, {row.strength}"),)


def _seeds(_: Pack, report: Report) -> Iterator[FactRow]:
    return (((name, str(seed)),) for name, seed in report.seeds)


def _metadata(_: Pack, report: Report) -> Iterator[FactRow]:
    return (((key, value),) for key, value in report.metadata if not key.startswith((_OBJECT, _TOLD_OF_TRACE)))


def _object(_: Pack, report: Report) -> Iterator[FactRow]:
    return (((key.removeprefix(_OBJECT), value),) for key, value in report.metadata if key.startswith(_OBJECT))


def _soundness(_: Pack, report: Report) -> Iterator[FactRow]:
    names = UniqueNames()
    return (((names.take(each.check), _found(each)),) for each in report.findings if each.ok is not True)


def _found(finding: Finding) -> str:
    word = "not checked" if finding.ok is None else "failed"
    return f"{word}: expected {finding.expected}, found {finding.found}"


_SECTIONS: Final[Mapping[str, Callable[[Pack, Report], Iterable[FactRow]]]] = {
    "verdict": _verdict,
    "violations": _violations,
    "state": _state,
    "ledger": _ledger,
    "seeds": _seeds,
    "metadata": _metadata,
    "object": _object,
    "soundness": _soundness,
}
