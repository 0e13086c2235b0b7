"""Modules loaded with nothing that a start has no use for."""

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_PLUGINS: Final = "PYDANTIC_DISABLE_PLUGINS"


@contextmanager
def loading(*left_out: str) -> Iterator[None]:
    """Import modules without interruption.

    The garbage collector finds nothing among them and takes a fifth of the time. Plugins of pydantic are neither
    looked for in all that is installed nor loaded.

    Args:
        left_out: Modules that are not loaded meanwhile, though somebody asks for them who can do without.
    """
    is_collecting, plugins = gc.isenabled(), os.environ.get(_PLUGINS)
    missing = [name for name in left_out if name not in sys.modules]
    gc.disable()
    os.environ[_PLUGINS] = "__all__"
    for name in missing:
        sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        for name in missing:
            del sys.modules[name]
        os.environ.pop(_PLUGINS)
        os.environ.update({} if plugins is None else {_PLUGINS: plugins})
        if is_collecting:
            gc.enable()
