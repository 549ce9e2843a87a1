"""Numbers, dates, names and negations that a claim must not have from elsewhere."""

import pytest

from qa.answering.facts import content, missing_facts, names, reversed_sense, unknown_opening

SOURCE = (
    "In July 2018 the American Civil Liberties Union wrongly matched 28 members of Congress; "
    "on 3 May it had paid $1.5m, 20 percent of it to Ada Lund's mill at www.mill.org."
)


@pytest.mark.parametrize(
    "claim",
    [
        "Twenty-eight members were matched.",
        "The ACLU did it.",
        "A.C.L.U. it was.",
        "It paid $1.5 million, or 20%.",
        "On May 3rd it paid.",
        "It went to Lund.",
        "See www.mill.org.",
        "In Jul 2018 they did.",
    ],
)
def test_the_same_fact_in_other_words_is_there(claim: str) -> None:
    """Number words, scales, signs, months, initials."""
    assert missing_facts(claim, SOURCE) == []


@pytest.mark.parametrize(
    ("claim", "missing"),
    [
        ("29 members were matched.", "29"),
        ("It was in July 2019.", "2019"),
        ("It was in June.", "june"),
        ("It was on a Monday.", "monday"),
        ("It went to Bob Lund.", "Bob"),
        ("It paid $15 million.", "15000000"),
        ("See evil.com for more.", "evil.com"),
        ("The FBI did it.", "FBI"),
    ],
)
def test_a_fact_from_elsewhere_is_missing(claim: str, missing: str) -> None:
    """And named, for the one who wrote it."""
    assert missing in missing_facts(claim, SOURCE)


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("The Germans lost sight of them.", "The German cavalry lost them."),
        ("Her partner is from Canada.", "She has a Canadian partner."),
        ("It uses Aristotle's logic.", "Aristotelian logic is used in it."),
        ("One of those there is Lund.", "Several are there, Lund among them."),
        ("It cost half a million euros.", "It cost 500,000 euros."),
        ("It took 2.5 million.", "It took two and a half million."),
        ("The pool is 25 metres long.", "The pool is 25 m long."),
        ("The pool is 25 metres long.", "The pool is 25m long."),
        ("It drew 5 million people.", "It drew 5m people and $5 m."),
    ],
)
def test_what_is_no_other_fact_is_not_missing(claim: str, source: str) -> None:
    """A people and its country, a thinker and a school; 'one of' counts nothing."""
    assert missing_facts(claim, source) == []


def test_names_that_are_alike_stay_apart() -> None:
    """Endings of peoples and schools are taken off, those of families are not."""
    assert missing_facts("It went to Karlsen.", "Karlson and Karlstad were there.") == ["Karlsen"]
    assert missing_facts("There was 1 left.", "One was left, or two.") == []
    assert missing_facts("There was 1 left.", "Two were left.") == ["1"]


def test_a_first_word_is_no_name() -> None:
    """Sentences begin with capitals; a name of two words counts there too."""
    assert names("By Ada Lund's figures it left.") == ["Ada", "Lund"]
    assert names("Members of Congress met. They left.") == ["Congress"]
    assert names("Ada Lund left.") == ["Ada", "Lund"]


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("The mill closed.", "The mill never closed."),
        ("The mill was not closed.", "The mill was closed."),
        ("The ban was lifted.", "It denied that the ban was lifted."),
        ("The mill closed.", "The mill didn't close."),
        ("The council approved it.", "Whether the council approved it is unclear."),
        ("The ban may end.", "The ban has ended."),
        (
            "The council did not approve the ferry in May 2023.",
            "The council approved the ferry in May 2023 because the town could not wait.",
        ),
        (
            "The council did not approve the ferry because the town could wait.",
            "The council did not approve the ferry because the town could not wait.",
        ),
        ("The work was finished in 2027.", "The work will be finished in 2027."),
    ],
)
def test_a_turned_sense_is_seen(claim: str, source: str) -> None:
    """Negations and conditions, added or left out."""
    stems = [word.removesuffix("d").removesuffix("e") for word in content(claim)]
    stems += content(claim)

    assert reversed_sense(claim, source, stems)


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("The mill never closed.", "The mill never closed."),
        ("The mill closed.", "The mill closed, though not for want of corn."),
        ("The council didn't approve the ferry.", "The council did not approve the ferry."),
        (
            "The council approved the budget.",
            "The council did not approve the ferry, but it approved the budget.",
        ),
        ("The work will be finished in 2027.", "The work will be finished in 2027."),
        ("The work is due to be finished in 2027.", "The work will be finished in 2027."),
    ],
)
def test_a_kept_sense_passes(claim: str, source: str) -> None:
    """A negation that bears on other words does not matter."""
    assert reversed_sense(claim, source, content(claim)) is None


VEXEL = "The firm Vexel named Maria Torres its chief in 2020, its workers say."


@pytest.mark.parametrize(
    ("claim", "name"),
    [
        ("Oracle named Maria Torres its chief.", "Oracle"),
        ("Apple's board named Maria Torres its chief.", "Apple"),
        ("Siemens was glad to name Maria Torres its chief.", "Siemens"),
    ],
)
def test_an_opening_name_from_elsewhere_is_seen(claim: str, name: str) -> None:
    """A noun in the singular, alone before its verb, is a name."""
    assert unknown_opening(claim, VEXEL) == name


@pytest.mark.parametrize(
    "claim",
    [
        "Vexel named Maria Torres its chief.",
        "Firms named Maria Torres.",
        "Workers say that Maria Torres is its chief.",
        "Employees named Maria Torres.",
        "Nobody was named before Maria Torres.",
        "Over the year it named Maria Torres.",
    ],
)
def test_an_opening_word_may_be_no_name(claim: str) -> None:
    """What stands in the source, plurals and words that stand alone anyway."""
    assert unknown_opening(claim, VEXEL) is None
