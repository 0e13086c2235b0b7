"""The head of a pack is what the whole pack says, whichever way it was read."""

import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine import CrashpackError, artifacts
from atp_tui.engine.pack_format import render
from atp_tui.engine.record import Crashpack
from atp_tui.store import head
from atp_tui.store.head import PackHead, read_head
from tests.hostile_directories import CASES, IS_ROOT, make, readable_again
from tests.own_terminal import PACK
from tests.program import PACKS
from tests.strategies import damaged, own_crashpacks

GOOD = sorted(path for path in (*PACKS.iterdir(), *PACK.parent.glob("*/")) if path.suffix != ".md")


def answer(read: object, path: str) -> PackHead | str:
    try:
        return read(path)  # type: ignore[operator, no-any-return]
    except CrashpackError as error:
        return str(error)


def of_the_whole(path: str) -> PackHead:
    return head._head_of_pack(path)


@pytest.mark.parametrize("pack", GOOD, ids=lambda path: path.name)
def test_every_sample_has_the_head_of_the_whole_pack(pack: Path) -> None:
    assert read_head(str(pack)) == of_the_whole(str(pack))


@pytest.mark.parametrize("name", sorted(set(CASES) - {"100,000 files"}))
def test_every_hostile_pack_has_the_head_of_the_whole_pack(name: str, tmp_path: Path) -> None:
    if CASES[name].needs_root and not IS_ROOT:
        pytest.skip("needs an administrator")
    folder = tmp_path / "case"
    try:
        path = make(name, folder)
        if CASES[name].while_read is None:
            assert answer(read_head, path) == answer(of_the_whole, path)
    finally:
        readable_again(folder)


def on_disk(folder: Path, files: dict[str, bytes]) -> str:
    for name in (artifacts.MANIFEST, artifacts.JOURNAL):
        (folder / name).write_bytes(files[name])
    return str(folder)


@given(own_crashpacks)
def test_any_pack_has_the_head_of_the_whole_pack(tmp_path_factory: pytest.TempPathFactory, pack: Crashpack) -> None:
    path = on_disk(tmp_path_factory.mktemp("pack"), dict(render(pack)))
    assert read_head(path) == of_the_whole(path)


@given(st.data(), st.sampled_from([artifacts.MANIFEST, artifacts.JOURNAL]))
def test_damage_gives_what_the_whole_pack_gives(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, name: str
) -> None:
    files = {file: (PACK / file).read_bytes() for file in (artifacts.MANIFEST, artifacts.JOURNAL)}
    files[name] = data.draw(damaged(files[name]))
    path = on_disk(tmp_path_factory.mktemp("pack"), files)
    assert answer(read_head, path) == answer(of_the_whole, path)


def test_a_pack_of_the_lab_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(head, "open_pack", lambda *_, **__: pytest.fail("opened"))
    assert read_head(str(PACK)).metadata["lab"] == "atp-tui"


def test_a_long_journal_is_read_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(head, "QUICK_LIMIT", (PACK / artifacts.JOURNAL).stat().st_size - 1)
    assert read_head(str(PACK)) == of_the_whole(str(PACK))


@pytest.mark.parametrize("seed", [2**64 - 1, 2**64])
def test_a_seed_is_a_u64(seed: int, tmp_path: Path) -> None:
    shutil.copytree(PACK, tmp_path / "pack")
    manifest = tmp_path / "pack" / artifacts.MANIFEST
    text = manifest.read_text()
    number = re.search(r"seeds:\n  [^:]+: (\d+)\n", text)
    assert number is not None
    manifest.write_text(text.replace(f": {number[1]}\n", f": {seed}\n"))
    assert answer(read_head, str(tmp_path / "pack")) == answer(of_the_whole, str(tmp_path / "pack"))
    assert (str(seed) in str(answer(read_head, str(tmp_path / "pack")))) is (seed < 2**64)
