import stat
from pathlib import Path

import pytest

from atp_tui.engine.errors import InvalidFormatError, IoError
from atp_tui.store.open import open_pack
from atp_tui.store.remote import fetch as module
from atp_tui.store.remote.fetch import fetch

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The user's directory for copies."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state" / "atp-tui" / "remote"


@pytest.mark.usefixtures("asked")
def test_a_pack_elsewhere_becomes_a_private_file_that_opens(state: Path) -> None:
    told: list[int] = []
    path = fetch(f"ssh://lab{ROOT}/sample_packs/five-violations", told.append)
    assert open_pack(path).digest == open_pack(str(ROOT / "sample_packs" / "five-violations")).digest
    assert Path(path).name == "five-violations.tar"
    assert Path(path).parent.parent == state
    assert stat.S_IMODE(Path(path).stat().st_mode) == 0o600
    assert stat.S_IMODE(Path(path).parent.stat().st_mode) == 0o700
    assert told == sorted(told)
    assert told[-1] == Path(path).stat().st_size


@pytest.mark.usefixtures("asked", "state")
def test_the_same_url_has_one_copy_that_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "home" / "a").write_bytes(b"1")
    first = fetch("ssh://lab/~/a")
    (tmp_path / "home" / "a").write_bytes(b"2")
    assert fetch("ssh://lab/~/a") == first
    assert b"2" in Path(first).read_bytes()
    assert fetch("ssh://other@lab/~/a") != first


@pytest.mark.usefixtures("asked")
def test_what_fails_leaves_the_copy_before_and_nothing_else(state: Path, tmp_path: Path) -> None:
    (tmp_path / "home" / "a").write_bytes(b"1")
    path = fetch("ssh://lab/~/a")
    before = Path(path).read_bytes()
    (tmp_path / "home" / "a").unlink()
    for url in ("ssh://lab/~/a", "ssh://nowhere/a"):
        with pytest.raises(IoError):
            fetch(url)
    assert [file for file in state.rglob("*") if file.is_file()] == [Path(path)]
    assert len(list(state.iterdir())) == 1
    assert Path(path).read_bytes() == before


@pytest.mark.usefixtures("asked", "state")
def test_a_shell_that_greets_spoils_the_tar_and_the_error_says_so(tmp_path: Path) -> None:
    (tmp_path / "home" / "a").write_bytes(b"1")
    with pytest.raises(InvalidFormatError, match="expected a tar, found other bytes; the shell there may print"):
        fetch("ssh://talks/~/a")


@pytest.mark.usefixtures("asked")
def test_a_stream_without_an_end_is_cut(state: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "home" / "a").write_bytes(bytes(1 << 20))
    monkeypatch.setattr(module, "BYTES_LIMIT", 1 << 19)
    with pytest.raises(InvalidFormatError, match="expected at most 524288 bytes, found more"):
        fetch("ssh://lab/~/a")
    assert [file for file in state.rglob("*") if file.is_file()] == []


@pytest.mark.parametrize("url", ["memory://../../etc/..", "memory://-rf", "memory://\x1b[2J", "memory://" + "n" * 300])
def test_no_url_decides_where_its_copy_is(url: str, state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "url_bytes", lambda _: iter((b"content",)))
    path = Path(fetch(url))
    assert path.parent.parent == state
    assert path.resolve() == path
    assert path.name.isascii()
    assert path.name[0] not in ".-"
    assert len(path.name) <= 60


def test_the_copy_needs_a_directory_of_the_user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr(module, "url_bytes", lambda _: iter((b"content",)))
    with pytest.raises(IoError, match=r"cannot be written: .*; set XDG_STATE_HOME"):
        fetch("memory://a")
