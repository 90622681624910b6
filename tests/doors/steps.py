"""Taking a step through each of the three doors, and what came of it, for records of any kind that has steps."""

from django.urls import reverse

from tests.doors.table import ADMIN_DOOR as ADMIN_DOOR
from tests.doors.table import DONE, HIDDEN, NO_DOOR, NOT_ALLOWED, RULE, WRONG_STATE


def kind(record) -> str:
    return record._meta.model_name


def at_page(record, step) -> str:
    return reverse(f"{kind(record)}-step", args=[record.reference, step.slug])


def in_admin(record, step) -> str:
    return reverse(f"admin:{record._meta.app_label}_{kind(record)}_step", args=[record.pk, step.slug])


def in_api(record) -> str:
    place = {"agendaitem": "agenda-item"}.get(kind(record), kind(record))
    return f"/api/v1/{place}s/{getattr(record, 'reference', record.pk)}/"


def by_page(client, record, step, data):
    return client.post(at_page(record, step), data)


def by_admin(client, record, step, data):
    return client.post(in_admin(record, step), data)


def by_api(client, record, step, data):
    address = f"{in_api(record)}steps/{step.slug}/"
    if any(hasattr(value, "read") for value in data.values()):
        return client.post(address, data)
    return client.post(address, data, content_type="application/json")


DOORS = {"page": by_page, "admin": by_admin, "api": by_api}


def opened(door, client, record, step):
    """The step before anything is given for it: its page opened, or nothing sent to the API."""
    if door == "api":
        return by_api(client, record, step, {})
    return client.get({"page": at_page, "admin": in_admin}[door](record, step))


def outcome_of(door: str, response) -> str:
    if response.status_code == 302 and reverse("account_login") in response["Location"]:
        return NO_DOOR
    if response.status_code == 302 and reverse("admin:login") in response["Location"]:
        return NO_DOOR
    if door == "api" and response.status_code == 204:
        return DONE  # and with it the person who took it may no longer see the record
    wanted = 200 if door == "api" else 302
    return {wanted: DONE, 403: NOT_ALLOWED, 404: HIDDEN, 409: WRONG_STATE, 422: RULE}.get(
        response.status_code, f"status {response.status_code}"
    )


def shown(door: str, client, record):
    """The record at the door."""
    return client.get(
        {
            "page": lambda: reverse(kind(record), args=[record.reference]),
            "admin": lambda: reverse(
                f"admin:{record._meta.app_label}_{kind(record)}_change", args=[record.pk]
            ),
            "api": lambda: in_api(record),
        }[door]()
    )


def offered(door: str, client, record, steps) -> list[str] | str:
    """The steps that the door offers on the record, in their order; or why it does not show the record."""
    response = shown(door, client, record)
    if response.status_code != 200:
        # The admin leads somebody who asks for a record that is not there to its first page.
        gone = response.status_code == 302 and response["Location"] == reverse("admin:index")
        return HIDDEN if gone else outcome_of(door, response)
    if door == "api":
        return response.json()["allowed_steps"]
    page, address = response.content.decode(), {"page": at_page, "admin": in_admin}[door]
    return [step.slug for step in steps if f'href="{address(record, step)}"' in page]
