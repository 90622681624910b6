"""How answers of the API name people, and who has a seat on which board."""

from django.db.models import QuerySet
from rest_framework import serializers

from boards.api.boards import BoardLink
from boards.filters import MembershipFilter
from boards.models import Membership, Person
from oversight.api.records import RecordSerializer, RecordViews, api_address


class PersonName(RecordSerializer):
    class Meta:
        model = Person
        fields = ["id", "name"]


class MemberName(PersonName):
    organisation = serializers.CharField(source="organisation.name", default=None, allow_null=True)

    class Meta(PersonName.Meta):
        fields = [*PersonName.Meta.fields, "post", "organisation"]


class MembershipRow(RecordSerializer):
    url = api_address("membership", "id")
    board = BoardLink()
    person = MemberName()

    class Meta:
        model = Membership
        fields = ["id", "url", "board", "person", "seat", "from_on", "until_on"]


class MembershipDetail(MembershipRow):
    class Meta(MembershipRow.Meta):
        fields = [*MembershipRow.Meta.fields, "source"]


class Memberships(RecordViews):
    """Who sits on which board, from one day to another, both included; without a last day while it lasts."""

    model = Membership
    key = "id"
    orderings = ("id", "-id", "from_on", "-from_on", "until_on", "-until_on")
    filterset_class = MembershipFilter
    serializer_class = MembershipRow
    detail_serializer_class = MembershipDetail

    def for_list(self, rows: QuerySet) -> QuerySet:
        return rows.select_related("board", "person__organisation")
