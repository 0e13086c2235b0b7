"""Ed25519 signatures over envelopes. The library for them comes with the extra ``proof`` and is loaded when needed."""

import hashlib
from types import ModuleType
from typing import Any, Final

from atp_tui.engine.errors import IoError
from atp_tui.store.envelope import Envelope, Signature
from atp_tui.store.extras import how_to_install
from atp_tui.store.named_file import read_file

KEY_LIMIT: Final = 64 << 10
"""Bytes that a key file may have."""


def sign(payload: bytes, payload_type: str, key_path: str) -> Envelope:
    """Return the payload in an envelope, signed with a private key.

    Args:
        payload: What is signed.
        payload_type: What it is.
        key_path: An Ed25519 private key as PEM without a passphrase (``openssl genpkey -algorithm ed25519``).

    Raises:
        IoError: the key cannot be read, is no such key, or the extra ``proof`` is missing.
    """
    ed25519, serialization = _library()
    data = read_file(key_path, KEY_LIMIT)
    try:
        key = serialization.load_pem_private_key(data, password=None)
    except (ValueError, TypeError) as error:
        raise _no_key("private", key_path, error) from None
    if not isinstance(key, ed25519.Ed25519PrivateKey):
        raise IoError("an Ed25519 private key", "a key of another kind", file=key_path)
    unsigned = Envelope(payload, payload_type, ())
    signature = Signature(key_id(key.public_key()), key.sign(unsigned.signed))
    return Envelope(payload, payload_type, (signature,))


def is_signed_by(envelope: Envelope, key_path: str) -> bool:
    """Return whether one of the signatures of an envelope is that of a key.

    Args:
        envelope: The envelope.
        key_path: An Ed25519 public key as PEM (``openssl pkey -pubout``).

    Raises:
        IoError: the key cannot be read, is no such key, or the extra ``proof`` is missing.
    """
    ed25519, serialization = _library()
    from cryptography.exceptions import InvalidSignature

    data = read_file(key_path, KEY_LIMIT)
    try:
        key = serialization.load_pem_public_key(data)
    except (ValueError, TypeError) as error:
        raise _no_key("public", key_path, error) from None
    if not isinstance(key, ed25519.Ed25519PublicKey):
        raise IoError("an Ed25519 public key", "a key of another kind", file=key_path)
    # The hint is no more than that: whoever made the envelope wrote it, so every signature is tried.
    for signature in envelope.signatures:
        try:
            key.verify(signature.sig, envelope.signed)
        except InvalidSignature:
            continue
        return True
    return False


def key_id(public_key: Any) -> str:  # noqa: ANN401 - a class of the library, which is loaded late
    """Return the name of a public key: SHA-256 of its SubjectPublicKeyInfo in DER, in hex."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return hashlib.sha256(public_key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()


def _library() -> tuple[ModuleType, ModuleType]:
    try:
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import ed25519
    except ImportError:
        advice = f"install it: {how_to_install('proof')}"
        raise IoError("", "the library cryptography is not installed", advice=advice) from None
    return ed25519, serialization


def _no_key(which: str, path: str, error: Exception) -> IoError:
    found = "one with a passphrase" if isinstance(error, TypeError) else "something else"
    return IoError(f"an Ed25519 {which} key as PEM", found, file=path)
