"""Every page, for everybody, wide and narrow: no fault axe can find, nothing in the console, nothing too wide.

The server is asked for all of them; the browser opens one of each build (builds.py), and with --everything all.
"""

import pytest
from django.urls import reverse

from tests import make
from tests.browser import places

ROLES = [
    "secretariat",
    "dmpc_staff",
    "liaison",
    "member",
    "chair",
    "owner",
    "auditor",
    "administrator",
    "stranger",
    "restricted_chair",
]
TAKE_STEPS = ["secretariat", "liaison", "chair", "owner"]


def test_every_address_is_opened():
    assert places.addresses() == set(places.PAGES) | set(places.ACCOUNT_PAGES)


@pytest.mark.parametrize("who", ROLES)
def test_every_page_is_fit_to_be_read_by(who, full, people, signed_in, faults):
    page = signed_in(people[who])
    paths = places.paths(places.PAGES, full, every_step=who in TAKE_STEPS)
    found = [fault for path in paths for fault in faults(page, path)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("who", ["secretariat", "auditor", "administrator"])
def test_every_page_of_the_admin_is_fit_to_be_read_by(who, full, people, signed_in, faults):
    page = signed_in(people[who])
    paths = places.admin_paths(full, every_step=who in TAKE_STEPS)
    found = [fault for path in paths for fault in faults(page, path)]
    assert not found, "\n".join(found)


def test_who_is_not_signed_in_meets_the_sign_in_page(full, client, signed_in, faults):
    page = signed_in(None)
    for path in places.paths(places.PAGES, full, every_step=False):
        assert client.get(path).headers["Location"] == f"{reverse('account_login')}?next={path}"
        assert not faults(page, path)


@pytest.mark.parametrize("who", ["nobody", "member"])
def test_every_account_page_is_fit_to_be_read_by(who, full, live_server, signed_in, faults):
    page = signed_in(None)
    if who == "member":
        page.goto(live_server.url + reverse("account_login"))
        page.get_by_label("Email").fill(full.member.email)
        page.get_by_label("Password", exact=True).fill(make.PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(live_server.url + reverse("home"))
    found = [fault for path in places.paths(places.ACCOUNT_PAGES, full) for fault in faults(page, path)]
    assert not found, "\n".join(found)
