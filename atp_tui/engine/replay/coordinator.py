"""Runs a pack again and compares inputs, trace, object and oracles, each by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from atp_tui.engine.diff.model import Difference, differences
from atp_tui.engine.errors import ReplayError
from atp_tui.engine.oracle.checks import CHECK_OF
from atp_tui.engine.oracle.state import TransferState
from atp_tui.engine.oracle.transfer import TransferOracle
from atp_tui.engine.record import OracleResult
from atp_tui.engine.replay.chain import chain_of, first_divergence
from atp_tui.engine.replay.result import OracleComparison, Repetition, ReplayResult, ReplayVerdict
from atp_tui.engine.replay.run import RecordedRun, Rerun, RerunStoppedError, Runner
from atp_tui.engine.signature import signature_of


class ReplayCoordinator:
    """Runs the transfer of a pack again and says how alike the two runs are.

    Args:
        recorded: What the pack tells.
        runner: What can run it.
    """

    def __init__(self, recorded: RecordedRun, runner: Runner) -> None:
        self._recorded = recorded
        self._runner = runner

    def replay(
        self, *, anyway: bool = False, twice: bool = False, validate: Sequence[str] | None = None
    ) -> ReplayResult:
        """Run the pack and return what came of it; a pack that cannot be run is a result too.

        Args:
            anyway: Run it with other versions than those it was made with.
            twice: Run it once more and compare the two runs, which checks the lab itself.
            validate: Names of oracles to run on the new state; None for none, empty for all that the pack has.

        Raises:
            ReplayError: the lab is not installed.
        """
        result = ReplayResult(ReplayVerdict.NOT_RUNNABLE, signature_of(self._recorded.pack.oracle_results))
        reason = self._recorded.why_not(self._runner.lab)
        if reason:
            return replace(result, reason=reason)
        result = replace(result, versions=differences(self._recorded.versions, self._runner.versions()))
        if result.versions and not anyway:
            is_told = any(each.first is not None for each in result.versions)
            lacking = "it was made with other versions than those installed"
            return replace(
                result, reason=lacking if is_told else "its metadata does not contain the versions it was made with"
            )
        try:
            run = self._runner.run()
            repetition = self._repeated(run) if twice else None
        except ReplayError as error:
            return replace(result, reason=str(error))
        compared = replace(self._compared(result, run), repetition=repetition)
        validated = () if validate is None or run.state is None else self._validated(run.state, validate)
        return replace(compared, verdict=_verdict(compared), validated=validated)

    def _repeated(self, run: Rerun) -> Repetition | None:
        """Run once more and compare; nothing where somebody stops that run, which leaves the first its worth."""
        try:
            return _repetition(run, self._runner.run())
        except RerunStoppedError:
            return None

    def _compared(self, result: ReplayResult, run: Rerun) -> ReplayResult:
        recorded = self._recorded
        chains = chain_of(recorded.trace), chain_of(run.events)
        unrecorded = tuple(name for name in run.digests if name not in recorded.digests)
        found = {name: digest for name, digest in run.digests.items() if name in recorded.digests}
        return replace(
            result,
            found=signature_of(run.results),
            inputs=_input_differences(recorded, run),
            are_decisions_known=recorded.decisions is not None,
            events=(chains[0].events, chains[1].events),
            divergence=first_divergence(recorded.trace, run.events, chains),
            digests=differences(recorded.digests, found),
            digests_compared=len(recorded.digests),
            unrecorded=unrecorded,
            results=_comparisons(recorded.pack.oracle_results, run.results),
            is_trace_as_written=recorded.is_as_written(chains[0]),
            is_run_as_written=recorded.is_as_written(chains[1]),
        )

    def _validated(self, state: TransferState, names: Sequence[str]) -> tuple[OracleComparison, ...]:
        results = {result.oracle_name: result for result in self._recorded.pack.oracle_results}
        wanted = dict.fromkeys(names or results)
        return tuple(
            OracleComparison(name, results.get(name), _judged(name, results.get(name), state)) for name in wanted
        )


def _judged(name: str, recorded: OracleResult | None, state: TransferState) -> OracleResult | None:
    """What the oracle says of a state; None where the record shows that it is another one than the transfer oracle."""
    types = {violation.violation_type for violation in recorded.violations} if recorded else set()
    return TransferOracle(name=name).check(state) if types <= CHECK_OF.keys() else None


def _verdict(result: ReplayResult) -> ReplayVerdict:
    if result.is_failure_as_recorded is False:
        compared = [each.found for each in result.results if each.is_compared and each.found is not None]
        return ReplayVerdict.DIFFERENT_FAILURE if signature_of(compared) else ReplayVerdict.DID_NOT_REPRODUCE
    is_same = result.divergence is None and not result.inputs and not result.digests
    if not is_same or not all(each.agrees for each in result.results if each.is_compared):
        return ReplayVerdict.SAME_FAILURE_DIVERGED
    return ReplayVerdict.PARTLY_COMPARED if result.not_compared else ReplayVerdict.EXACT


def _comparisons(recorded: Sequence[OracleResult], found: Sequence[OracleResult]) -> tuple[OracleComparison, ...]:
    """The results of both sides by the name of the oracle; of several with one name each has its own number."""
    ones, others = _by_name(recorded), _by_name(found)
    names = dict.fromkeys([*ones, *others])
    return tuple(OracleComparison(key[0], ones.get(key), others.get(key)) for key in names)


def _by_name(results: Sequence[OracleResult]) -> dict[tuple[str, int], OracleResult]:
    keyed: dict[tuple[str, int], OracleResult] = {}
    seen: dict[str, int] = {}
    for result in results:
        number = seen[result.oracle_name] = seen.get(result.oracle_name, 0) + 1
        keyed[result.oracle_name, number] = result
    return keyed


def _input_differences(recorded: RecordedRun, run: Rerun) -> tuple[Difference, ...]:
    seeds = differences(_seed_texts(recorded.pack.seeds), _seed_texts(run.seeds))
    return seeds if recorded.decisions is None else (*seeds, *_first_decision(recorded.decisions, run.decisions))


def _seed_texts(seeds: Mapping[str, int]) -> dict[str, str]:
    return {f"seed {name}": str(seed) for name, seed in seeds.items()}


def _first_decision(first: bytes, second: bytes) -> tuple[Difference, ...]:
    """The first outside decision in which two lists differ."""
    ones, others = (data.decode("utf-8", "replace").split("\n") for data in (first, second))
    shorter = min(len(ones), len(others))
    at = next((number for number in range(shorter) if ones[number] != others[number]), shorter)
    if at == len(ones) == len(others):
        return ()
    one, other = (lines[at] if at < len(lines) else None for lines in (ones, others))
    return (Difference(f"decision {at + 1}", one, other),)


def _repetition(first: Rerun, second: Rerun) -> Repetition:
    chains = chain_of(first.events), chain_of(second.events)
    return Repetition(
        divergence=first_divergence(first.events, second.events, chains),
        differences=(
            *differences(first.digests, second.digests),
            *_first_decision(first.decisions, second.decisions),
            *differences(_state_texts(first.state), _state_texts(second.state)),
        ),
    )


def _state_texts(state: TransferState | None) -> dict[str, str]:
    return {} if state is None else {name: str(getattr(state, name)) for name in TransferState.model_fields}
