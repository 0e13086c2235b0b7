"""What a crashpack means: records, oracles, evidence, text forms and soundness. Pure, usable without a screen.

The public names are those that `public.py` imports. Each is imported when it is first asked for, so that a command
loads only the modules that it uses: the imports of that file are parsed, not run.
"""

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from atp_tui.engine.public import *  # noqa: F403 - the names are listed there and nowhere else

    __all__: list[str]


def __getattr__(name: str) -> object:
    """Return a public name from its module, or all of them for ``__all__``."""
    modules = _modules()
    if name == "__all__":
        return sorted(modules, key=_order)
    if name not in modules:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(modules[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted(_modules())


@cache
def _modules() -> dict[str, str]:
    """The module that defines each public name."""
    # Every start of the program loads this package, and none needs these.
    import ast
    from pkgutil import get_data

    tree = ast.parse(get_data(__name__, "public.py") or b"")
    imports = (node for node in tree.body if isinstance(node, ast.ImportFrom))
    return {alias.name: node.module or "" for node in imports for alias in node.names}


def _order(name: str) -> tuple[bool, bool, str]:
    """Constants, then classes, then functions."""
    return (not name.isupper(), name.islower(), name)
