"""What the garbage collector need not visit while a key waits.

A pack may be a million objects, which live as long as its screen, and a pass over all of them takes longer than a key
may. So they are frozen once they are there. What is garbage by then is collected first, or it would never be.
"""

import gc
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import Context
from functools import partial
from typing import ParamSpec, TypeVar

_P = ParamSpec("_P")
_T = TypeVar("_T")


class FreshContextExecutor(ThreadPoolExecutor):
    """Runs each call in a context of its own, so that no thread keeps anything of what it has run.

    Textual sets its worker in the context of the thread that runs it. There it would stay until the thread has another
    one to run, and with it the screen and the pack, which may have been closed long ago.
    """

    def submit(self, fn: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]:
        """Run a function in one of the threads."""
        return super().submit(partial(Context().run, fn, *args, **kwargs))


def keep_for_long() -> None:
    """Collect garbage, and leave out everything that exists now from later collections."""
    gc.collect()
    gc.freeze()


def release() -> None:
    """Let the next :func:`keep_for_long` visit everything again, so that a pack that was closed is collected."""
    gc.unfreeze()
