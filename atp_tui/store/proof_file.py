"""The proof of a task on disk: reading it, verifying it against files and keys, and writing it."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from atp_tui.clean import clean
from atp_tui.engine.artifacts import AGENT_PROOF
from atp_tui.engine.errors import AgentProofError, CrashpackError, IoError
from atp_tui.engine.json_text import loads
from atp_tui.engine.proof.bundle import AgentTaskProofBundle
from atp_tui.engine.proof.records import ProofFile
from atp_tui.engine.proof.rules import verify_bundle
from atp_tui.engine.proof.statement import PAYLOAD_TYPE, ProofStatement, read_statement, verify_statement
from atp_tui.engine.soundness.finding import Finding
from atp_tui.store.archive.locate import Location, locate
from atp_tui.store.directory import FileRefusedError, PackDirectory, is_directory
from atp_tui.store.envelope import Envelope, is_envelope, read_envelope
from atp_tui.store.named_file import read_file

PROOF_LIMIT: Final = 16 << 20
"""Bytes that a proof may have."""


@dataclass(frozen=True, slots=True)
class ProofDocument:
    """A proof that was read; what it says is not judged yet."""

    path: str
    statement: ProofStatement
    envelope: Envelope | None
    """The envelope in which it stands; None where it is not signed."""

    @property
    def bundle(self) -> AgentTaskProofBundle:
        """The bundle."""
        return self.statement.bundle


def open_proof(path: str) -> ProofDocument:
    """Return the proof in a file, or in the agent-proof.json of a pack.

    Raises:
        IoError: it cannot be read, or the pack has none.
        SerializationError: it is not JSON.
        AgentProofError: it is no statement with a bundle; the error names the field.
    """
    located = locate(path)
    data = _pack_proof(located) if is_directory(located.files) else read_file(located.files, PROOF_LIMIT)
    try:
        return _read(path, data)
    except CrashpackError as error:
        raise error.within(path) from None


def has_proof(path: str) -> bool:
    """Return whether something stands at agent-proof.json in the pack at *path*.

    Raises:
        IoError: there is no directory that can be read.
    """
    with PackDirectory(path) as directory:
        return directory.has(AGENT_PROOF)


def _pack_proof(located: Location) -> bytes:
    with PackDirectory(located.files) as directory:
        try:
            return directory.read(AGENT_PROOF, PROOF_LIMIT)
        except FileRefusedError as error:
            raise IoError(error.fault.expected, error.fault.found, file=located.path, place=AGENT_PROOF) from None


def _read(path: str, data: bytes) -> ProofDocument:
    document = loads(data)
    if not is_envelope(document):
        return ProofDocument(path, read_statement(data), None)
    envelope = read_envelope(document)
    if envelope.payload_type != PAYLOAD_TYPE:
        raise AgentProofError(PAYLOAD_TYPE, repr(envelope.payload_type), place="payloadType")
    return ProofDocument(path, read_statement(envelope.payload), envelope)


PROOF_CHECKS: Final = {
    "signature": "signature of the key",
    "file_digests": "file digests = digests of the bundle",
}
"""What is checked of a proof on disk beside its statement, by name."""


def verify_proof(document: ProofDocument, *, root: str | None = None, key: str | None = None) -> tuple[Finding, ...]:
    """Return what every check of a proof finds.

    Args:
        document: The proof.
        root: The folder in which the files of the bundle are looked for; None for none.
        key: The file of a public key; None where there is none, and the signature is not checked.

    Raises:
        IoError: *root* or *key* cannot be read, or is none.
    """
    return (
        *verify_bundle(document.bundle),
        *verify_statement(document.statement, is_signed=document.envelope is not None),
        _signature(document.envelope, key),
        *(_files(document.bundle, root) if root is not None else (_told("file_digests", "no directory was given"),)),
    )


def _signature(envelope: Envelope | None, key: str | None) -> Finding:
    if key is None:
        return _told("signature", "it is not signed" if envelope is None else "it is signed, and no key was given")
    if envelope is None:
        return Finding("signature", False, clean("a signature of the key"), clean("it is not signed"))
    from atp_tui.store.signatures import is_signed_by

    holds = is_signed_by(envelope, key)
    found = "a signature of the key" if holds else "no signature of this payload by the key"
    return Finding("signature", holds, clean("a signature of the key"), clean(found))


def _files(bundle: AgentTaskProofBundle, root: str) -> Iterable[Finding]:
    with PackDirectory(root) as directory:
        for file in bundle.files:
            yield _file(directory, file)
    if not bundle.files:
        yield _told("file_digests", "the bundle names no files")


def _file(directory: PackDirectory, file: ProofFile) -> Finding:
    expected = clean(f"{file.path}: {file.digest}, {file.bytes} bytes")
    try:
        digest, size = digest_of(directory, file.path)
    except FileRefusedError as error:
        return Finding("file_digests", None, expected, clean(f"{file.path}: not compared: {error.fault.found}"))
    holds = (digest, size) == (file.digest, file.bytes)
    return Finding("file_digests", holds, expected, clean(f"{file.path}: {digest}, {size} bytes"))


def digest_of(directory: PackDirectory, name: str) -> tuple[str, int]:
    """Return digest and length of a file.

    Raises:
        FileRefusedError: it is not there, cannot be read, or is no plain file.
    """
    found, size = hashlib.sha256(), 0
    for chunk in directory.chunks(name):
        found.update(chunk)
        size += len(chunk)
    return f"sha256:{found.hexdigest()}", size


def proof_files(root: str, paths: Iterable[str]) -> tuple[ProofFile, ...]:
    """Return files as they are now, by their paths from *root*.

    Raises:
        IoError: one is not there, cannot be read, or is no plain file.
    """
    found = []
    with PackDirectory(root) as directory:
        for path in paths:
            try:
                digest, size = digest_of(directory, path)
            except FileRefusedError as error:
                raise IoError(error.fault.expected, error.fault.found, file=root, place=path) from None
            found.append(ProofFile(path=path, digest=digest, bytes=size))
    return tuple(found)


def _told(check: str, found: str) -> Finding:
    return Finding(check, None, clean(PROOF_CHECKS[check]), clean(f"not checked: {found}"))
