"""Words for a shell, tried in a shell."""

import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine.shell import quote, quote_path, seed_suffix
from tests.examples import examples
from tests.strategies import texts

PLAIN = "ABCXYZabcxyz0189_-./:@%+=,"


def said_by_a_shell(words: list[str]) -> list[str]:
    """The words that a shell hands on, each after a line of its own."""
    script = "printf '%s\\0' " + " ".join(map(quote, words))
    done = subprocess.run(["sh", "-c", script.encode()], capture_output=True, check=True)
    assert done.stderr == b""
    return done.stdout.decode().split("\0")[:-1]


@examples(60)
@given(st.lists(texts.map(lambda text: text.replace("\0", "")), min_size=1, max_size=30))
def test_a_shell_hands_on_every_quoted_word_as_it_was(words: list[str]) -> None:
    assert said_by_a_shell(words) == words


def test_a_shell_hands_on_every_single_character_as_it_was() -> None:
    words = [before + chr(code) + after for code in range(1, 0x180) for before, after in (("", ""), ("a", "'"))]
    assert said_by_a_shell(words) == words


@pytest.mark.parametrize(
    ("path", "quoted"),
    [
        ("a/b", "a/b"),
        ("-x", "./-x"),
        ("--", "./--"),
        ("=ls", "./=ls"),
        ("- x", "'./- x'"),
        ("~x", "'~x'"),
        ("a\\b", "'a'\"\\\\\"'b'"),
        ("", "''"),
    ],
)
def test_a_path_is_no_option_and_no_command(path: str, quoted: str) -> None:
    assert quote_path(path) == quoted


@pytest.mark.parametrize("word", [PLAIN, *PLAIN, "transfer", "net:edge"])
def test_a_plain_word_stands_as_it_is(word: str) -> None:
    assert quote(word) == word


@pytest.mark.parametrize(
    ("word", "quoted"),
    [
        ("", "''"),
        ("a b", "'a b'"),
        ("replica's 1", "'replica'\"'\"'s 1'"),
        ("'", "''\"'\"''"),
        ("''", "''\"'\"''\"'\"''"),
        ("é", "'é'"),
        ("a\n", "'a\n'"),
        ("$(id)", "'$(id)'"),
        ("~", "'~'"),
        ("#a", "'#a'"),
        ("٣", "'٣'"),
        ("K\u212a", "'K\u212a'"),
    ],
)
def test_any_other_word_stands_in_single_quotes(word: str, quoted: str) -> None:
    assert quote(word) == quoted


@pytest.mark.parametrize(
    ("name", "suffix"),
    [
        ("lab", "LAB"),
        ("Lab7", "LAB7"),
        ("a-b", "A_B"),
        ("a b.c", "A_B_C"),
        ("x: y", "X__Y"),
        ("__a__b__", "A__B"),
        ("7", "7"),
        ("", "SEED"),
        ("_", "SEED"),
        ("---", "SEED"),
        ("ключ", "SEED"),
        ("straße", "STRA_E"),
        ("ß", "SEED"),
        ("ſeed", "EED"),
        ("\u212aelvin", "ELVIN"),
        ("ma\u212ae", "MA_E"),
        ("ﬁx", "X"),
        ("a\u0301b", "A_B"),
        ("a🙂b", "A_B"),
        ("a٣b", "A_B"),
        ("a²b", "A_B"),
        ("a\n\0b", "A__B"),
        ("seed", "SEED"),
    ],
)
def test_seed_suffix(name: str, suffix: str) -> None:
    assert seed_suffix(name) == suffix


@given(texts)
def test_a_suffix_is_a_name_for_the_environment(name: str) -> None:
    suffix = seed_suffix(name)
    assert set(suffix) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
    assert suffix == suffix.strip("_") != ""
    assert seed_suffix(suffix) == suffix
    assert len(suffix) <= max(len(name), 4)
