"""Loading the data file again: nothing twice, edits kept, news taken up, nothing removed, nothing half-loaded."""

import json
from copy import deepcopy
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from boards.models import Board, BoardFact, Organisation
from oversight.context import Channel
from oversight.models import Event
from recommendations.models import LoadedRecord, PublisherStatus, Recommendation, Report
from tests.register.rows import everything

pytestmark = pytest.mark.sql

SMALL = {
    "about": "A register of two boards.",
    "organisations": [
        {"slug": "force", "name": "A force", "sources": ["A book"]},
        {"slug": "inspectors", "name": "Inspectors", "former_names": [{"name": "Overseers"}]},
    ],
    "boards": [
        {
            "slug": "group",
            "name": "A group",
            "abbreviation": "GRP",
            "kind": "oversight_group",
            "reports_to": "council",
            "purpose": ["Ask", "Listen"],
            "facts": [{"key": "room", "text": "It meets upstairs.", "sources": ["A letter"]}],
            "other_names": [{"name": "The group"}],
        },
        {"slug": "council", "name": "A council", "abbreviation": "CNC", "kind": "partnership"},
    ],
    "reports": [
        {
            "reference": "inspection",
            "title": "An inspection",
            "publisher": "inspectors",
            "publisher_name": "Overseers",
            "kind": "inspection",
            "published_on": "2019-03-12",
            "statutory_basis": "s55",
            "boards": ["group"],
        }
    ],
    "recommendations": [
        {
            "reference": "INS-1",
            "report": "inspection",
            "position": 1,
            "summary": "Do it.",
            "addressed_to": ["force"],
            "lead_board": "group",
            "deadline": {"text": "within three months", "basis": "relative", "months": 3},
            "publisher_statuses": [{"word": "Open", "on": "2019-03-12"}],
        },
        {
            "reference": "INS-1a",
            "report": "inspection",
            "parent": "INS-1",
            "limb": "a",
            "position": 2,
            "summary": "The first half.",
        },
    ],
}


@pytest.fixture
def content():
    return deepcopy(SMALL)


@pytest.fixture
def load(db, tmp_path):
    """Loads a register given as data, or as text; gives what the command said."""

    def run(content) -> str:
        path = tmp_path / "register.json"
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        out = StringIO()
        call_command("load_register", str(path), stdout=out)
        return out.getvalue()

    return run


def group(key: str = "group") -> Board:
    return Board.objects.get(slug=key)


# --- The first time and the second ---------------------------------------------------------------


def test_the_first_loading_says_what_it_added(load, content):
    said = load(content)
    assert "2 boards, 2 organisations, 1 report, 1 recommendation, limbs of recommendations: 1" in said
    assert "Added: 2 organisations, 1 former name, 2 boards, 1 other name, 1 fact, 1 report" in said
    assert "Changed: nothing" in said


def test_lists_of_lines_records_and_days_arrive(load, content):
    load(content)
    assert group().purpose == "Ask\nListen"
    assert group().reports_to == group("council")
    recommendation = Recommendation.objects.get(reference="INS-1")
    assert [one.slug for one in recommendation.addressed_to.all()] == ["force"]
    assert str(recommendation.deadline_on) == "2019-06-12"
    assert str(recommendation.report.response_due_on) == "2019-05-06"
    assert [part.limb for part in recommendation.parts.all()] == ["a"]


def test_each_new_record_has_one_event_of_nobody_through_the_command(load, content):
    load(content)
    for record in (*Board.objects.all(), *Report.objects.all(), *Recommendation.objects.all()):
        event = Event.objects.about(record).get()
        assert (event.step, event.by, event.channel) == ("load_register", None, Channel.COMMAND)
        assert event.before == {}
    assert Event.objects.about(group()).get().after["reports_to"] == "council"
    recommendation = Recommendation.objects.get(reference="INS-1")
    assert Event.objects.about(recommendation).get().after["addressed_to"] == ["force"]


def test_loading_twice_writes_nothing_at_all(load, content):
    load(content)
    before = everything()
    with CaptureQueriesContext(connection) as queries:
        said = load(content)
    assert "Added: nothing\nChanged: nothing\n" in said
    assert everything() == before
    writes = [query["sql"] for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert writes == []


@pytest.mark.slow
def test_the_register_of_2018_19_loaded_twice_changes_no_row(db):
    call_command("load_register", stdout=StringIO())
    before = everything()
    assert len(before["recommendations.Recommendation"]) == 42
    call_command("load_register", stdout=StringIO())
    assert everything() == before


# --- A changed file ------------------------------------------------------------------------------


def test_what_nobody_edited_follows_the_file(load, content):
    load(content)
    content["boards"][0]["purpose"] = ["Ask", "Listen", "Answer"]
    content["recommendations"][0]["summary"] = "Do it well."
    said = load(content)
    assert "Changed: 1 board, 1 recommendation" in said
    assert group().purpose == "Ask\nListen\nAnswer"
    event = Event.objects.about(group()).first()
    assert event.before == {"purpose": "Ask\nListen"}
    assert event.after == {"purpose": "Ask\nListen\nAnswer"}
    assert Recommendation.objects.get(reference="INS-1").history.first().summary == "Do it well."


def test_what_somebody_edited_stays_and_is_said_once(load, content):
    load(content)
    board = group()
    board.purpose = "Ask, in our words"
    board.save()
    content["boards"][0] |= {"purpose": ["Ask again"], "chaired_by": "The mayor"}
    said = load(content)
    assert "The board “group” was edited here: purpose stays as edited, whatever the file says." in said
    assert group().purpose == "Ask, in our words"
    assert group().chaired_by == "The mayor", "the other columns follow all the same"
    assert "edited here" not in load(content)
    content["boards"][0]["purpose"] = ["A third wording"]
    load(content)
    assert group().purpose == "Ask, in our words"


def test_an_unchanged_file_says_nothing_of_edits(load, content):
    load(content)
    Board.objects.filter(slug="group").update(purpose="Ours")
    said = load(content)
    assert "edited" not in said
    assert group().purpose == "Ours"


def test_a_change_that_was_made_here_too_is_no_conflict(load, content):
    load(content)
    Board.objects.filter(slug="group").update(chaired_by="The mayor")
    content["boards"][0]["chaired_by"] = "The mayor"
    said = load(content)
    assert "edited" not in said
    assert "Changed: nothing" in said


def test_an_edit_to_one_part_of_a_deadline_keeps_the_whole_of_it(load, content):
    load(content)
    recommendation = Recommendation.objects.get(reference="INS-1")
    recommendation.deadline_basis, recommendation.deadline_on = "immediate", None
    recommendation.save()
    content["recommendations"][0]["deadline"] |= {"months": 6, "text": "within six months"}
    said = load(content)
    assert "deadline_text, deadline_on stays as edited" in said
    recommendation.refresh_from_db()
    assert (recommendation.deadline_text, recommendation.deadline_on) == ("within three months", None)


def test_a_derived_day_moves_with_what_it_follows_from(load, content):
    load(content)
    content["reports"][0]["published_on"] = "2019-03-28"
    load(content)
    assert str(Report.objects.get().response_due_on) == "2019-05-22"
    assert str(Recommendation.objects.get(reference="INS-1").deadline_on) == "2019-06-28"


def test_several_records_are_merged_as_one_column(load, content):
    load(content)
    content["recommendations"][0]["boards"] = ["council"]
    content["reports"][0]["boards"] = ["council"]
    Report.objects.get().boards.set([])
    said = load(content)
    assert [board.slug for board in Recommendation.objects.get(reference="INS-1").boards.all()] == ["council"]
    assert not Report.objects.get().boards.exists()
    assert "The report “inspection” was edited here: boards stays as edited" in said
    event = Event.objects.about(Recommendation.objects.get(reference="INS-1")).first()
    assert (event.before, event.after) == ({"boards": []}, {"boards": ["council"]})


def test_a_record_of_ones_own_among_several_counts_as_an_edit(load, content):
    load(content)
    own = Board.objects.create(slug="own", name="Our own", abbreviation="OWN", kind="mopac")
    Report.objects.get().boards.add(own)
    content["reports"][0]["boards"] = ["council"]
    load(content)
    assert {board.slug for board in Report.objects.get().boards.all()} == {"group", "own"}


def test_a_renamed_address_is_an_edit_like_any_other(load, content):
    load(content)
    Board.objects.filter(slug="group").update(slug="our-group")
    content["boards"][0]["chaired_by"] = "The mayor"
    load(content)
    assert Board.objects.count() == 2
    assert group("our-group").chaired_by == "The mayor"


def test_a_fact_that_reads_differently_now_is_the_same_fact(load, content):
    load(content)
    content["boards"][0]["facts"][0]["text"] = "It meets downstairs."
    load(content)
    assert [fact.text for fact in group().facts.all()] == ["It meets downstairs."]
    event = Event.objects.about(group()).first()
    assert event.after == {"fact": {"text": "It meets downstairs."}}


def test_a_new_part_of_an_old_record_stands_in_its_history(load, content):
    load(content)
    content["recommendations"][0]["publisher_statuses"].append({"word": "Closed", "on": "2020-01-01"})
    load(content)
    recommendation = Recommendation.objects.get(reference="INS-1")
    assert recommendation.publisher_statuses.count() == 2
    event = Event.objects.about(recommendation).first()
    assert event.after["publisher's status"]["word"] == "Closed"


def test_a_record_gone_from_the_file_is_told_and_stays(load, content):
    load(content)
    del content["recommendations"][1]
    said = load(content)
    assert "The recommendation “INS-1a” is no longer in the file: it stays here." in said
    assert Recommendation.objects.filter(reference="INS-1a").exists()


def test_a_record_removed_here_does_not_come_back(load, content):
    load(content)
    BoardFact.objects.all().delete()
    assert "removed here" not in load(content)
    content["boards"][0]["facts"][0]["text"] = "It meets downstairs."
    assert "The fact “group/room” was removed here: it is not added again." in load(content)
    assert not BoardFact.objects.exists()


def test_a_record_entered_by_hand_before_is_taken_up_and_only_filled(load, content):
    Organisation.objects.create(slug="force", name="The force as we call it")
    load(content)
    force = Organisation.objects.get(slug="force")
    assert force.name == "The force as we call it"
    assert force.sources == "A book"
    before = everything()
    load(content)
    assert everything() == before


# --- A file that cannot be loaded ----------------------------------------------------------------


def bad(load, content) -> str:
    with pytest.raises(CommandError) as refused:
        load(content)
    said = str(refused.value)
    assert said.startswith("The register was not loaded and nothing was changed:\n - ")
    assert not Board.objects.exists()
    assert not Organisation.objects.exists()
    assert not LoadedRecord.objects.exists()
    assert not Event.objects.exists()
    return said


@pytest.mark.parametrize(
    ("place", "change", "sentence"),
    [
        ("boards", {"kind": "club"}, "The board “group”, kind: Value 'club' is not a valid choice."),
        ("boards", {"qourum": 3}, "The board “group” gives “qourum”: there is no such field."),
        ("boards", {"name": ""}, "The board “group”, name: This field cannot be blank."),
        ("boards", {"quorum": "many"}, "The board “group”, quorum: “many” value must be an integer."),
        (
            "boards",
            {"reports_to": "nobody"},
            "The board “group”, reports_to: there is no board “nobody” in the file.",
        ),
        ("boards", {"reports_to": "group"}, "These boards lead round in a circle: group → group."),
        ("boards", {"default_marking": "SECRET"}, "SECRET may not be held here."),
        (
            "boards",
            {"facts": [{"text": "No key"}]},
            "Entry 1 of “facts” of “group” has no “key” to know it by.",
        ),
        ("boards", {"facts": "one"}, "“facts” of “group” has to be a list."),
        ("reports", {"published_on": "2019-13-01"}, "The report “inspection”, published_on: "),
        (
            "reports",
            {"response_due_on": "2019-05-06"},
            "gives “response_due_on”: it is worked out, not read.",
        ),
        ("reports", {"publisher": None}, "The report “inspection”, publisher: it is missing."),
        ("reports", {"boards": "group"}, "The report “inspection”, boards: it has to be a list of keys."),
        ("recommendations", {"report": 7}, "report: it has to be the key of another record."),
        (
            "recommendations",
            {"deadline": {"basis": "soon"}},
            "deadline: it has to be an object with a basis:",
        ),
        (
            "recommendations",
            {"deadline": {"basis": "season", "year": 2019, "season": "monsoon"}},
            "deadline: on the basis “season” it needs “season”.",
        ),
        (
            "recommendations",
            {"deadline": {"basis": "gate", "on": "2019-12-31"}},
            "deadline: on the basis “gate” there is no “on”.",
        ),
        ("recommendations", {"limb": "abcde"}, "The recommendation “INS-1”, limb: "),
        (
            "boards",
            {"name": "A\0 group"},
            "The board “group”, name: it holds a character that cannot be kept (U+0000).",
        ),
        (
            "boards",
            {"purpose": ["Ask", "Lis\ud800ten"]},
            "The board “group”, purpose: it holds a character that cannot be kept (U+D800).",
        ),
        (
            "boards",
            {"facts": [{"key": "room", "text": "Up\0stairs."}]},
            "The fact “group/room”, text: it holds a character that cannot be kept (U+0000).",
        ),
        (
            "boards",
            {"slug": "gr\0up"},
            "Entry 1 of “boards”, slug “gr\\x00up”: it holds a character that cannot be kept (U+0000).",
        ),
        (
            "reports",
            {"boards": ["group\0"]},
            "The report “inspection”, boards: it holds a character that cannot be kept (U+0000).",
        ),
        (
            "recommendations",
            {"deadline": {"text": "so\0on", "basis": "calendar_year", "year": 2019}},
            "The recommendation “INS-1”, deadline_text: it holds a character that cannot be kept (U+0000).",
        ),
    ],
)
def test_a_fault_is_told_in_a_sentence_and_nothing_is_loaded(load, content, place, change, sentence):
    content[place][0] |= change
    assert sentence in bad(load, content)


def test_all_faults_are_told_at_once(load, content):
    content["boards"][0]["kind"] = "club"
    content["reports"][0]["kind"] = "rumour"
    said = bad(load, content)
    assert "'club'" in said
    assert "'rumour'" in said


def test_a_key_that_stands_twice(load, content):
    content["boards"].append(content["boards"][0])
    assert "The board “group” stands in the file twice." in bad(load, content)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "“register.json” is not JSON: "),
        ("[]", "The file has to hold an object with the lists of the register."),
        ('{"boards": []}', "The list “organisations” is missing."),
        ('{"bords": []}', "“bords” is no list of the register; it has boards, organisations,"),
        ('{"boards": {}, "organisations": []}', "“boards” has to be a list."),
        ('{"boards": [1], "organisations": []}', "Entry 1 of “boards” has to be an object."),
    ],
)
def test_a_file_of_another_shape(load, text, sentence):
    assert sentence in bad(load, text)


def test_a_file_that_is_not_there(db, tmp_path):
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        call_command("load_register", str(tmp_path / "none.json"))


def test_what_the_database_refuses_leaves_nothing_half_loaded(load, content):
    content["boards"][1]["abbreviation"] = "GRP"
    assert "The board “group” is refused: Board with this Abbreviation already exists." in bad(load, content)


def test_a_refused_change_leaves_the_whole_register_as_it_was(load, content):
    load(content)
    before = everything()
    content["organisations"][0]["name"] = "A force by another name"
    content["boards"][0]["abbreviation"] = "CNC"
    with pytest.raises(CommandError, match="is refused: Board with this Abbreviation already exists"):
        load(content)
    assert everything() == before


def test_publisher_statuses_are_known_by_day_and_word(load, content):
    content["recommendations"][0]["publisher_statuses"].append({"word": "Reviewed", "on": "2019-03-12"})
    load(content)
    assert PublisherStatus.objects.count() == 2


@pytest.mark.parametrize("day", ("0019-03-12", "9999-12-31"))
def test_a_day_out_of_range_is_named_and_nothing_is_loaded(day, load, content):
    content["reports"][0]["published_on"] = day
    with pytest.raises(CommandError, match="is out of range: give a day from 1 January 1900"):
        load(content)
    assert not Report.objects.exists()
