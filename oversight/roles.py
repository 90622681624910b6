"""The roles people hold in the register as a whole, and who counts as a user at all.

What each role may do stands in the rules of the apps (`rules/access.py`) and in `rights.py` files.
"""

from typing import Any

from django.db.models import TextChoices


class Role(TextChoices):
    """What a person is to the register as a whole. Who has a seat on something needs none: the seat says it."""

    NONE = "", "No role of their own"
    SECRETARIAT = "secretariat", "Secretariat"
    DMPC_STAFF = "dmpc_staff", "Deputy Mayor's staff"
    LIAISON = "liaison", "Liaison of an organisation"
    AUDITOR = "auditor", "Auditor"
    ADMINISTRATOR = "administrator", "Administrator"


# Roles that read everything that is not restricted.
READS_ALL = (Role.SECRETARIAT, Role.DMPC_STAFF, Role.AUDITOR, Role.ADMINISTRATOR)

# Roles that may open the admin; what each may do there is in rules/access.py.
ADMIN_ROLES = (Role.SECRETARIAT, Role.AUDITOR, Role.ADMINISTRATOR)


def is_active_user(user: Any) -> bool:
    """Signed in and still active; anybody else sees nothing at all."""
    return bool(user and user.is_authenticated and user.is_active)
