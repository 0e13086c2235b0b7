"""The fuzzer on the readers of a pack, and what it is given to begin with."""

import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.parsers import FUZZED, PARSERS, told
from tests.soak_figures import figure

HERE: Final = Path(__file__).parent
CORPUS: Final = HERE / "corpus"
MAX_LENGTH: Final = 1024
"""Bytes of an input; with more, a run takes longer and finds no more."""

RUNS: Final = {"journal": 110_000, "manifest": 210_000, "ledger": 250_000, "trace": 240_000, "record": 210_000}
"""Runs for each reader: a million and some, and of the slow ones fewer."""

LARGEST: Final = 4096
SECONDS: Final = 900

pytestmark = pytest.mark.filterwarnings("default::DeprecationWarning")


def test_every_reader_that_is_fuzzed_has_a_script_a_corpus_and_its_runs() -> None:
    assert set(FUZZED) == set(RUNS) == {path.name for path in CORPUS.iterdir()}
    assert all((HERE / f"{name}.py").is_file() for name in FUZZED)
    assert sum(RUNS.values()) >= 1_000_000


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*/*")), ids=lambda path: f"{path.parent.name}-{path.name}")
def test_the_corpus_is_small_and_read(path: Path) -> None:
    data = path.read_bytes()
    assert len(data) <= LARGEST
    told(PARSERS[path.parent.name], data)


@pytest.mark.soak
@pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="atheris has no wheel for this platform")
@pytest.mark.parametrize("name", sorted(FUZZED))
def test_the_fuzzer_makes_no_reader_fail(name: str, tmp_path: Path) -> None:
    corpus = shutil.copytree(CORPUS / name, tmp_path / name)
    ended = subprocess.run(
        [
            *(sys.executable, "-m", f"tests.fuzz.{name}", f"-runs={RUNS[name]}", f"-max_len={MAX_LENGTH}"),
            *(f"-dict={HERE / 'words.dict'}", f"-artifact_prefix={tmp_path}/", "-seed=1", "-timeout=60", corpus),
        ],
        capture_output=True,
        cwd=HERE.parent.parent,
        timeout=SECONDS,
        check=False,
    )
    output = ended.stderr.decode("utf-8", "replace") + ended.stdout.decode("utf-8", "replace")
    done = re.search(r"Done (\d+) runs", output)
    figure(f"fuzzer on the {name} reader", int(done[1]) if done else 0, int(ended.returncode != 0))
    assert ended.returncode == 0, output[-4000:]
    assert done is not None
    assert int(done[1]) >= RUNS[name]
