"""Sources that agree, disagree and supersede each other, asked through the pipeline."""

import datetime
import json

from eval.bench.events import Counts, count
from eval.questions import load_questions
from qa.pipeline import Pipeline
from qa.types import Conflict
from tests.conftest import MakePipeline
from tests.qa.answering.conftest import EVENTS

PACKS = "How many packs of Morning Oat bars are being recalled?"


def conflict_of(pipeline: Pipeline, question: str) -> Conflict:
    """The conflict that the answer shows."""
    answer = pipeline.ask(question)
    assert answer.status == "conflicting", answer.answer
    assert answer.conflict is not None
    return answer.conflict


def test_no_conflict_is_claimed_where_sources_agree(events: Pipeline) -> None:
    """Precision first: not one false alarm, and most conflicts found."""
    counts = Counts()
    for question in load_questions(EVENTS / "questions.jsonl"):
        count(counts, question, events.ask(question.question))

    assert counts.right["no false conflict"] == counts.asked["no false conflict"]
    assert counts.right["conflicts found (recall)"] >= 6


def test_both_readings_are_shown_with_their_sources(events: Pipeline) -> None:
    """Copies do not outvote anybody: one voice against one, and none is followed."""
    conflict = conflict_of(events, PACKS)

    assert {"60,000", "85,000"} == {reading.text for reading in conflict.readings}
    assert [1, 1] == [reading.independent_sources for reading in conflict.readings]
    assert conflict.followed is None
    assert all(reading.citations for reading in conflict.readings)


def test_where_none_is_followed_the_short_answer_holds_both(events: Pipeline) -> None:
    """It never takes a side in silence."""
    assert events.ask(PACKS).short_answer in ("60,000 or 85,000", "85,000 or 60,000")


def test_a_later_report_of_a_change_is_followed(events: Pipeline) -> None:
    """With the dates of both in the reason."""
    conflict = conflict_of(events, "How much will the repair of the Tessaly Bridge cost?")

    assert conflict.followed is not None
    assert conflict.readings[conflict.followed].text == "$52 million"
    assert "2031-01-20" in conflict.why
    assert "2030-01-14" in conflict.why


def test_names_that_differ_in_a_word_are_a_conflict(events: Pipeline) -> None:
    """'National Museum ...' and 'International Museum ...'."""
    conflict = conflict_of(events, "In which museum will the skeleton of the reptile be shown?")

    assert {"National", "International"} == {
        r.text.removeprefix("the ").split()[0] for r in conflict.readings
    }


def test_the_present_is_answered_by_the_newest_report(events: Pipeline) -> None:
    """It says as of when, and what was said before."""
    answer = events.ask("Who is the current chief executive of Kestrel Foods?")

    assert (answer.status, answer.short_answer) == ("answered", "Daniel Osei")
    assert answer.as_of == "2032-08-12"
    assert "Paula Brandt" in " ".join(answer.notices)


def test_what_came_in_the_place_of_a_past_answer_holds_now(make_pipeline: MakePipeline) -> None:
    """The newest source calls one year past, and says in other words what holds."""
    pipeline = make_pipeline(
        {
            "2020.txt": "Bridge shut\n\nJune 3, 2020\n\nThe city has closed the iron bridge to "
            "cars for one year.",
            "2021.txt": "Bridge stays shut\n\nMay 4, 2021\n\nTessaly is extending the measure "
            "until further notice. The original closure of the iron bridge, of one year, began in "
            "June.",
        }
    )
    answer = pipeline.ask("How long is the iron bridge closed to cars now?")

    assert (answer.short_answer, answer.as_of) == ("until further notice", "2021-05-04")


def test_morning_and_evening_are_no_one_answer(make_pipeline: MakePipeline) -> None:
    """'9 am' and '9 pm' have the same number."""
    files = {
        f"{half}.txt": f"3 May 2020\n\nThe museum of Brennick closes at 9 {half} on Sundays."
        for half in ("am", "pm")
    }
    answer = make_pipeline(files).ask("What time does the museum of Brennick close on Sundays?")

    assert answer.status == "conflicting" or answer.claims[0].independent_sources == 1


def test_a_month_is_not_the_newest_report_of_it(make_pipeline: MakePipeline) -> None:
    """'2020-06' may be before or after the second of June."""
    rows = [("2020-06", 42), ("2020-06-02", 57)]
    records = [
        json.dumps({"date": date, "text": f"The ferry of Brennick takes {cars} cars."})
        for date, cars in rows
    ]
    pipeline = make_pipeline({f"{at}.jsonl": record for at, record in enumerate(records)})
    answer = pipeline.ask("How many cars does the ferry of Brennick take now?")

    assert "newest report" not in " ".join(answer.notices)


def test_who_took_a_place_is_in_it_now(make_pipeline: MakePipeline) -> None:
    """Dated by their headings; the later sentence names who left first."""
    pipeline = make_pipeline(
        {
            "march.txt": "Rowing club minutes, 4 March 2024\n\nIda Marsh chaired.",
            "june.txt": "Rowing club minutes, 3 June 2024\n\nIda Marsh has stepped down as chair; "
            "Tom Hale takes over. The regatta raised 386 pounds.",
        }
    )
    answer = pipeline.ask("Who chairs the rowing club now?")

    assert (answer.short_answer, answer.as_of) == ("Tom Hale", "2024-06-03")
    assert "Ida Marsh" in " ".join(answer.notices)


def test_a_past_time_is_answered_by_a_report_of_that_time(events: Pipeline) -> None:
    """Not by the newest one."""
    answer = events.ask("Who was chief executive of Kestrel Foods in May 2032?")

    assert answer.short_answer == "Paula Brandt"


def test_as_of_a_day_newer_sources_are_left_out(events: Pipeline) -> None:
    """Asked as if it were then."""
    day = datetime.date(2032, 6, 1)
    answer = events.ask("Who is the current chief executive of Kestrel Foods?", as_of=day)

    assert answer.short_answer == "Paula Brandt"
    assert all((c.published or "") <= day.isoformat() for c in answer.citations)
    assert "Sources published after 2032-06-01 were left out." in answer.notices


def test_as_of_a_day_an_old_source_is_found_among_many_new_ones(
    make_pipeline: MakePipeline,
) -> None:
    """What came later is left out before the best passages are chosen, not after."""
    files = {
        f"{number}.txt": f"1 June 2020\n\nThe ferry of Brennick takes {number} cars."
        for number in range(100, 330)
    }
    files["old.txt"] = "3 May 2011\n\nThe ferry of Brennick takes 42 cars, its captain said."
    day = datetime.date(2015, 1, 1)
    answer = make_pipeline(files).ask("How many cars does the ferry of Brennick take?", as_of=day)

    assert ["old.txt"] == [citation.source_id for citation in answer.citations]


def test_as_of_a_day_later_records_of_a_file_are_left_out(make_pipeline: MakePipeline) -> None:
    """Each has a date of its own."""
    rows = [
        {"published": f"{year}-05-03", "text": f"The ferry of Brennick took {year - 1000} cars."}
        for year in (2011, 2020)
    ]
    pipeline = make_pipeline({"log.jsonl": "\n".join(map(json.dumps, rows))})
    answer = pipeline.ask(
        "How many cars did the ferry of Brennick take?", as_of=datetime.date(2015, 1, 1)
    )

    assert ["2011-05-03"] == [citation.published for citation in answer.citations]


def test_as_of_a_day_a_source_of_that_month_is_left_out(make_pipeline: MakePipeline) -> None:
    """Of 'June 2020' nobody knows that it was out by the fifth."""
    front = '<html><head><meta name="date" content="2020-06"><title>Ferry</title></head><body>'
    files = {"ferry.html": f"{front}<p>The ferry of Brennick takes 42 cars, it says.</p></body>"}
    pipeline, question = make_pipeline(files), "How many cars does the ferry of Brennick take?"
    days = [datetime.date(2020, 6, day) for day in (5, 30)]

    assert [0, 1] == [len(pipeline.ask(question, as_of=day).citations) for day in days]


def test_sources_that_agree_share_a_claim(events: Pipeline) -> None:
    """Cited together and counted once a family, however each spells it."""
    answer = events.ask("In how many states were the bars sold?")

    assert answer.claims[0].independent_sources == 2
    assert len(answer.claims[0].citations) == 2


def test_a_relative_date_is_shown_with_its_day(events: Pipeline) -> None:
    """The quote stays as it is."""
    answer = events.ask("On which day did the ferry hit the pier?")

    assert "3 March 2031" in (answer.short_answer or "")
    assert all("3 March 2031" not in citation.quote for citation in answer.citations)


def test_things_of_one_name_have_answers_of_their_own(make_pipeline: MakePipeline) -> None:
    """Two albums of one title are no conflict."""
    pipeline = make_pipeline(
        {
            f"{number}.txt": f"The Coast Is Clear ({artist} album)\n\nThe Coast Is Clear "
            f"({artist} album) is a studio album by {artist}, released in {year}."
            for number, artist, year in ((1, "Tracy Lawrence", 1997), (2, "Jane Doe", 2006))
        }
    )
    answer = pipeline.ask('When was the album "The Coast Is Clear" released?')

    assert answer.status == "answered"
    assert {"1997", "2006"} == set((answer.short_answer or "").split("; "))


def test_one_file_does_not_quarrel_alone(make_pipeline: MakePipeline) -> None:
    """Two numbers in one source are the source's own business."""
    text = "Fire at the mill\n\nThe fire hurt 12 people. The fire hurt 17 people, others say."
    pipeline = make_pipeline({"a.txt": text})

    assert pipeline.ask("How many people did the fire hurt?").conflict is None


LANDSLIDE = "How many houses did the landslide destroy?"
SAYS_83 = "Landslide in Tarn\n\nMay 6, 2031\n\nThe landslide destroyed 83 houses in the valley."
SAYS_38 = "Aid for Tarn\n\nMay 9, 2031\n\nThe landslide destroyed 38 houses in the valley."


def test_who_takes_a_value_back_is_no_voice_for_it(make_pipeline: MakePipeline) -> None:
    """What an earlier version said counts for nobody."""
    taken_back = (
        "After the landslide\n\nMay 9, 2031\n\nAn earlier version of this article, which relied on "
        "a statement by the fire brigade, said that the landslide had destroyed 38 houses in the "
        "valley of Tarn."
    )
    pipeline = make_pipeline({"a.txt": SAYS_83, "b.txt": taken_back, "c.txt": SAYS_38})
    conflict = conflict_of(pipeline, LANDSLIDE)

    assert {"83": 1, "38": 1} == {r.text: r.independent_sources for r in conflict.readings}


def test_who_calls_another_value_right_is_no_voice_for_it(make_pipeline: MakePipeline) -> None:
    """'The leaflet has 2,140. 2,410 is right.'"""
    pipeline = make_pipeline(
        {
            "a.txt": "Count of the seals\n\nThe society counted 2,140 seals on the sandbank.",
            "b.txt": "Which is it?\n\nThe leaflet of the society has 2,140 seals on the sandbank. "
            "The society told me that 2,410 seals is right, and that two digits were swapped.",
        }
    )
    answer = pipeline.ask("How many seals are on the sandbank?")

    assert [1] == [claim.independent_sources for claim in answer.claims]


def test_a_sentence_that_sets_both_values_right_decides(make_pipeline: MakePipeline) -> None:
    """Against more sources, and newer ones."""
    corrects = (
        "Tarn\n\nMay 7, 2031\n\nThe landslide destroyed 83 houses in the valley and not 38 houses."
    )
    again = "Mud in Tarn\n\nMay 10, 2031\n\nThe landslide destroyed 38 houses, the brigade said."
    pipeline = make_pipeline({"a.txt": corrects, "b.txt": SAYS_38, "c.txt": again})
    conflict = conflict_of(pipeline, LANDSLIDE)

    assert conflict.followed is not None
    assert conflict.readings[conflict.followed].text == "83"
    assert "2031-05-07" in conflict.why


def test_one_sentence_with_two_values_is_a_conflict(make_pipeline: MakePipeline) -> None:
    """However little the reader makes of the second."""
    pipeline = make_pipeline(
        {
            "a.txt": "Bus crash\n\nThe crash of a school bus near Orrin hurt 14 children on "
            "Monday, the police said.",
            "b.txt": "Crash near Orrin\n\nThe crash of a school bus near Orrin hurt 19 children on "
            "Monday, according to the clinic.",
        }
    )
    conflict = conflict_of(pipeline, "How many children were hurt in the crash of the school bus?")

    assert {"14", "19"} == {reading.text for reading in conflict.readings}


def test_a_plan_does_not_tell_what_happened(make_pipeline: MakePipeline) -> None:
    """It is refused rather than answered by a day on which nothing began."""
    pipeline = make_pipeline(
        {
            "a.txt": "A new dam\n\nMay 30, 2031\n\nThe valley council wants to apply to the "
            "ministry for approval of the new dam in June 2031."
        }
    )

    assert pipeline.ask("When did the ministry approve the new dam?").status == "abstained"
