"""What the docs name is there: the pages they link to, the files they lead to, the variables they explain."""

import re
from pathlib import Path

import pytest
from django.conf import settings

TOP = Path(settings.BASE_DIR)
PAGES = [TOP / "README.md", TOP / "CHANGELOG.md", *sorted((TOP / "docs").glob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_to_something(page):
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        led_to = (page.parent / target).resolve()
        assert led_to.exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_named_with_its_folder_is_there(page):
    named = re.findall(
        r"`((?:oversight|boards|recommendations|templates|tests|docs|bin)/[\w/.-]+)`", page.read_text()
    )
    for path in named:
        assert (TOP / path).exists(), path


def test_every_variable_that_is_read_is_explained():
    read = set()
    for package in ("oversight", "boards", "recommendations"):
        for path in (TOP / package).rglob("*.py"):
            read |= set(
                re.findall(r'"(OVERSIGHT_[A-Z_]+|[A-Z]+_URL|PORT|WEB_CONCURRENCY)"', path.read_text())
            )
    explained = set(re.findall(r"^\| `([A-Z_]+)` \|", (TOP / "docs/running.md").read_text(), re.M))
    assert read == explained
