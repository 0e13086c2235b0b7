"""No bytes and no nearly valid text make a reader raise anything but an error of the format."""

import json
import tomllib
from collections.abc import Mapping
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from atp_tui.engine import render
from atp_tui.engine.json_text import dumps, loads
from atp_tui.engine.oracle.model import CheckRates, DetectionModel, read_model
from atp_tui.engine.oracle.state import TransferState
from atp_tui.engine.pack_format import write_record
from atp_tui.engine.proof.instant import nanoseconds
from atp_tui.engine.proof.statement import read_statement, verify_statement, write_statement
from atp_tui.engine.statistics import Tally
from atp_tui.engine.what_if import read_field
from atp_tui.lab.decision import Delayed, Fired, Lost, Place, read_decisions, write_decisions
from atp_tui.lab.options import LabOptions, read_options
from atp_tui.report.proof import bundle_lines
from atp_tui.store.envelope import Envelope, Signature, is_envelope, read_envelope
from tests.mutations import MUTATIONS, NUMBERS, TOKENS, WORDS
from tests.parsers import PARSERS, Parser, text_of, told
from tests.proofs import bundle
from tests.soak_figures import figure
from tests.strategies import crashpacks, damaged, json_values


def proof(data: bytes) -> None:
    """Read a statement, and judge what was read."""
    found = read_statement(data)
    verify_statement(found, is_signed=False)
    list(bundle_lines(found.bundle))


def envelope(data: bytes) -> None:
    """Read a signed envelope, and write it anew."""
    document = loads(data)
    if is_envelope(document):
        found = read_envelope(document)
        assert read_envelope(loads(found.write())) == found


def decisions(data: bytes) -> None:
    """Read the external decisions of a run, and write them anew."""
    found = read_decisions(data)
    assert read_decisions(write_decisions(found)) == found


def options(data: bytes) -> None:
    """Read the options of a lab from metadata."""
    read_options(text_of(data))


def model(data: bytes) -> None:
    """Read a model file whose TOML can be read."""
    try:
        document = tomllib.loads(text_of(data))
    except (tomllib.TOMLDecodeError, ValueError, RecursionError):
        return
    read_model(document)


def field(data: bytes) -> None:
    """Read what somebody typed for a field of the state."""
    for name in TransferState.model_fields:
        told(lambda text, name=name: read_field(name, text_of(text)), data)  # type: ignore[misc]


def instant(data: bytes) -> None:
    """Read a moment."""
    found = nanoseconds(text_of(data))
    assert found is None or isinstance(found, int)


ALL: Final[Mapping[str, Parser]] = {
    **PARSERS,
    "proof": proof,
    "envelope": envelope,
    "decisions": decisions,
    "options": options,
    "model": model,
    "field": field,
    "instant": instant,
}

FILE_OF: Final = {
    "journal": "journal",
    "manifest": "manifest",
    "digest": "journal.digest",
    "ledger": "evidence-ledger.json",
    "trace": "transfer.atp-trace",
    "line": "manifest",
    "query": "pathlog",
}
"""The file that a reader reads, where it is one of the nine."""

MEASURED: Final = DetectionModel(journal=CheckRates.measured(Tally(fired=9, runs=10), Tally(fired=1, runs=1999)))
GOOD: Final[Mapping[str, bytes]] = {
    "states": dumps({"transfer": TransferState(journal_gaps=3), "other": TransferState(manifest_hash="ab")}),
    "state": dumps(TransferState(pending_operations=2**32 - 1)),
    "further": b'{"decision":"lost"}\n{"transfer":{"journal_gaps":1}}\n',
    "proof": write_statement(bundle(), is_signed=False),
    "envelope": Envelope(b"{}", "application/vnd.in-toto+json", (Signature("k", b"\0\xff"),)).write(),
    "decisions": write_decisions(
        [Lost("path 0 to replica 1", 7), Delayed("a", 2, 70), Fired("blackout", Place(path=1, from_us=3))]
    ),
    "options": LabOptions(scenario="clean").as_json().encode(),
    "model": MEASURED.write().encode(),
    "field": b"4294967295",
    "instant": b"2026-02-28T23:59:59.123456789Z",
}
"""Something that a reader takes, where that is no file of the nine."""

PIECES: Final = st.sampled_from([*TOKENS, *NUMBERS, *WORDS])


@st.composite
def near(draw: st.DrawFn, whole: bytes) -> bytes:
    """Something that is taken, spoiled by bytes, by tokens, or as the malformed packs are."""
    kind = draw(st.integers(0, 2))
    if kind == 0:
        return draw(damaged(whole))
    if kind == 1:
        return draw(st.sampled_from(MUTATIONS))(draw(st.randoms(use_true_random=False)), whole)
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, len(whole)))
        gone = draw(st.integers(0, 12))
        whole = whole[:place] + draw(PIECES) + whole[place + gone :]
    return whole


few = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
many = settings(max_examples=1000, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def inputs(name: str) -> st.SearchStrategy[bytes]:
    """What a reader is given: anything, tokens in a row, other JSON, and what it takes, spoiled."""
    if name in FILE_OF:
        good = crashpacks.map(lambda pack: render(pack)[FILE_OF[name]])
    elif name == "record":
        good = crashpacks.map(write_record)
    else:
        good = st.just(GOOD.get(name, b'{"a":[1,{"b":"c"}]}'))
    return st.one_of(
        good.flatmap(near),
        good.flatmap(near),
        st.lists(PIECES, max_size=8).map(b"".join),
        json_values.map(lambda value: json.dumps(value).encode()),
        st.binary(max_size=60),
    )


@pytest.mark.parametrize("name", ALL)
@few
@given(data=st.data())
def test_no_bytes_make_a_reader_fail(name: str, data: st.DataObject) -> None:
    told(ALL[name], data.draw(inputs(name)))


@pytest.mark.soak
@pytest.mark.parametrize("name", ALL)
def test_no_bytes_make_a_reader_fail_for_long(name: str) -> None:
    seen = 0

    @many
    @given(inputs(name))
    def look(data: bytes) -> None:
        nonlocal seen
        seen += 1
        told(ALL[name], data)

    look()
    figure(f"made-up inputs of the {name} reader", seen, 0)


@pytest.mark.parametrize("name", [*GOOD])
def test_what_the_inputs_are_made_of_is_taken(name: str) -> None:
    assert told(ALL[name], GOOD[name]) == ""


def test_an_error_that_is_none_of_the_format_is_not_passed_over() -> None:
    def fails(_: bytes) -> Any:  # noqa: ANN401 - it returns nothing
        raise ValueError("no error of the format")

    with pytest.raises(ValueError, match="no error"):
        told(fails, b"")
