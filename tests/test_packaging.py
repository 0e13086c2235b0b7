"""What the wheel holds, and that it works where nothing else of this project is."""

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

import atp_tui

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = ("styles", "sample_packs", "models")
SAMPLE = "five-violations"


def run(command: list[str | Path], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run *command* in *folder*, without what the surrounding environment says of Python and pip."""
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PIP_", "VIRTUAL_ENV"))
    }
    return subprocess.run(command, cwd=folder, env=clean, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    built = run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder], ROOT)
    assert built.returncode == 0, built.stderr
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs' folder of an environment that holds this wheel and sees, but does not own, its dependencies."""
    home = tmp_path_factory.mktemp("installed")
    made = run([sys.executable, "-m", "venv", "--without-pip", home], home)
    assert made.returncode == 0, made.stderr
    programs = home / "bin"
    pip: list[str | Path] = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        programs / "python",
        "install",
        "--no-index",
        "--no-deps",
        wheel,
    ]
    filled = run(pip, home)
    assert filled.returncode == 0, filled.stderr
    (packages,) = home.glob("lib/python*/site-packages")
    # A path named in a .pth file does not have its own .pth files read, so an editable install stays out of sight.
    seen = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (packages / "dependencies.pth").write_text("\n".join(sorted(seen)) + "\n", encoding="utf-8")
    return programs


def shipped_files() -> dict[str, bytes]:
    """Every file of the shipped folders, by its name in the wheel."""
    return {
        f"atp_tui/{path.relative_to(ROOT).as_posix()}": path.read_bytes()
        for folder in SHIPPED
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
    }


def test_styles_and_sample_packs_are_in_the_wheel_byte_for_byte(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        inside = {
            name: archive.read(name)
            for name in archive.namelist()
            if name.startswith(tuple(f"atp_tui/{folder}/" for folder in SHIPPED))
        }
    expected = shipped_files()
    assert expected
    assert inside == expected


def test_every_module_is_in_the_wheel_and_nothing_else_is(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    metadata = {name for name in names if name.startswith(f"atp_tui-{atp_tui.__version__}.dist-info/")}
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "atp_tui").rglob("*.py")}
    assert metadata
    assert names - metadata - shipped_files().keys() == modules


def test_the_wheel_finds_its_own_folders_and_not_the_checkout(installed: Path, tmp_path: Path) -> None:
    asked = run([installed / "python", "-c", "from atp_tui import assets; print(assets.SAMPLE_PACKS)"], tmp_path)
    assert asked.returncode == 0, asked.stderr
    packs = Path(asked.stdout.strip())
    assert packs.is_relative_to(installed.parent)
    assert packs.is_dir()


def test_the_installed_command_tells_its_version(installed: Path, tmp_path: Path) -> None:
    told = run([installed / "atp-tui", "--version"], tmp_path)
    assert told.returncode == 0, told.stderr
    assert atp_tui.__version__ in told.stdout


def test_the_installed_command_checks_its_own_sample_pack(installed: Path, tmp_path: Path) -> None:
    asked = run([installed / "python", "-c", "from atp_tui import assets; print(assets.SAMPLE_PACKS)"], tmp_path)
    checked = run([installed / "atp-tui", "check", Path(asked.stdout.strip()) / SAMPLE], tmp_path)
    assert checked.returncode == 1, checked.stderr
    assert checked.stdout
    assert "Traceback" not in checked.stderr


def test_the_installed_command_opens_a_sample_pack(installed: Path, tmp_path: Path) -> None:
    told = run([installed / "atp-tui", "demo", "--pack", "clean"], tmp_path)
    assert told.returncode == 0, told.stderr
    path = told.stdout.partition(": PASSED")[0]
    assert Path(path).is_relative_to(installed.parent)
    assert run([installed / "atp-tui", "demo", "--list"], tmp_path).stdout.startswith("clean ")
