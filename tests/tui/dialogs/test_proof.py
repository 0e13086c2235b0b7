"""The proof of a task that came with the pack."""

from pathlib import Path
from typing import Any

from atp_tui.engine import AgentTaskProofBundle
from atp_tui.engine.json_text import dumps, loads
from atp_tui.engine.proof.statement import write_statement
from atp_tui.tui.dialogs.proof import NO_PROOF, ProofScreen
from tests.explorer import NARROW, PACKS, opened, press, rows, shown, until
from tests.program import copy_of
from tests.proofs import WHOLE


def proven(folder: Path, **changes: Any) -> Path:  # noqa: ANN401 - a JSON value of any shape
    """A pack with a proof."""
    path = copy_of("five-violations", folder)
    text = write_statement(AgentTaskProofBundle.read(WHOLE | changes), is_signed=False)
    (path / "agent-proof.json").write_bytes(text)
    return path


async def test_the_proof_is_verified_and_shown(tmp_path: Path) -> None:
    async with opened(proven(tmp_path)) as pilot:
        await press(pilot, "A")
        assert isinstance(pilot.app.screen, ProofScreen)
        page = shown(pilot)
        assert "What verifying it found" in page
        assert ": consistent" in page
        assert "proof verify, with --root and --key" in page
        await press(pilot, "G")
        assert "replay: " in shown(pilot)
        await press(pilot, "escape")
        assert not isinstance(pilot.app.screen, ProofScreen)


async def test_the_same_key_leaves_it(tmp_path: Path) -> None:
    async with opened(proven(tmp_path), NARROW) as pilot:
        await press(pilot, "A", "A")
        assert not isinstance(pilot.app.screen, ProofScreen)


async def test_what_does_not_hold_is_told(tmp_path: Path) -> None:
    path = proven(tmp_path)
    statement = loads((path / "agent-proof.json").read_bytes())
    statement["predicate"]["bundle"]["commands"][0]["started"] = "2027-03-01T11:10:00Z"
    (path / "agent-proof.json").write_bytes(dumps(statement))
    async with opened(path) as pilot:
        await press(pilot, "A")
        await until(pilot, lambda: ": INCONSISTENT" in shown(pilot))
        assert "  FAIL: " in shown(pilot)


async def test_a_pack_without_a_proof_says_so() -> None:
    for pack in ("five-violations", "five-violations.record.json"):
        async with opened(PACKS / pack) as pilot:
            await press(pilot, "A")
            assert any(NO_PROOF in row for row in rows(pilot))


async def test_a_proof_that_cannot_be_read_is_told_in_clean_text(tmp_path: Path) -> None:
    path = copy_of("five-violations", tmp_path)
    (path / "agent-proof.json").write_text('{"\\u001b[2J": 1}')
    async with opened(path) as pilot:
        await press(pilot, "A")
        assert "expected" in shown(pilot)
        assert "\x1b" not in shown(pilot)


async def test_text_of_a_proof_is_shown_clean_and_is_no_markup(tmp_path: Path) -> None:
    async with opened(proven(tmp_path, claim="[red]done[/red]")) as pilot:
        await press(pilot, "A", "G")
        while "claim: " not in shown(pilot):
            await press(pilot, "pageup")
        assert "claim: [red]done[/red]" in shown(pilot)
