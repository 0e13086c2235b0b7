"""The documents as a website: built without a warning, and without anything of another host."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parent.parent
_FETCHED: Final = re.compile(r"<(?:script|img|source|iframe|link)\b[^>]*(?:src|href)=\"(?:https?:)?//[^\"]*\"")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    command: list[str | Path] = [sys.executable, ROOT / "tools" / "make_site.py", folder]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return folder / "site"


def test_every_document_is_a_page(site: Path) -> None:
    documents = {path.stem for path in (ROOT / "docs").glob("*.md")} - {"README"}
    assert {path.stem for path in (site / "docs").glob("*.html")} == documents | {"index"}
    assert (site / "sample_packs" / "index.html").is_file()
    assert "<h1" in (site / "index.html").read_text(encoding="utf-8")


def test_no_page_fetches_anything_of_another_host(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert len(pages) > 12
    assert [match for page in pages for match in _FETCHED.findall(page.read_text(encoding="utf-8"))] == []


def test_a_link_that_leads_nowhere_is_an_error(tmp_path: Path) -> None:
    script = (
        "import sys; sys.path.insert(0, 'tools'); import make_site; sys.exit(make_site.build(make_site.Path({!r})))"
    )
    pages = tmp_path / "pages"
    (pages / "docs").mkdir(parents=True)
    (pages / "README.md").write_text("# A page\n\n[nowhere](docs/nowhere.md)\n", encoding="utf-8")
    command = [sys.executable, "-c", script.format(str(tmp_path))]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode != 0
    assert "docs/nowhere.md" in done.stderr
