"""What the environment may ask of Textual, and what it may not."""

import os
import re
import sys
from pathlib import Path

import pytest
import textual.constants
import textual.features

from atp_tui.cli.terminal import HARMLESS, KEEP, drop_textual_settings
from tests.own_terminal import exploring

TOLD_BY_TEXTUAL = re.compile(r'"(TEXTUAL\w*)"')
DANGEROUS = {
    "TEXTUAL",
    "TEXTUAL_ALLOW_SIGNALS",
    "TEXTUAL_DEBUG",
    "TEXTUAL_DEVTOOLS_HOST",
    "TEXTUAL_DEVTOOLS_PORT",
    "TEXTUAL_DRIVER",
    "TEXTUAL_LOG",
    "TEXTUAL_PRESS",
    "TEXTUAL_SCREENSHOT",
    "TEXTUAL_SCREENSHOT_FILENAME",
    "TEXTUAL_SCREENSHOT_LOCATION",
    "TEXTUAL_SHOW_RETURN",
    "TEXTUAL_SPEEDUPS",
}


def test_every_variable_of_textual_is_known_as_harmless_or_dangerous() -> None:
    folder = Path(textual.constants.__file__).parent
    told = {name for path in folder.rglob("*.py") for name in TOLD_BY_TEXTUAL.findall(path.read_text(encoding="utf-8"))}
    assert told - {"TEXTUAL_ANIMATION"} == HARMLESS | DANGEROUS


def test_what_is_not_harmless_is_dropped() -> None:
    environ = dict.fromkeys((*HARMLESS, *DANGEROUS, "TEXTUAL_OF_TOMORROW", "ESCDELAY", "PATH"), "1")
    drop_textual_settings(environ)
    assert set(environ) == {*HARMLESS, "ESCDELAY", "PATH"}


@pytest.mark.parametrize(
    ("driver", "is_kept"), [("textual.drivers.web_driver:WebDriver", True), ("evil:Driver", False)]
)
def test_no_driver_is_loaded_but_textuals_own_for_a_browser(driver: str, is_kept: bool) -> None:
    environ = {"TEXTUAL_DRIVER": driver}
    drop_textual_settings(environ)
    assert ("TEXTUAL_DRIVER" in environ) is is_kept


@pytest.mark.parametrize(("value", "is_kept"), [("1", True), ("", False), ("0", False), ("yes", False)])
def test_all_are_kept_where_the_person_says_so(value: str, is_kept: bool) -> None:
    environ = {KEEP: value, "TEXTUAL_LOG": "log"}
    drop_textual_settings(environ)
    assert ("TEXTUAL_LOG" in environ) is is_kept


def test_the_explorer_loads_no_driver_writes_no_file_and_presses_no_key(tmp_path: Path) -> None:
    (tmp_path / "evil.py").write_text(f"open({str(tmp_path / 'loaded')!r}, 'w')\n")
    environ = {
        "PYTHONPATH": os.pathsep.join((str(tmp_path), os.environ.get("PYTHONPATH", ""))).rstrip(os.pathsep),
        "PYTHONDONTWRITEBYTECODE": "1",
        "TEXTUAL": "debug,devtools",
        "TEXTUAL_DEBUG": "1",
        "TEXTUAL_DRIVER": "evil:Driver",
        "TEXTUAL_LOG": str(tmp_path / "log"),
        "TEXTUAL_PRESS": "question_mark",
        "TEXTUAL_SCREENSHOT": "0",
        "TEXTUAL_SCREENSHOT_LOCATION": str(tmp_path),
        "TEXTUAL_SHOW_RETURN": "1",
    }
    with exploring(environ=environ, program=(sys.executable, "-m", "atp_tui")) as explored:
        explored.types(b"q")
        assert explored.code(reading=True) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["evil.py"]
