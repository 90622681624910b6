"""What the desks of this app share: their table of rights, and the words for their steps."""

from boards.rules.access import DESKS as BOARDS_DESKS
from oversight import events
from oversight.admin import HistoryAdmin, ReadOnlyInline, RegisterInline
from recommendations.pages.timeline import OTHERS
from recommendations.rules.access import DESKS
from recommendations.rules.workflow import STEPS

ALL_DESKS = BOARDS_DESKS | DESKS

events.WORDS.update({name: step.done for name, step in STEPS.items()} | OTHERS)


class RecommendationsAdmin(HistoryAdmin):
    desks = ALL_DESKS


class RecommendationsInline(RegisterInline):
    desks = ALL_DESKS


class RecommendationsReadOnlyInline(ReadOnlyInline):
    desks = ALL_DESKS
