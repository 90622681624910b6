"""`bin/manage api_client create|list|rotate|revoke`: the credentials of system clients, answered as JSON."""

import json

from allauth.idp.oidc.models import Client
from django.core.management.base import BaseCommand, CommandError, CommandParser

from boards import clients
from boards.models import Organisation
from oversight.errors import DomainError
from oversight.folding import did_you_mean, folded
from oversight.markings import Marking


class Command(BaseCommand):
    help = "Creates, lists, renews and revokes the credentials of system clients of the API."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        create = verbs.add_parser("create", help="make a client; its secret is shown this once")
        create.add_argument("name")
        create.add_argument("--organisation", required=True, help="slug or short name, for instance MPS")
        create.add_argument("--scope", action="append", default=[], dest="scopes", help="may be repeated")
        create.add_argument(
            "--clearance",
            choices=Marking.values,
            default=Marking.OFFICIAL,
            help="the highest marking it may read; default: OFFICIAL",
        )
        create.add_argument("--reason", default="", help="why it needs to read OFFICIAL-SENSITIVE")
        verbs.add_parser("list", help="all clients, revoked ones too")
        rotate = verbs.add_parser("rotate", help="give a client a new secret; the old one ends now")
        rotate.add_argument("name", help="name or id")
        revoke = verbs.add_parser("revoke", help="end a client's access for good")
        revoke.add_argument("name", help="name or id")

    def handle(self, *args, verb: str, **options) -> None:
        try:
            answer = getattr(self, verb)(**options)
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(answer, indent=2, ensure_ascii=False))

    def create(
        self, *, name: str, organisation: str, scopes: list[str], clearance: str, reason: str, **options
    ) -> dict:
        client, secret = clients.create_client(
            name,
            organisation=organisation_called(organisation),
            scopes=scopes,
            clearance=clearance,
            reason=reason,
        )
        return described(client, secret)

    def list(self, **options) -> list[dict]:
        held = Client.objects.filter(owner__is_service=True).select_related("owner__organisation")
        return [described(client) for client in held.order_by("name")]

    def rotate(self, *, name: str, **options) -> dict:
        client = clients.find_client(name)
        return described(client, clients.rotate_secret(client))

    def revoke(self, *, name: str, **options) -> dict:
        client = clients.find_client(name)
        clients.revoke_client(client)
        return described(client)


def organisation_called(name: str) -> Organisation:
    """The organisation of that slug or short name, however it is typed. Raises CommandError where it is not one."""
    found = [
        each
        for each in Organisation.objects.all()
        if folded(name) in (folded(each.slug), folded(each.short_name))
    ]
    if not found:
        names = (
            each for names in Organisation.objects.values_list("slug", "short_name") for each in names if each
        )
        near = did_you_mean(name, names)
        raise CommandError(f"There is no organisation with the slug or short name “{name}”. {near}".strip())
    if len(found) > 1:
        slugs = ", ".join(organisation.slug for organisation in found)
        raise CommandError(f"“{name}” is more than one organisation: name it by its slug ({slugs}).")
    return found[0]


def described(client: Client, secret: str = "") -> dict:
    """The client in JSON's terms, with the secret where it was just made."""
    return {
        "id": client.pk,
        **({"secret": secret} if secret else {}),
        "name": client.name,
        "token_address": clients.token_address(),
        "scopes": client.get_scopes(),
        "organisation": client.owner.organisation.reference,
        "person": client.owner.name,
        "may_read": client.owner.clearance,
        "active": client.owner.is_active,
    }
