"""Where stylesheets, sample packs and the model of the lab are, in an installed package and in a checkout alike."""

from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).resolve().parent


def _find(name: str) -> Path:
    """The folder called *name*: the wheel holds it inside the package, a checkout beside it."""
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


STYLES: Final = _find("styles")
"""The folder of the .tcss files; an absolute path, since Textual resolves others against the file of a subclass."""

LAB_MODEL: Final = _find("models") / "lab.toml"
"""The rates of the checks that the lab has measured, as a model file."""

SAMPLE_PACKS: Final = _find("sample_packs")
"""The folder of the packs that ship with the program, one folder each."""
