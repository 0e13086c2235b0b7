import os
import subprocess
import sys

import pytest

SHOWS = """
import os
from atp_tui.store.trace.arrays import np
print(os.environ.get('OPENBLAS_NUM_THREADS'), np.arange(3).sum())
"""


@pytest.mark.parametrize("given", [None, "3"])
def test_the_environment_stays_as_it_was(given: str | None) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    environment |= {} if given is None else {"OPENBLAS_NUM_THREADS": given}
    ended = subprocess.run([sys.executable, "-c", SHOWS], env=environment, capture_output=True, text=True, check=True)
    assert ended.stdout == f"{given} 3\n"
