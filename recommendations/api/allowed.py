"""The steps a caller can take on a record now, as every answer of the API about one names them."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from boards.clients import granted_scopes
from recommendations.rules import action_workflow, recommendation_workflow, response_workflow, taking
from recommendations.rules.scopes import SCOPES

# The steps of each kind as the schema names them (settings.SPECTACULAR_SETTINGS).
ACTION_STEPS, RECOMMENDATION_STEPS, REPORT_STEPS = (
    [(step.slug, step.label) for step in table.values()]
    for table in (action_workflow.STEPS, recommendation_workflow.STEPS, response_workflow.STEPS)
)


class AllowedSteps(serializers.Field):
    """Of records fetched by `for_steps` of their queryset."""

    def __init__(self, **values):
        words = "The steps the caller can take now: the last part of their addresses."
        super().__init__(**{"help_text": words} | values | {"read_only": True, "source": "*"})

    def to_representation(self, record) -> list[str]:
        request = self.context["request"]
        granted = granted_scopes(request)
        return [
            step.slug
            for step in taking.open_to(request.user, record, self.context["today"])
            if granted is None or SCOPES.get(step.name) in granted
        ]


def allowed_steps(steps: list[tuple[str, str]]) -> AllowedSteps:
    """The field for records that have these steps."""
    choices = serializers.ListField(child=serializers.ChoiceField(steps))
    return extend_schema_field(choices)(type("AllowedSteps", (AllowedSteps,), {}))()
