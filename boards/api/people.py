"""How answers of the API name people."""

from boards.models import Person
from oversight.api.records import RecordSerializer


class PersonName(RecordSerializer):
    class Meta:
        model = Person
        fields = ["id", "name"]
