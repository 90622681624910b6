"""The page of an organisation, with its reports, what is addressed to it and the actions that it owns."""

from typing import Any

from boards import pages
from recommendations.models import Action, Recommendation, Report
from recommendations.pages.boards import SHOWN


class OrganisationPage(pages.OrganisationPage):
    def get_context_data(self, **kwargs: Any) -> dict:
        user, today, organisation = self.request.user, self.today, self.object
        actions = Action.objects.visible_to(user, today).open().filter(owner_organisation=organisation)
        return super().get_context_data(
            reports=Report.objects.visible_to(user, today)
            .filter(publisher=organisation)
            .with_counts(user, today),
            addressed=Recommendation.objects.visible_to(user, today)
            .entered()
            .filter(addressed_to=organisation)
            .count(),
            actions=actions.for_lists(today)[:SHOWN],
            actions_shown=SHOWN,
            **kwargs,
        )
