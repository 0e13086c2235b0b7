"""``atp-tui oracle --atp``: the ATP oracle on a state and, where one is given, a trace."""

import click

from atp_tui.cli.exits import Exit
from atp_tui.cli.output import print_json, print_lines, say
from atp_tui.cli.state_file import read_state
from atp_tui.engine.errors import InvalidFormatError
from atp_tui.engine.evidence import DEFAULT_PRIOR
from atp_tui.engine.oracle.atp import ATP_ORACLE, AtpTransferOracle
from atp_tui.engine.oracle.judgement import trace_notes
from atp_tui.engine.oracle.model import DEFAULT_MODEL, DetectionModel
from atp_tui.engine.oracle.state import AtpTransferState
from atp_tui.engine.oracle.switches import AtpOracleChecks
from atp_tui.report.atp import evidence_lines, result_lines, result_object
from atp_tui.store.atp import count_trace, read_model_file


def run_atp(
    state: str,
    name: str | None,
    without: tuple[str, ...],
    form: str,
    *,
    trace: str | None,
    model_path: str | None,
    prior: float | None,
) -> int:
    """Judge the state in the file *state* and print what was found; return the exit code."""
    model, prior = model_of(model_path), DEFAULT_PRIOR if prior is None else prior
    try:
        oracle = AtpTransferOracle(name=name or ATP_ORACLE, checks=AtpOracleChecks.without(without), model=model)
    except InvalidFormatError as error:
        raise click.UsageError(f"--without or --name: {error}") from None
    judged = _counted(read_state(state, AtpTransferState), trace)
    result = oracle.check(judged)
    if form == "json":
        print_json(result_object(result, judged, model, prior))
    else:
        print_lines(result_lines(result))
        print_lines(evidence_lines(result, model, prior))
    return Exit.VIOLATIONS if result.has_violations else Exit.OK


def model_of(path: str | None) -> DetectionModel:
    """Return the model of a model file, or the default one where there is none."""
    return DEFAULT_MODEL if path is None else read_model_file(path)


def _counted(state: AtpTransferState, trace: str | None) -> AtpTransferState:
    """The state with what a trace shows; where the state says otherwise, that is told."""
    if trace is None:
        return state
    counts = count_trace(trace)
    for note in trace_notes(counts):
        say(f"{trace}: {note}")
    for field, counted in counts.counts().items():
        said = getattr(state, field)
        if field in state.model_fields_set and said != counted:
            say(f"{trace}: {field}: {said} in the state, {counted} in the trace; using the trace")
    return AtpTransferState.from_counts(counts, state)
