"""A bundle as an in-toto Statement, and back.

Source: in-toto Attestation Framework, Statement v1; EVIDENCE.md, "Proof of an agent's task". Keys are sorted, so that
one bundle has one text.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from atp_tui.clean import clean
from atp_tui.engine.errors import AgentProofError
from atp_tui.engine.json_difference import json_of, same
from atp_tui.engine.json_text import compact, dumps, loads, type_of
from atp_tui.engine.proof.bundle import AgentTaskProofBundle
from atp_tui.engine.soundness.finding import Finding

STATEMENT_TYPE: Final = "https://in-toto.io/Statement/v1"
PREDICATE_TYPE: Final = "urn:atp-tui:agent-task-proof:v1"
"""The type of the predicate: a bundle, and whether it is signed."""
PAYLOAD_TYPE: Final = "application/vnd.in-toto+json"
"""What an envelope says that it holds."""

UNSIGNED: Final = "unsigned"
SIGNED: Final = "dsse"

STATEMENT_CHECKS: Final[Mapping[str, str]] = {
    "subjects": "subjects = digests of the bundle",
    "signature_word": "signed as the statement says",
}
"""What is checked of a statement beside its bundle, by name."""


@dataclass(frozen=True, slots=True)
class ProofStatement:
    """A statement that was read."""

    bundle: AgentTaskProofBundle
    subjects: Any
    """As they stand, a JSON value."""
    signature: Any
    """The word by which it says whether it is signed, a JSON value."""


def subjects_of(bundle: AgentTaskProofBundle) -> list[dict[str, Any]]:
    """Return the subjects of a bundle: every digest that it holds, as resource descriptors of in-toto."""
    commits = [{"name": f"commit/{record.commit}", "digest": {"gitCommit": record.commit}} for record in bundle.commits]
    streams = [
        {"name": f"command/{number}/{name}", "digest": _sha256(stream.digest)}
        for number, record in enumerate(bundle.commands)
        for name, stream in (("stdout", record.stdout), ("stderr", record.stderr))
    ]
    files = [{"name": f"file/{record.path}", "digest": _sha256(record.digest)} for record in bundle.files]
    return [*commits, *streams, *files]


def write_statement(bundle: AgentTaskProofBundle, *, is_signed: bool = False) -> bytes:
    """Return a bundle as the JSON text of a statement.

    Args:
        bundle: The bundle.
        is_signed: Whether the statement is going to stand in a signed envelope; it says of itself which.
    """
    return dumps(
        sorted_keys(
            {
                "_type": STATEMENT_TYPE,
                "predicateType": PREDICATE_TYPE,
                "predicate": {"bundle": loads(compact(bundle)), "signature": SIGNED if is_signed else UNSIGNED},
                "subject": subjects_of(bundle),
            }
        )
    )


def read_statement(data: bytes) -> ProofStatement:
    """Return the statement that a JSON text holds; what it says is not judged yet.

    Raises:
        SerializationError: *data* is not JSON.
        AgentProofError: it is no statement with a bundle; the error names the field.
    """
    document = _object(loads(data), "", {"_type", "predicateType", "predicate", "subject"})
    for field, wanted in (("_type", STATEMENT_TYPE), ("predicateType", PREDICATE_TYPE)):
        if document[field] != wanted:
            raise AgentProofError(wanted, json_of(document[field]), place=field)
    predicate = _object(document["predicate"], "predicate", {"bundle", "signature"})
    try:
        bundle = AgentTaskProofBundle.read(predicate["bundle"])
    except AgentProofError as error:
        place = f"predicate.bundle.{error.place}".rstrip(".")
        raise AgentProofError(error.expected, error.found, place=place) from None
    return ProofStatement(bundle, document["subject"], predicate["signature"])


def verify_statement(statement: ProofStatement, *, is_signed: bool) -> tuple[Finding, ...]:
    """Return what the checks of a statement find, given whether it stands in a signed envelope."""
    expected = subjects_of(statement.bundle)
    word = SIGNED if is_signed else UNSIGNED
    return (
        _compared("subjects", "the digests of the bundle", expected, statement.subjects),
        _compared("signature_word", f"{word!r}", word, statement.signature),
    )


def sorted_keys(value: Any) -> Any:  # noqa: ANN401 - a JSON value of any shape
    """Return a JSON value with the keys of all its objects sorted."""
    if isinstance(value, Mapping):
        return {key: sorted_keys(value[key]) for key in sorted(value)}
    return [sorted_keys(each) for each in value] if isinstance(value, list) else value


def _sha256(digest: str) -> dict[str, str]:
    return {"sha256": digest.removeprefix("sha256:")}


def _compared(check: str, expected: str, wanted: object, found: object) -> Finding:
    is_same = same(wanted, found)
    return Finding(check, is_same, clean(expected), clean(expected if is_same else json_of(found), 400))


def _object(value: object, place: str, fields: set[str]) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise AgentProofError("an object", type_of.get(type(value), "something else"), place=place)
    dot = f"{place}." if place else ""
    for field in sorted(fields - value.keys()):
        raise AgentProofError("this field", "nothing", place=dot + field)
    for field in sorted(value.keys() - fields):
        raise AgentProofError("no such field", json_of(value[field]), place=dot + field)
    return value
