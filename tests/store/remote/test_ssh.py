import io
import os
import posixpath
import subprocess
import tarfile
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from atp_tui.engine.errors import IoError
from atp_tui.store.remote.ssh import remote_command, ssh_tar
from atp_tui.store.remote.url import parse_ssh

AWKWARD = 'it\'s a $(touch owned) `dir` \\ "of" !packs\n'


def files_of(url: str) -> dict[str, bytes]:
    """The files of the tar that comes from a URL."""
    with tarfile.open(fileobj=io.BytesIO(b"".join(ssh_tar(parse_ssh(url))))) as tar:
        return {each.name: read.read() for each in tar if (read := tar.extractfile(each)) is not None}


def test_a_directory_comes_with_its_files_and_without_its_name(asked: Path, tmp_path: Path) -> None:
    folder = tmp_path / AWKWARD
    (folder / "inner").mkdir(parents=True)
    (folder / "inner" / "trace").write_bytes(b"1")
    assert files_of(f"ssh://me@lab:2222{folder}") == {"./inner/trace": b"1"}
    assert asked.read_text().splitlines()[:5] == ["-T", "-p", "2222", "--", "me@lab"]
    assert not (tmp_path / "home" / "owned").exists()


@pytest.mark.usefixtures("asked")
def test_a_file_comes_alone_under_its_name(tmp_path: Path) -> None:
    (tmp_path / "home" / "-crash.tgz").write_bytes(b"2")
    (tmp_path / "home" / "other").write_bytes(b"3")
    assert files_of("ssh://lab/~/-crash.tgz") == {"./-crash.tgz": b"2"}
    assert files_of(f"ssh://lab{tmp_path}/home/other/") == {"./other": b"3"}


@pytest.mark.usefixtures("asked")
def test_the_home_directory_itself_can_be_named(tmp_path: Path) -> None:
    (tmp_path / "home" / "trace").write_bytes(b"4")
    assert files_of("ssh://lab/~") == {"./trace": b"4"}


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with a tar that prints its words."""
    folder = tmp_path_factory.mktemp("programs")
    (folder / "tar").write_text("#!/bin/sh\nprintf '%s\\0' \"$@\"\n")
    (folder / "tar").chmod(0o700)
    return folder


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=40))
@example("-C")
@example("/-rf")
@example("a'b\"c\\d\n$(id)")
def test_no_character_of_a_path_means_anything_to_a_shell(programs: Path, path: str) -> None:
    command = ["sh", "-c", remote_command(path)]
    ran = subprocess.run(command, capture_output=True, check=True, env={"PATH": f"{programs}:/usr/bin:/bin"})
    option, folder, *rest = ran.stdout.decode().split("\0")[:-1]
    assert option == "-C"
    assert rest[:2] == ["-cf", "-"]
    assert posixpath.normpath(posixpath.join(folder, *rest[2:])) == posixpath.normpath(path)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("ssh://nowhere/tmp", "nowhere: ssh: Could not resolve hostname nowhere; try: ssh nowhere"),
        ("ssh://lab/none/at/all", "lab:/none/at/all: tar: "),
        ("ssh://spits/tmp", "spits:/tmp: more"),
    ],
)
@pytest.mark.usefixtures("asked")
def test_an_error_says_what_ssh_or_tar_said(url: str, words: str) -> None:
    with pytest.raises(IoError) as raised:
        list(ssh_tar(parse_ssh(url)))
    assert str(raised.value).startswith(words)


def test_without_ssh_the_error_names_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(IoError, match="ssh: command not found; install"):
        list(ssh_tar(parse_ssh("ssh://lab/tmp")))


def test_who_stops_reading_ends_ssh(asked: Path) -> None:
    pieces = ssh_tar(parse_ssh("ssh://endless/tmp"))
    assert next(pieces)
    del pieces
    process = int((asked.parent / "process").read_text())
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
