"""Certificates for the servers of a set of runs, made anew for each set and trusted by nobody else."""

import datetime as dt
from pathlib import Path
from typing import Final, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

VALID: Final = dt.timedelta(days=7)


class Certificates(NamedTuple):
    """Files in PEM."""

    trusted: Path
    """The server's own certificate, which clients trust."""
    key: Path
    other: Path
    """A certificate that is not the server's, for clients that are to refuse it."""


def make_certificates(directory: Path) -> Certificates:
    """Writes certificates for localhost into *directory*."""
    directory.mkdir(parents=True, exist_ok=True)
    found = Certificates(directory / "server.pem", directory / "server.key", directory / "other.pem")
    key = _write_certificate(found.trusted)
    found.key.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    _write_certificate(found.other)
    return found


def _write_certificate(path: Path) -> ec.EllipticCurvePrivateKey:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - VALID)
        .not_valid_after(now + VALID)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return key
