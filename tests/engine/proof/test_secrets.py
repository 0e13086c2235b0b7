"""What looks like a secret, and how it is taken out."""

import base64
import random
import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine.proof.secrets import REDACTED, Redactor, is_denied, is_secret_value, secrets_in
from tests.proofs import COMMIT

SECRET_WORDS = [
    (["x", "--password", "open sesame"], ["x", "--password", "<redacted-1>"]),
    (["x", "--token=abc"], ["x", "--token=<redacted-1>"]),
    (["x", "-token", "abc"], ["x", "-token", "<redacted-1>"]),
    (["TOKEN=abc", "x"], ["TOKEN=<redacted-1>", "x"]),
    (["x", "--api-key", "k"], ["x", "--api-key", "<redacted-1>"]),
    (["x", "--apiKey=k"], ["x", "--apiKey=<redacted-1>"]),
    (["x", "AWS_SECRET_ACCESS_KEY=k"], ["x", "AWS_SECRET_ACCESS_KEY=<redacted-1>"]),
    (["curl", "-H", "Authorization: Bearer abc"], ["curl", "-H", "Authorization: Bearer <redacted-1>"]),
    (["curl", "-H", "Cookie: a=b"], ["curl", "-H", "Cookie: <redacted-1>"]),
    (["git", "clone", "https://me:pw@host/x"], ["git", "clone", "https://me:<redacted-1>@host/x"]),
    (["sh", "-c", "API_KEY=zz make --token t"], ["sh", "-c", "API_KEY=<redacted-1> make --token <redacted-2>"]),
    (["x", "--token", "same", "TOKEN=same"], ["x", "--token", "<redacted-1>", "TOKEN=<redacted-1>"]),
    (["x", "AKIAIOSFODNN7EXAMPLE"], ["x", "<redacted-1>"]),
    (["x", "ghp_" + "a" * 30], ["x", "<redacted-1>"]),
    (["x", "d41d8cd98f00b204e9800998ecf8427e"], ["x", "<redacted-1>"]),
    (["x", "key=d41d8cd98f00b204e9800998ecf8427e"], ["x", "key=<redacted-1>"]),
    (["x", "a -----BEGIN OPENSSH PRIVATE KEY-----\nb"], ["x", "<redacted-1>"]),
]

HARMLESS = [
    ["make", "test"],
    ["x", "--password"],
    ["x", "--password", "--verbose"],
    ["x", "--token-file", "t.txt"],
    ["x", "--author=me", "--authors", "us", "--tokenizer=fast"],
    ["x", "--key", "k.pem"],
    ["sort", "--key=2"],
    ["pytest", "tests/engine/soundness/test_covered_bytes.py::test_the_3_logs"],
    ["/usr/Python-3.11.4/bin/Foo2Bar/LibXyz/SomeLongCamelCaseName2"],
    ["docker", "run", "registry:5000/image:v1"],
    ["https://host/x@y", "http://host:80/"],
    ["x", "--token", "<redacted-1>"],
    ["x", "TOKEN=<redacted-2>"],
    ["x", "Authorization: Bearer <redacted-1>"],
    ["x", "2449f652-524b-44bf-b177-fc9c1d131308"],
    ["", " ", "="],
]


@pytest.mark.parametrize(("argv", "redacted"), SECRET_WORDS, ids=lambda value: " ".join(value)[:30])
def test_a_secret_is_found_and_taken_out(argv: list[str], redacted: list[str]) -> None:
    assert secrets_in(argv)
    assert list(Redactor().argv(argv)) == redacted
    assert secrets_in(redacted) == ()


@pytest.mark.parametrize("argv", HARMLESS, ids=lambda value: " ".join(value)[:30])
def test_what_is_no_secret_is_left(argv: list[str]) -> None:
    assert secrets_in(argv) == ()
    assert list(Redactor().argv(argv)) == argv


def test_a_known_long_word_is_no_secret() -> None:
    noisy = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b"
    assert secrets_in(["git", "show", noisy])
    assert secrets_in(["git", "show", noisy], {noisy}) == ()
    assert secrets_in(["git", "show", COMMIT], {COMMIT}) == ()


def test_why_does_not_tell_the_secret() -> None:
    for argv, _ in SECRET_WORDS:
        for secret in secrets_in(argv):
            value = argv[secret.word][secret.begin : secret.end]
            assert len(value) < 4 or value not in secret.why


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("PASSWORD", True),
        ("db_password", True),
        ("githubToken", True),
        ("API_KEY", True),
        ("APIKEY", True),
        ("TOKEN_FILE", False),
        ("KEY", False),
        ("API", False),
        ("PATH", False),
        ("", False),
        ("TOKENS", True),
    ],
)
def test_names_on_the_deny_list(name: str, *, found: bool) -> None:
    assert is_denied(name) is found


def test_values_of_variables() -> None:
    assert is_secret_value("TOKEN", "x")
    assert is_secret_value("LANG", "d41d8cd98f00b204e9800998ecf8427e")
    assert not is_secret_value("LANG", "C.UTF-8")
    assert not is_secret_value("TOKEN", "")
    assert not is_secret_value("TOKEN", "<redacted-1>")
    redactor = Redactor()
    assert redactor.environment({"A": "b", "TOKEN": "x", "PASSWORD": "x"}) == {
        "A": "b",
        "TOKEN": "<redacted-1>",
        "PASSWORD": "<redacted-1>",
    }
    assert redactor.count == 1


@given(st.lists(st.text(max_size=40), max_size=5))
def test_redacting_any_command_leaves_none_of_its_secrets(argv: list[str]) -> None:
    redacted = Redactor().argv(argv)
    assert len(redacted) == len(argv)
    for secret in secrets_in(argv):
        value = argv[secret.word][secret.begin : secret.end]
        assert redacted[secret.word] != argv[secret.word]
        assert re.search(REDACTED, redacted[secret.word])
        assert value


RANDOM: dict[str, tuple[Callable[[random.Random], str], float]] = {
    "hex": (lambda dice: dice.randbytes(20).hex(), 0.98),
    "base64": (lambda dice: base64.b64encode(dice.randbytes(24)).decode(), 0.95),
    "base32": (lambda dice: base64.b32encode(dice.randbytes(15)).decode(), 0.85),
    "base64 of 15": (lambda dice: base64.b64encode(dice.randbytes(15)).decode(), 0.85),
}
"""Random words, and which share of them must be known."""


@pytest.mark.parametrize("kind", RANDOM)
def test_random_words_are_mostly_known(kind: str) -> None:
    make, least = RANDOM[kind]
    dice = random.Random(kind)
    assert sum(bool(secrets_in(["x", make(dice)])) for _ in range(500)) >= least * 500
