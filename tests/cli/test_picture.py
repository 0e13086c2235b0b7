"""A connection drawn on the command line."""

from pathlib import Path

import pytest
from lxml import etree

from tests.program import PACKS, run
from tests.typed_logs import both, client, log_file, sequence, several


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.mark.parametrize(("options", "end", "sent"), [((), "client", 4), (("--end", "server"), "server", 1)])
def test_both_ends_are_drawn_as_one_of_them_logged_it(
    tmp_path: Path, options: tuple[str, ...], end: str, sent: int
) -> None:
    target = tmp_path / "connection.svg"
    ended = run("picture", *both(tmp_path), "-o", target, *options)
    assert (ended.returncode, ended.stdout.decode()) == (0, f"{target}\n")
    said = f"As the {end} logged it; the other end is not drawn: {sent} packet"
    assert ended.stderr.decode().startswith(f"atp-tui: {said}")
    assert said in "".join(str(each) for each in etree.fromstring(target.read_bytes()).itertext())


def test_a_pack_and_stdin_are_drawn_alike(tmp_path: Path) -> None:
    log = sequence(client(), "client")
    assert run("import", log_file(tmp_path, log, "stdin"), "-o", tmp_path / "pack").returncode == 0
    assert run("picture", tmp_path / "pack", "-o", tmp_path / "a.svg").returncode == 0
    assert run("picture", "-", "-o", tmp_path / "b.svg", stdin=log).returncode == 0
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["client.sqlog", "-o", "there"], b"there: already exists"),
        (["client.sqlog", "-o", "new.svg", "--end", "server"], b"expected the log of the server, found that of the"),
        (
            ["many.sqlog", "-o", "new.svg"],
            b"many.sqlog: expected one connection, found 2 connections; ",
        ),
        (["none", "-o", "new.svg"], b"none: no such file or directory"),
        ([str(PACKS / "clean"), "-o", "new.svg"], b"found a pack that was not imported from a log of a real run"),
    ],
)
def test_what_cannot_be_drawn_is_one_line_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: bytes
) -> None:
    log_file(tmp_path)
    log_file(tmp_path, several(2), "many.sqlog")
    (tmp_path / "there").write_text("there")
    monkeypatch.chdir(tmp_path)
    ended = run("picture", *arguments)
    assert ended.returncode == 4
    assert said in ended.stderr
    assert ended.stderr.count(b"\n") == 1
    assert not (tmp_path / "new.svg").exists()
