"""What the garbage collector need not visit while a key waits.

A pack may be a million objects, which live as long as its screen, and a pass over all of them takes longer than a key
may. So they are frozen once they are there. What is garbage by then is collected first, or it would never be.
"""

import gc


def keep_for_long() -> None:
    """Collect garbage, and leave out everything that exists now from later collections."""
    gc.collect()
    gc.freeze()


def release() -> None:
    """Let the next :func:`keep_for_long` visit everything again, so that a pack that was closed is collected."""
    gc.unfreeze()
