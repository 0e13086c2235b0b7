"""The replicas' certificate: Ed25519, the same bytes every time.

ECDSA signatures vary in length, which would move packet boundaries from run to run; Ed25519 signatures do not.
"""

import datetime as dt
import hashlib
from functools import cache
from typing import Final, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

SERVER_NAME: Final = "replica.lab"
"""The name for which the certificate stands, in a domain that is no one's."""

_FIRST_DAY: Final = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
_LAST_DAY: Final = dt.datetime(2999, 1, 1, tzinfo=dt.UTC)


class Identity(NamedTuple):
    """A certificate that signs itself, and its key."""

    certificate: x509.Certificate
    key: Ed25519PrivateKey
    pem: bytes
    """The certificate as text, for those who are to trust it."""


@cache
def identity() -> Identity:
    """Return the identity of all replicas; it protects nothing, and its key is no secret."""
    key = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"atp-tui lab certificate").digest())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, SERVER_NAME)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(_FIRST_DAY)
        .not_valid_after(_LAST_DAY)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(SERVER_NAME)]), critical=False)
        .sign(key, None)
    )
    return Identity(certificate, key, certificate.public_bytes(Encoding.PEM))
