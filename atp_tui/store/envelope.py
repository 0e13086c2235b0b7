"""A statement in a signed envelope. Source: DSSE v1.0, protocol and envelope (secure-systems-lab/dsse)."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from atp_tui.engine.errors import AgentProofError
from atp_tui.engine.json_text import dumps, type_of


class Signature(NamedTuple):
    """A signature, and a hint at the key that made it."""

    keyid: str
    sig: bytes


@dataclass(frozen=True, slots=True)
class Envelope:
    """A payload with its type and signatures."""

    payload: bytes
    payload_type: str
    signatures: tuple[Signature, ...]

    @property
    def signed(self) -> bytes:
        """The bytes that are signed: type and payload, each with its length before it."""
        kind = self.payload_type.encode()
        return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(self.payload), self.payload)

    def write(self) -> bytes:
        """Return the envelope as JSON text, keys sorted."""
        return dumps(
            {
                "payload": base64.b64encode(self.payload).decode(),
                "payloadType": self.payload_type,
                "signatures": [
                    {"keyid": each.keyid, "sig": base64.b64encode(each.sig).decode()} for each in self.signatures
                ],
            }
        )


def is_envelope(document: object) -> bool:
    """Return whether a JSON value is meant as an envelope."""
    return isinstance(document, dict) and "payload" in document


def read_envelope(document: Mapping[str, Any]) -> Envelope:
    """Return the envelope that a JSON object describes; its signatures are not verified yet.

    Raises:
        AgentProofError: a field is missing, of another type, or not base64; the error names it.
    """
    signatures = document.get("signatures")
    if not isinstance(signatures, list) or not signatures:
        found = "an empty array" if signatures == [] else type_of.get(type(signatures), "nothing")
        raise AgentProofError("at least one signature", found, place="signatures")
    return Envelope(
        payload=_bytes(document, "payload", "payload"),
        payload_type=_text(document, "payloadType", "payloadType"),
        signatures=tuple(_signature(each, f"signatures[{number}]") for number, each in enumerate(signatures)),
    )


def _signature(value: object, place: str) -> Signature:
    if not isinstance(value, dict):
        raise AgentProofError("an object", type_of.get(type(value), "something else"), place=place)
    keyid = _text(value, "keyid", f"{place}.keyid") if "keyid" in value else ""
    return Signature(keyid, _bytes(value, "sig", f"{place}.sig"))


def _text(value: Mapping[str, Any], key: str, place: str) -> str:
    found = value.get(key)
    if not isinstance(found, str):
        raise AgentProofError("a text", type_of.get(type(found), "nothing"), place=place)
    return found


def _bytes(value: Mapping[str, Any], key: str, place: str) -> bytes:
    text = _text(value, key, place)
    try:
        # Both alphabets are allowed by the specification.
        return base64.b64decode(text.replace("-", "+").replace("_", "/"), validate=True)
    except (binascii.Error, ValueError):
        raise AgentProofError("base64", f"{len(text)} characters that are not", place=place) from None
