"""How other answers of the API name reports, recommendations and actions: reference, words and address."""

from oversight.api.records import RecordSerializer, api_address
from recommendations.models import (
    Action,
    Recommendation,
    Report,
)


class ReportName(RecordSerializer):
    url = api_address("report")

    class Meta:
        model = Report
        fields = ["reference", "title", "url"]


class RecommendationName(RecordSerializer):
    url = api_address("recommendation")

    class Meta:
        model = Recommendation
        fields = ["reference", "summary", "url"]


class ActionName(RecordSerializer):
    url = api_address("action")

    class Meta:
        model = Action
        fields = ["reference", "title", "status", "due_on", "url"]
