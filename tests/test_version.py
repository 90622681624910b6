"""The version of the register: written once, in pyproject.toml, and said wherever somebody asks which one runs."""

import re
import tomllib

from django.conf import settings
from django.urls import reverse

PROJECT = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_readyz_and_the_footer_of_every_page_say_the_version_of_the_project(client, db):
    assert client.get("/readyz").json()["version"] == PROJECT["version"]
    page = client.get(reverse("account_login")).content.decode()
    assert f"Version {PROJECT['version']}." in page


def test_the_changelog_begins_with_it():
    newest = re.search(r"^## (\S+)", (settings.BASE_DIR / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)
    assert newest
    assert newest[1] == PROJECT["version"]
