"""Proofs on disk: envelopes, signatures, files, and writing."""

import base64
import json
import os
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import given
from hypothesis import strategies as st
from securesystemslib.dsse import Envelope as OtherEnvelope
from securesystemslib.exceptions import VerificationError
from securesystemslib.signer._key import SSlibKey

from atp_tui.engine import AgentProofError, AgentTaskProofBundle, IoError, is_sound, write_statement
from atp_tui.engine.proof.statement import PAYLOAD_TYPE
from atp_tui.store.envelope import Envelope, Signature, read_envelope
from atp_tui.store.file_writer import write_new_file
from atp_tui.store.proof_file import PROOF_LIMIT, open_proof, proof_files, verify_proof
from atp_tui.store.signatures import sign
from tests.program import copy_of, files_in
from tests.proofs import WHOLE, bundle

SECRET = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(32))


def pem(key: Any) -> bytes:  # noqa: ANN401 - a key of any kind
    found: bytes = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return found


def public(key: Any) -> bytes:  # noqa: ANN401 - as above
    found: bytes = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return found


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """A folder with a key, its public half, and those of somebody else."""
    folder = tmp_path / "keys"
    folder.mkdir()
    for name, key in (("mine", SECRET), ("other", OTHER)):
        (folder / f"{name}.pem").write_bytes(pem(key))
        (folder / f"{name}.pub").write_bytes(public(key))
    return folder


@pytest.fixture
def signed(tmp_path: Path, keys: Path) -> Path:
    """A signed proof."""
    path = tmp_path / "proof.json"
    statement = write_statement(bundle(), is_signed=True)
    path.write_bytes(sign(statement, PAYLOAD_TYPE, str(keys / "mine.pem")).write())
    return path


def failed(path: Path, key: Path | None = None, root: Path | None = None) -> list[str]:
    named = {name: str(value) for name, value in (("key", key), ("root", root)) if value is not None}
    findings = verify_proof(open_proof(str(path)), **named)
    return [finding.check for finding in findings if finding.ok is False]


def unnoticed(path: Path) -> list[str]:
    return [finding.check for finding in verify_proof(open_proof(str(path))) if finding.ok is None]


def test_a_verifier_that_this_project_did_not_write_takes_the_signature(signed: Path) -> None:
    document = json.loads(signed.read_bytes())
    keyid = document["signatures"][0]["keyid"]
    key = SSlibKey.from_crypto(SECRET.public_key(), keyid=keyid)
    envelope = OtherEnvelope.from_dict(document)
    assert list(envelope.verify([key], 1)) == [keyid]
    assert json.loads(envelope.payload)["predicate"]["bundle"]["task"] == WHOLE["task"]
    envelope.payload += b" "
    with pytest.raises(VerificationError):
        envelope.verify([key], 1)


def test_a_signature_that_another_program_made_is_taken(tmp_path: Path, keys: Path) -> None:
    other = OtherEnvelope(write_statement(bundle(), is_signed=True), PAYLOAD_TYPE, {})
    made = Envelope(b"", "", (Signature("", SECRET.sign(other.pae())),)).signatures
    path = tmp_path / "other.json"
    path.write_bytes(Envelope(other.payload, other.payload_type, made).write())
    assert failed(path, keys / "mine.pub") == []


@given(st.binary(max_size=40), st.text(max_size=10))
def test_the_signed_bytes_are_those_of_dsse(payload: bytes, kind: str) -> None:
    assert Envelope(payload, kind, ()).signed == OtherEnvelope(payload, kind, {}).pae()


def test_the_example_of_the_specification() -> None:
    found = Envelope(b"hello world", "http://example.com/HelloWorld", ()).signed
    assert found == b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"


def test_a_signed_proof_is_verified_with_its_key_and_no_other(signed: Path, keys: Path) -> None:
    assert failed(signed, keys / "mine.pub") == []
    assert failed(signed, keys / "other.pub") == ["signature"]
    assert unnoticed(signed) == ["signature", "file_digests"]


def test_an_unsigned_proof_says_so(tmp_path: Path, keys: Path) -> None:
    path = tmp_path / "plain.json"
    path.write_bytes(write_statement(bundle()))
    assert failed(path) == []
    assert "signature" in unnoticed(path)
    assert failed(path, keys / "mine.pub") == ["signature"]


def test_a_changed_payload_and_a_stripped_envelope_are_named(signed: Path, keys: Path, tmp_path: Path) -> None:
    document = json.loads(signed.read_bytes())
    payload = base64.b64decode(document["payload"])
    changed = payload.replace(b"builder 7", b"builder 9")
    (tmp_path / "changed.json").write_bytes(
        json.dumps(document | {"payload": base64.b64encode(changed).decode()}).encode()
    )
    assert failed(tmp_path / "changed.json", keys / "mine.pub") == ["signature"]
    (tmp_path / "stripped.json").write_bytes(payload)
    assert failed(tmp_path / "stripped.json") == ["signature_word"]
    (tmp_path / "wrapped.json").write_bytes(
        sign(write_statement(bundle()), PAYLOAD_TYPE, str(keys / "mine.pem")).write()
    )
    assert failed(tmp_path / "wrapped.json", keys / "mine.pub") == ["signature_word"]


def test_one_good_signature_among_others_is_enough(signed: Path, keys: Path) -> None:
    document = json.loads(signed.read_bytes())
    document["signatures"] = [{"sig": "AAAA"}, {"keyid": "x", "sig": "-_-_"}, *document["signatures"]]
    signed.write_bytes(json.dumps(document).encode())
    assert failed(signed, keys / "mine.pub") == []


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"payloadType": "text/plain"}, "payloadType"),
        ({"payloadType": 1}, "payloadType"),
        ({"payload": "*"}, "payload"),
        ({"payload": None}, "payload"),
        ({"signatures": []}, "signatures"),
        ({"signatures": None}, "signatures"),
        ({"signatures": [1]}, "signatures[0]"),
        ({"signatures": [{}]}, "signatures[0].sig"),
        ({"signatures": [{"sig": "ä"}]}, "signatures[0].sig"),
        ({"signatures": [{"sig": "", "keyid": 1}]}, "signatures[0].keyid"),
        ({"payload": base64.b64encode(b"{}").decode()}, "_type"),
    ],
)
def test_what_is_no_envelope_is_an_error_that_names_the_field(signed: Path, change: dict[str, Any], place: str) -> None:
    signed.write_bytes(json.dumps(json.loads(signed.read_bytes()) | change).encode())
    with pytest.raises(AgentProofError) as raised:
        open_proof(str(signed))
    assert raised.value.place == place
    assert raised.value.file == str(signed)


def test_an_envelope_that_was_written_is_read_back() -> None:
    envelope = Envelope(b"\x00\xff", "x", (Signature("k", b"\xfb\xff"), Signature("", b"")))
    assert read_envelope(json.loads(envelope.write())) == envelope


@pytest.mark.parametrize(
    ("key", "said"),
    [
        (b"no key", "Ed25519 private key as PEM, found something else"),
        (public(SECRET), "Ed25519 private key as PEM, found something else"),
        (pem(ec.derive_private_key(1, ec.SECP256R1())), "found a key of another kind"),
        (
            SECRET.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"x")),
            "found one with a passphrase",
        ),
    ],
    ids=["text", "public", "curve", "passphrase"],
)
def test_what_is_no_private_key_is_refused(tmp_path: Path, key: bytes, said: str) -> None:
    path = tmp_path / "key.pem"
    path.write_bytes(key)
    with pytest.raises(IoError, match=said):
        sign(b"", PAYLOAD_TYPE, str(path))


@pytest.mark.parametrize(
    ("key", "said"),
    [
        (b"no key", "Ed25519 public key as PEM"),
        (pem(SECRET), "Ed25519 public key as PEM"),
        (public(ec.derive_private_key(1, ec.SECP256R1())), "a key of another kind"),
    ],
    ids=["text", "private", "curve"],
)
def test_what_is_no_public_key_is_refused(signed: Path, tmp_path: Path, key: bytes, said: str) -> None:
    path = tmp_path / "key.pub"
    path.write_bytes(key)
    with pytest.raises(IoError, match=said):
        verify_proof(open_proof(str(signed)), key=str(path))


def with_files(root: Path, *paths: str) -> AgentTaskProofBundle:
    files = [file.model_dump() for file in proof_files(str(root), paths)]
    return bundle(("files", files))


def test_files_at_hand_are_compared(tmp_path: Path) -> None:
    root = tmp_path / "root"
    (root / "src").mkdir(parents=True)
    for name in ("a", "src/b", "src/c"):
        (root / name).write_text(name)
    path = tmp_path / "proof.json"
    path.write_bytes(write_statement(with_files(root, "a", "src/b", "src/c")))
    assert failed(path, root=root) == []
    (root / "a").write_text("b")
    (root / "src/b").unlink()
    (root / "src/c").unlink()
    (root / "src/c").symlink_to("../a")
    findings = [each for each in verify_proof(open_proof(str(path)), root=str(root)) if each.check == "file_digests"]
    assert [finding.ok for finding in findings] == [False, None, None]
    assert "a symbolic link" in findings[2].found
    (root / "a").write_text("a longer one")
    assert failed(path, root=root) == ["file_digests"]


@pytest.mark.parametrize("name", ["missing", "folder", "../outside", "/etc/passwd", "link"])
def test_a_file_that_cannot_be_taken_is_refused(tmp_path: Path, name: str) -> None:
    root = tmp_path / "root"
    (root / "folder").mkdir(parents=True)
    (tmp_path / "outside").touch()
    (root / "link").symlink_to("../outside")
    with pytest.raises(IoError):
        proof_files(str(root), (name,))


def test_a_pack_may_carry_its_proof(tmp_path: Path) -> None:
    folder = copy_of("clean", tmp_path)
    with pytest.raises(IoError, match=r"agent-proof\.json"):
        open_proof(str(folder))
    (folder / "agent-proof.json").write_bytes(write_statement(bundle()))
    assert open_proof(str(folder)).bundle == bundle()
    assert is_sound(verify_proof(open_proof(str(folder))))
    (folder / "agent-proof.json").unlink()
    (folder / "agent-proof.json").symlink_to("journal")
    with pytest.raises(IoError, match="symbolic link"):
        open_proof(str(folder))


def test_a_proof_that_is_too_big_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "proof.json"
    with path.open("wb") as file:
        file.truncate(PROOF_LIMIT + 1)
    with pytest.raises(IoError, match="at most"):
        open_proof(str(path))


def test_a_new_file_is_written_whole_and_never_over_another(tmp_path: Path) -> None:
    path = tmp_path / "new"
    write_new_file(str(path), b"one")
    with pytest.raises(IoError, match="already exists"):
        write_new_file(str(path), b"two")
    (tmp_path / "link").symlink_to("nowhere")
    with pytest.raises(IoError, match="already exists"):
        write_new_file(str(tmp_path / "link"), b"two")
    assert path.read_bytes() == b"one"
    assert sorted(os.listdir(tmp_path)) == ["link", "new"]  # noqa: PTH208 - names are what matters


@pytest.mark.parametrize("name", ["", "missing/new", "new/", "a\0b", "x" * 300])
def test_a_name_that_cannot_be_written_leaves_nothing(tmp_path: Path, name: str) -> None:
    with pytest.raises(IoError, match="nothing was written"):
        write_new_file(f"{tmp_path}/{name}", b"x")
    assert files_in(tmp_path) == {}
