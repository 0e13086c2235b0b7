"""What may come out of an archive, and under which names."""

import tarfile
from collections import deque

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine.errors import InvalidFormatError
from atp_tui.store.archive.budget import ALL_NAMES_LIMIT, FOLDERS_LIMIT, NAME_LIMIT, Budget


@pytest.mark.parametrize(
    ("name", "taken"),
    [("a", "a"), ("./a", "a"), ("a//b/", "a/b"), (".", ""), ("./", ""), ("a/./b", "a/b"), ("a\\..\\b", "a\\..\\b")],
)
def test_parts_of_a_name_that_mean_nothing_are_left_out(name: str, taken: str) -> None:
    assert Budget().take_name(name, is_folder=True) == taken


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("/etc/passwd", "an absolute one"),
        ("../a", "one that leads out of it"),
        ("a/../../b", "one that leads out of it"),
        ("a/..", "one that leads out of it"),
        ("a\0b", "one with NUL"),
        ("", "none"),
        ("./.", "none"),
        ("\ud800", "half of a surrogate pair"),
        ("x" * 256, "256 bytes"),
        ("a/" * NAME_LIMIT, f"{2 * NAME_LIMIT} bytes"),
        ("a/" * (FOLDERS_LIMIT + 1) + "b", f"{FOLDERS_LIMIT + 1}"),
    ],
)
def test_a_name_that_is_not_taken_says_why(name: str, found: str) -> None:
    with pytest.raises(InvalidFormatError) as error:
        Budget().take_name(name, is_folder=False)
    assert error.value.found == found
    assert error.value.advice


def test_a_name_of_other_bytes_than_utf8_is_taken() -> None:
    assert Budget().take_name("\udcff", is_folder=False) == "\udcff"


@pytest.mark.parametrize(
    ("first", "second"),
    [("a", "a"), ("a", "./a"), ("Trace", "trace"), ("stra\xdfe", "STRASSE"), ("\xe9", "e\u0301"), ("A/x", "a/y")],
)
def test_names_that_a_file_system_may_take_for_one_are_refused(first: str, second: str) -> None:
    budget = Budget()
    budget.take_name(first, is_folder=False)
    with pytest.raises(InvalidFormatError, match="a name of its own"):
        budget.take_name(second, is_folder=False)


@pytest.mark.parametrize("names", [("a", "a/b"), ("a/b", "a")])
def test_no_name_is_a_file_and_a_folder(names: tuple[str, str]) -> None:
    budget = Budget()
    budget.take_name(names[0], is_folder=False)
    with pytest.raises(InvalidFormatError, match="a name of its own"):
        budget.take_name(names[1], is_folder=False)


def test_a_folder_may_come_again_and_the_same_name_in_another_archive() -> None:
    budget = Budget()
    assert [budget.take_name("a", is_folder=True) for _ in range(2)] == ["a", "a"]
    assert budget.take_name("a/b", is_folder=False) == "a/b"
    assert budget.take_name("a/b", is_folder=False, inside="c.zip") == "a/b"


def test_files_and_folders_are_counted_together() -> None:
    budget = Budget(members=4)
    budget.take_name("a/b/c", is_folder=False)
    budget.take_name("a/b/d", is_folder=False)
    with pytest.raises(InvalidFormatError, match="at most 4 files and folders"):
        budget.take_name("a/b/e", is_folder=False)


def test_all_names_together_have_a_limit() -> None:
    budget = Budget()
    names = ("/".join(("x" * 240,) * 4) + f"/{number}" for number in range(ALL_NAMES_LIMIT))
    with pytest.raises(InvalidFormatError, match=f"names of at most {ALL_NAMES_LIMIT} bytes"):
        deque((budget.take_name(name, is_folder=False) for name in names), maxlen=0)


def test_no_more_comes_out_than_the_limit() -> None:
    budget = Budget(size=5)
    assert list(budget.counted(iter((b"ab", b"cde")))) == [b"ab", b"cde"]
    budget.require(0)
    with pytest.raises(InvalidFormatError, match="at most 5 bytes unpacked, found more"):
        list(budget.counted(iter((b"x",))))


@given(st.text(st.sampled_from("a.b/\\\0\xe9 "), max_size=12))
def test_what_is_taken_the_filter_of_the_standard_library_takes_too(name: str) -> None:
    try:
        taken = Budget().take_name(name, is_folder=False)
    except InvalidFormatError:
        return
    assert tarfile.data_filter(tarfile.TarInfo(taken), "/nowhere") is not None
    assert not set(taken.split("/")) & {".", ".."}
