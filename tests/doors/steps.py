"""Taking a step through each of the three doors, and what came of it, for records of any kind that has steps."""

from django.urls import reverse

DONE, NOT_ALLOWED, HIDDEN, WRONG_STATE, NO_DOOR = "done", "not allowed", "hidden", "wrong state", "no door"
RULE = "against a rule"


def kind(record) -> str:
    return record._meta.model_name


def by_page(client, record, step, data):
    return client.post(reverse(f"{kind(record)}-step", args=[record.reference, step.slug]), data)


def by_admin(client, record, step, data):
    address = reverse(f"admin:recommendations_{kind(record)}_step", args=[record.pk, step.slug])
    return client.post(address, data)


def by_api(client, record, step, data):
    address = f"/api/v1/{kind(record)}s/{record.reference}/steps/{step.slug}/"
    return client.post(address, data, content_type="application/json")


DOORS = {"page": by_page, "admin": by_admin, "api": by_api}
ADMIN_DOOR = {"secretariat", "auditor", "administrator", "superuser"}


def outcome_of(door: str, response) -> str:
    if response.status_code == 302 and reverse("account_login") in response["Location"]:
        return NO_DOOR
    if response.status_code == 302 and reverse("admin:login") in response["Location"]:
        return NO_DOOR
    if door == "api" and response.status_code == 204:
        return DONE  # and with it whoever took it lost sight of the record
    wanted = 200 if door == "api" else 302
    return {wanted: DONE, 403: NOT_ALLOWED, 404: HIDDEN, 409: WRONG_STATE, 422: RULE}.get(
        response.status_code, f"status {response.status_code}"
    )


def offered_by_api(client, record) -> list[str]:
    return client.get(f"/api/v1/{kind(record)}s/{record.reference}/").json()["allowed_steps"]


def offered_on_page(client, record, steps) -> list[str]:
    page = client.get(reverse(kind(record), args=[record.reference])).content.decode()
    at = {step.slug: reverse(f"{kind(record)}-step", args=[record.reference, step.slug]) for step in steps}
    return [slug for slug, address in at.items() if f'href="{address}"' in page]


def offered_at_desk(client, record, steps) -> list[str]:
    of = f"admin:recommendations_{kind(record)}"
    desk = client.get(reverse(f"{of}_change", args=[record.pk])).content.decode()
    at = {step.slug: reverse(f"{of}_step", args=[record.pk, step.slug]) for step in steps}
    return [slug for slug, address in at.items() if f'href="{address}"' in desk]
