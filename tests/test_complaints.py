"""What users of other trackers complain of (the last section of rules.md), each with the tests that answer it."""

import ast
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parent

COMPLAINTS: dict[str, tuple[str, ...]] = {
    "dates that move in silence": (
        "meetings/test_minutes_and_actions.py::test_no_move_of_a_date_is_silent",
        "operations/test_due_dates.py::test_an_agreed_request_moves_the_date_and_keeps_the_first",
    ),
    "“complete” without evidence": (
        "operations/test_closure.py::test_closure_without_evidence_is_refused_and_nothing_is_kept",
        "operations/test_recommendations.py::test_nothing_closes_without_evidence_and_that_of_its_closed_actions_counts",
    ),
    "green that only means busy": (
        "meetings/test_rating.py::test_the_light_is_said_in_words_with_its_reason",
        "meetings/test_rating.py::test_the_database_and_the_words_agree_over_every_combination",
    ),
    "totals nobody can reconcile": (
        "pages/test_figures.py::test_each_figure_leads_to_just_as_many_rows",
        "pages/test_figures.py::test_each_action_is_counted_under_its_rating_and_none_twice",
    ),
    "finished rows that vanish": (
        "meetings/test_minutes_and_actions.py::test_it_holds_what_is_open_overdue_or_finished_since_the_last_meeting_and_nothing_older",
        "admin/test_rights.py::test_nobody_deletes_anything",
    ),
    "the publisher's date mixed with the internal one": (
        "pages/test_records.py::test_a_recommendation_keeps_four_statuses_apart",
        "operations/test_recommendations.py::test_an_agreed_closure_leaves_the_publishers_status_alone",
    ),
    "acceptance counted as progress": (
        "pages/test_records.py::test_a_recommendation_keeps_four_statuses_apart",
        "operations/test_recommendations.py::test_an_accepted_answer_moves_no_delivery",
    ),
    "hundreds of e-mails a day": (
        "reminders/test_delivery.py::test_one_digest_tells_a_person_all_that_is_owed_by_board_and_urgency",
        "reminders/test_as_people_want.py::test_people_hear_as_they_want",
        "faults/test_a_year.py::test_a_year_with_outages_and_two_workers_tells_everything_once",
    ),
    "a reminder lost because the job did not run that day": (
        "reminders/test_sweep.py::test_after_a_month_of_silence_only_the_present_step_is_owed",
        "faults/test_processes.py::test_a_worker_killed_twenty_times_loses_nothing",
        "faults/test_a_year.py::test_a_year_with_outages_and_two_workers_tells_everything_once",
    ),
    "no date treated as overdue": (
        "operations/test_due_dates.py::test_what_has_no_date_is_never_overdue",
        "reminders/test_sweep.py::test_an_action_without_a_date_is_never_reminded_of",
        "api/test_lists.py::test_what_has_no_date_is_never_overdue",
        "reminders/test_undated.py::test_nobody_is_told_that_it_is_overdue_and_no_date_is_given",
    ),
    "two mails because two workers ran": (
        "reminders/test_at_once.py::test_three_deliveries_at_once_send_each_person_one_digest",
        "faults/test_processes.py::test_two_beats_at_once_change_nothing",
    ),
    "a closure that differs between screen and API": (
        "doors/test_workflows.py::test_the_rules_give_every_person_in_every_state_the_answer_written_in_the_table",
        "doors/test_workflows.py::test_every_door_gives_every_person_the_answer_of_the_rules",
    ),
    "exports whose columns the import does not know": (
        "sheets/test_import.py::test_out_and_in_and_out_again_gives_the_same_bytes_and_changes_nothing",
    ),
    "calendar entries that double when a meeting moves": (
        "meetings/test_calendar_clients.py::test_a_meeting_that_moves_is_the_same_meeting_at_another_time",
    ),
    "history pruned after 90 days": (
        "operations/test_actions.py::test_events_cannot_be_altered_or_removed",
        "admin/test_rights.py::test_nobody_deletes_anything",
    ),
}


@cache
def named_in(path: str) -> set[str]:
    """The names of the tests in a file."""
    tree = ast.parse((TESTS / path).read_text())
    return {
        node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


@pytest.mark.parametrize("complaint", COMPLAINTS)
def test_each_complaint_has_the_tests_that_answer_it(complaint):
    for named in COMPLAINTS[complaint]:
        path, _, name = named.partition("::")
        assert name in named_in(path), f"{complaint}: {named} is not there any more"
