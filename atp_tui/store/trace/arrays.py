"""numpy, loaded without the threads of its linear algebra, which nothing here uses and which cost each start 50 ms."""

import os
from typing import Final

__all__ = ["np"]

_THREADS: Final = "OPENBLAS_NUM_THREADS"

_is_set = _THREADS in os.environ
os.environ.setdefault(_THREADS, "1")
try:
    import numpy as np
finally:
    # Programs that are started from here are to find the environment as it was.
    if not _is_set:
        del os.environ[_THREADS]
