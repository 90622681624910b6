"""The register of 2018/19 as loaded: what it holds, what follows from it by rule, and what it leaves empty."""

import json
from datetime import date
from io import StringIO

from django.core.management import call_command
from django.db.models import Q
from django.test import TestCase

from boards.models import Board, BoardFact, BoardName, FormerName, Organisation, Person
from oversight.roles import Role
from recommendations.management.commands.load_register import DEFAULT
from recommendations.models import Action, PublisherStatus, Recommendation, Report
from recommendations.rules import statutory
from recommendations.rules.deadlines import DATELESS
from recommendations.rules.vocabulary import RecommendationType, Standing

RESTRICTED = {"london-contest-board", "bilateral-mayor", "bilateral-dmpc"}


class TestTheRegister(TestCase):
    """Loaded once for all of them."""

    @classmethod
    def setUpTestData(cls):
        call_command("load_register", stdout=StringIO())

    def board(self, slug):
        return Board.objects.get(slug=slug)

    def report(self, reference):
        return Report.objects.get(reference=reference)

    def recommendation(self, reference):
        return Recommendation.objects.get(reference=reference)

    # --- What it holds -------------------------------------------------------------------

    def test_all_boards_reports_and_recommendations_are_there(self):
        assert Board.objects.count() == 21
        assert Report.objects.count() == 26
        assert Recommendation.objects.filter(limb="").count() == 37
        assert Recommendation.objects.exclude(limb="").count() == 5

    def test_nothing_illustrative_and_nobody_comes_with_it(self):
        assert not Person.objects.exists()
        assert not Action.objects.exists()
        assert not Report.objects.filter(is_illustrative=True).exists()
        assert not Recommendation.objects.filter(is_illustrative=True).exists()

    def test_abbreviations_begin_the_references(self):
        abbreviations = Board.objects.order_by("abbreviation").values_list("abbreviation", flat=True)
        assert " ".join(abbreviations) == (
            "AP BILD BILM CIB CMG CONTEST CPPOG IAM JM KCSEB LCRB LMSPB LPEP LVB O2O OB PEWG RRB SNB VAWG VRUPRG"
        )

    def test_the_other_bodies_are_organisations(self):
        slugs = set(Organisation.objects.values_list("slug", flat=True))
        assert {
            "icv",
            "dara",
            "cve-advisers",
            "victims-commissioner",
            "london-assembly",
            "mps-mgmt-board",
            "london-resilience-group",
        } <= slugs
        assert {"mopac", "mps", "hmicfrs", "ico", "lpep", "gla"} <= slugs

    def test_three_boards_report_to_the_crime_reduction_board_and_no_others_to_any(self):
        lines = dict(Board.objects.filter(reports_to__isnull=False).values_list("slug", "reports_to__slug"))
        assert lines == {
            "london-contest-board": "lcrb",
            "london-victims-board": "lcrb",
            "london-vawg-board": "lcrb",
        }

    def test_recommendations_by_report(self):
        held = {
            report.reference: report.recommendations.filter(limb="").count()
            for report in Report.objects.all()
            if report.recommendations.exists()
        }
        assert held == {
            "hmic-cp-2016": 9,
            "hmicfrs-cp-2019": 1,
            "gangs-matrix-2018": 7,
            "lpep-lfr-2018": 1,
            "lpep-lfr-2019": 6,
            "lynemouth-2019": 5,
            "peel-2018-19-mps": 8,
        }

    def test_types_are_the_publishers(self):
        kind = RecommendationType
        assert self.recommendation("LFR-C1").type == kind.CONDITION
        assert self.recommendation("LYN-e1").type == kind.LESSON
        assert self.recommendation("PEEL-LEG-3").type == kind.AFI
        assert self.recommendation("PEEL-EFF-b").type == kind.FINDING
        assert self.recommendation("GM-annual").type == kind.COMMITMENT
        assert self.recommendation("CP16-01").type == kind.RECOMMENDATION

    def test_the_review_of_detention_has_five_limbs_in_order(self):
        parent = self.recommendation("CP16-08")
        assert [part.limb for part in parent.parts.order_by("position")] == list("abcde")
        assert {part.report for part in parent.parts.all()} == {parent.report}
        assert {part.lead_board.slug for part in parent.parts.all()} == {"child-protection-og"}

    def test_later_reports_follow_the_first(self):
        follows = {
            "hmic-cp-2016": 6,
            "gangs-matrix-2018": 3,
            "lpep-lfr-2018": 1,
        }
        assert {reference: self.report(reference).followed_by.count() for reference in follows} == follows

    def test_the_inspectorates_register_gives_identifier_and_status_history(self):
        for reference, identifier in (("CP16-01", "4104"), ("CP16-08", "6992")):
            recommendation = self.recommendation(reference)
            assert recommendation.publisher_identifier == identifier
            assert list(recommendation.publisher_statuses.order_by("on").values_list("on", "word")) == [
                (date(2016, 11, 25), "Awaiting review"),
                (date(2018, 1, 26), "Being progressed"),
            ]
        assert PublisherStatus.objects.count() == 4

    def test_the_publisher_keeps_its_name_of_the_time(self):
        report = self.report("hmic-cp-2016")
        assert report.publisher_name == "HMIC"
        assert report.publisher.slug == "hmicfrs"
        former = FormerName.objects.get()
        assert (former.organisation.slug, former.used_until) == ("hmicfrs", "2017")

    def test_every_record_has_a_source(self):
        for model in (Organisation, Board, Report, Recommendation, BoardFact):
            assert not model.objects.filter(sources="").exists(), model

    # --- The settings of boards ----------------------------------------------------------

    def test_restricted_boards(self):
        assert set(Board.objects.filter(is_restricted=True).values_list("slug", flat=True)) == RESTRICTED

    def test_no_restricted_boards_name_stands_anywhere_else(self):
        names = [
            *Board.objects.filter(is_restricted=True).values_list("name", flat=True),
            "CONTEST",
            "laterals",
        ]
        others = [
            *Board.objects.filter(is_restricted=False),
            *BoardFact.objects.filter(board__is_restricted=False),
            *BoardName.objects.filter(board__is_restricted=False),
            *Organisation.objects.all(),
            *Report.objects.all(),
            *Recommendation.objects.all(),
        ]
        for record in others:
            text = " ".join(str(getattr(record, field.attname)) for field in record._meta.concrete_fields)
            for name in names:
                assert name not in text, f"{record!r} names {name}"

    def test_only_one_to_ones_keep_no_record(self):
        assert [board.slug for board in Board.objects.filter(keeps_records=False)] == ["one-to-ones"]

    def test_who_is_known_to_take_no_decisions(self):
        assert set(Board.objects.filter(takes_decisions=False).values_list("slug", flat=True)) == {
            "oversight-board",
            "iam",
            "lpep",
        }
        assert not Board.objects.filter(takes_decisions=True).exists()

    def test_cadence_is_a_number_only_where_stated(self):
        stated = dict(
            Board.objects.filter(meetings_a_year__isnull=False).values_list("slug", "meetings_a_year")
        )
        assert stated == {"justice-matters": 4, "audit-panel": 4, "london-modern-slavery": 4}

    def test_justice_matters_alone_is_known_to_be_open_and_webcast(self):
        assert [board.slug for board in Board.objects.filter(is_open_to_public=True)] == ["justice-matters"]
        assert [board.slug for board in Board.objects.filter(is_webcast=True)] == ["justice-matters"]

    def test_one_board_is_under_review(self):
        assert [board.slug for board in Board.objects.filter(status="under_review")] == ["knife-crime-exec"]

    def test_what_holds_for_another_time_is_a_fact_and_no_setting(self):
        board = self.board("oversight-board")
        assert board.cadence_text == ""
        assert board.meetings_a_year is None
        assert board.facts.filter(applies_to="2023").count() == 2
        assert self.board("lcrb").chaired_by == ""
        assert self.board("lcrb").is_open_to_public is None

    # --- What is not known ---------------------------------------------------------------

    def test_no_board_has_a_quorum_or_notice_nobody_stated(self):
        assert not Board.objects.filter(
            Q(quorum__isnull=False) | Q(notice_days__isnull=False) | Q(paper_days__isnull=False)
        ).exists()

    def test_boards_of_which_nothing_is_stated_stay_empty(self):
        board = self.board("london-victims-board")
        assert (board.purpose, board.functions, board.composition, board.chaired_by, board.cadence_text) == (
            "",
        ) * 5
        assert (board.is_open_to_public, board.is_webcast, board.takes_decisions) == (None, None, None)

    def test_a_day_of_publication_stands_only_where_the_day_is_known(self):
        known = dict(
            Report.objects.filter(published_on__isnull=False).values_list("reference", "published_on")
        )
        assert known == {
            "hmic-cp-2016": date(2016, 11, 25),
            "hmicfrs-cp-q3": date(2017, 11, 24),
            "hmicfrs-cp-q4": date(2018, 2, 22),
            "hmicfrs-cp-2019": date(2019, 3, 28),
            "gangs-matrix-2018": date(2018, 12, 21),
            "ico-gangs-2018": date(2018, 11, 13),
            "lpep-lfr-2019": date(2019, 5, 29),
            "lynemouth-2019": date(2019, 3, 12),
        }
        assert not Report.objects.filter(published_on__isnull=True, published_text="").exists()

    def test_only_published_counts_are_counts(self):
        counts = Report.objects.filter(recommendation_count__isnull=False)
        assert dict(counts.values_list("reference", "recommendation_count")) == {
            "gangs-matrix-2018": 9,
            "hmicfrs-cp-2019": 1,
        }

    def test_numbers_stand_only_where_published_or_said_to_be_inferred(self):
        numbered = Recommendation.objects.exclude(publisher_number="")
        assert dict(numbered.values_list("reference", "publisher_number")) == {
            "GM-01": "1",
            "LFR-C1": "1",
            "LFR-C2": "2",
            "LFR-C3": "3",
            "LFR-C4": "4",
            "LFR-C5": "5",
        }
        assert self.recommendation("GM-01").standing == Standing.INFERRED

    def test_an_addressee_not_stated_is_not_invented(self):
        nobody = Recommendation.objects.filter(addressed_to__isnull=True)
        assert set(nobody.values_list("reference", flat=True)) == {
            "GM-x1",
            "GM-x3",
            "GM-x4",
            "GM-x5",
            "GM-annual",
            "LFR-I",
        }
        assert not nobody.filter(addressed_to_text="").exists()

    def test_nothing_is_said_of_responses_or_delivery(self):
        assert set(Recommendation.objects.values_list("response", "delivery", "verification")) == {
            ("", "", "")
        }
        assert not Report.objects.filter(comments_published_on__isnull=False).exists()

    def test_boards_lead_only_where_a_source_says_so(self):
        led = Recommendation.objects.filter(lead_board__isnull=False)
        assert set(led.values_list("lead_board__slug", flat=True)) == {"child-protection-og"}
        assert set(led.values_list("report__reference", flat=True)) == {"hmic-cp-2016", "hmicfrs-cp-2019"}

    # --- What follows by rule ------------------------------------------------------------

    def test_deadlines_relative_to_publication(self):
        assert self.recommendation("CP16-05").deadline_on == date(2017, 2, 25)
        assert self.recommendation("CP16-06").deadline_on == date(2017, 2, 25)
        for reference in ("CP16-07", "CP16-08", "CP16-09"):
            assert self.recommendation(reference).deadline_on == date(2017, 5, 25)

    def test_the_overhaul_is_due_by_the_end_of_2019(self):
        due = Recommendation.objects.filter(deadline_on=date(2019, 12, 31))
        assert set(due.values_list("reference", flat=True)) == {"GM-01", "GM-x1", "GM-x2", "GM-x4", "GM-x5"}

    def test_immediate_gates_and_recurring_deadlines_have_no_day_and_are_never_overdue(self):
        dateless = Recommendation.objects.filter(deadline_basis__in=DATELESS)
        assert dateless.filter(deadline_basis="immediate").count() == 4
        assert dateless.filter(deadline_basis="gate").count() == 5
        assert dateless.filter(deadline_basis="recurring").count() == 2
        assert not dateless.filter(deadline_on__isnull=False).exists()
        overdue = Recommendation.objects.overdue(date(2100, 1, 1))
        assert overdue.count() == 10
        assert not overdue.filter(deadline_basis__in=DATELESS).exists()

    def test_a_gate_says_what_must_wait_for_it(self):
        assert not Recommendation.objects.filter(deadline_basis="gate", deadline_condition="").exists()

    def test_limbs_have_no_deadline_of_their_own(self):
        assert not Recommendation.objects.exclude(limb="").exclude(deadline_basis="none").exists()

    def test_the_statutory_day_of_lynemouth_is_a_bank_holiday_all_the_same(self):
        assert self.report("lynemouth-2019").response_due_on == date(2019, 5, 6)

    def test_the_inspection_of_2016_was_before_the_duty(self):
        report = self.report("hmic-cp-2016")
        assert report.statutory_basis == statutory.Basis.S55
        assert report.response_due_on is None

    def test_every_inspectorate_report_of_a_known_day_has_its_56_days(self):
        under_it = Report.objects.filter(statutory_basis=statutory.Basis.S55, response_due_on__isnull=False)
        due = dict(under_it.values_list("reference", "response_due_on"))
        assert due == {
            "hmicfrs-cp-q3": date(2018, 1, 18),
            "hmicfrs-cp-q4": date(2018, 4, 18),
            "hmicfrs-cp-2019": date(2019, 5, 22),
            "lynemouth-2019": date(2019, 5, 6),
        }

    def test_panels_reviews_and_notices_are_not_under_section_55(self):
        others = Report.objects.exclude(statutory_basis=statutory.Basis.S55)
        assert not others.filter(publisher__slug="hmicfrs").exists()
        notice = self.report("ico-gangs-2018")
        assert list(others.filter(response_due_on__isnull=False)) == [notice]
        assert (notice.statutory_basis, notice.response_due_on) == (
            statutory.Basis.NOTICE,
            date(2019, 5, 13),
        )

    def test_the_gangs_matrix_review_holds_four_of_its_nine(self):
        """Themes and the yearly commitment are listed, and not counted as recommendations of the nine."""
        reader = Person.objects.create_user("reader@example.org", name="Reader", role=Role.AUDITOR)
        counted = Report.objects.with_counts(reader).get(reference="gangs-matrix-2018")
        assert (counted.recorded, counted.recommendation_count) == (4, 9)
        assert set(counted.recommendations.held().values_list("reference", flat=True)) == {
            "GM-01",
            "GM-x1",
            "GM-x2",
            "GM-x3",
        }

    def test_limbs_and_what_is_only_known_to_exist_are_not_counted(self):
        reader = Person.objects.create_user("reader@example.org", name="Reader", role=Role.AUDITOR)
        counted = {report.reference: report.recorded for report in Report.objects.with_counts(reader)}
        assert counted["hmic-cp-2016"] == 9
        assert counted["hmicfrs-cp-2019"] == 0
        assert counted["lpep-lfr-2018"] == 0
        assert counted["lpep-lfr-2019"] == 6
        assert counted["lynemouth-2019"] == 5
        assert counted["peel-2018-19-mps"] == 8


def test_the_file_gives_no_day_that_is_worked_out():
    content = json.loads(DEFAULT.read_text(encoding="utf-8"))
    for report in content["reports"]:
        assert "response_due_on" not in report
    for recommendation in content["recommendations"]:
        assert "deadline_on" not in recommendation
        assert "on" not in recommendation.get("deadline", {})
