"""Follow-ups by rule: what each class of them becomes, and what is left alone."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.chat.rewriting import Earlier
from qa.chat.rules import RuleRewriter
from qa.chat.words import core

BAN = Earlier(
    "When did Amazon announce the ban?",
    "June 2020",
    "The ban\nAmazon announced the ban in June 2020.",
)
SHIPS = Earlier(
    "How many ships sank in the storm?", "two", "Storm\nIn the storm two ships sank near Sund."
)
PRICE = Earlier("What does a ticket for adults cost?", "40 kroner", "Prices\nAdults pay 40 kroner.")


def first(rules: RuleRewriter, question: str, *earlier: Earlier) -> str | None:
    """The likeliest meaning, or None where the question stands alone."""
    rewriting = rules.rewrite(question, earlier)
    return rewriting.questions[0] if rewriting.questions and rewriting.lean != "may" else None


@pytest.mark.parametrize(
    ("question", "earlier", "meaning"),
    [
        ("And why?", BAN, "Why did Amazon announce the ban?"),
        ("where", BAN, "Where did Amazon announce the ban?"),
        ("In which city?", BAN, "In which city did Amazon announce the ban?"),
        ("why was that?", BAN, "Why did Amazon announce the ban?"),
        ("Where did that happen?", BAN, "Where did Amazon announce the ban?"),
        ("And when exactly?", PRICE, "When does a ticket for adults cost 40 kroner?"),
        ("where?", SHIPS, "Where did ships sink in the storm?"),
        ("Why?", Earlier("How many people died?", "4"), "Why did people die?"),
        ("Why not?", Earlier("Did Lund agree?"), "Why didn't Lund agree?"),
        ("By whom?", Earlier("When was the mill built?"), "By whom was the mill built?"),
        ("Who else?", Earlier("Who signed the letter?"), "Who else signed the letter?"),
        ("How many?", Earlier("Which ships sank?"), "How many ships sank?"),
    ],
)
def test_a_bare_question_word_takes_over_the_sentence(
    rules: RuleRewriter, question: str, earlier: Earlier, meaning: str
) -> None:
    """With the earlier answer where its question had a gap."""
    assert meaning == first(rules, question, earlier)


def test_who_did_it_becomes_part_of_when(rules: RuleRewriter, mill: Earlier) -> None:
    """The answer fills the place of 'who'."""
    assert "When did Ada Lund build the mill of Norvik?" == first(rules, "when?", mill)


@pytest.mark.parametrize(
    ("question", "earlier", "meaning"),
    [
        ("What about IBM?", BAN, "When did IBM announce the ban?"),
        ("And IBM?", BAN, "When did IBM announce the ban?"),
        ("What about children?", PRICE, "What does a ticket for children cost?"),
        ("and houses?", SHIPS, "How many houses sank in the storm?"),
        (
            "And in 2019?",
            Earlier("How many ships sank in 2018?"),
            "How many ships sank in 2019?",
        ),
        ("On Sundays too?", PRICE, "What does a ticket for adults cost On Sundays?"),
        ("Did IBM?", Earlier("Did Amazon stop?"), "Did IBM stop?"),
    ],
)
def test_a_new_phrase_takes_the_place_of_one_like_it(
    rules: RuleRewriter, question: str, earlier: Earlier, meaning: str
) -> None:
    """A name for a name, a year for a year, and among nouns the most similar."""
    assert meaning.casefold() == (first(rules, question, earlier) or "").casefold()


@pytest.mark.parametrize(
    ("question", "meaning"),
    [
        ("Where was she born?", "Where was Ada Lund born?"),
        ("Who was her father?", "Who was Ada Lund's father?"),
        ("When did it close?", "When did the mill of Norvik close?"),
        ("What is its height?", "What is the mill of Norvik's height?"),
        ("Who owned that mill?", "Who owned the mill of Norvik?"),
        ("When did she sell it?", "When did Ada Lund sell the mill of Norvik?"),
    ],
)
def test_a_pronoun_becomes_what_it_stands_for(
    rules: RuleRewriter, mill: Earlier, question: str, meaning: str
) -> None:
    """Persons for 'she', things for 'it'."""
    assert meaning == first(rules, question, mill)


FERRY = Earlier(
    "How many passengers did the ferry carry in 2021?",
    "210,000",
    "The ferry\nThe ferry carried 210,000 passengers in 2021 and 254,000 in 2022.",
)
TUNNEL = Earlier(
    "How long will the tunnel be?",
    "4.7 kilometres",
    "The tunnel\nThe tunnel will be 4.7 kilometres long.",
)
COACH = Earlier("How old is Carla Sund?", "38", "The coach\nCarla Sund, 38, is the coach.")
CLUB = Earlier(
    "What did the club want to build?", "a stadium", "Plans\nThe club wanted to build a stadium."
)


@pytest.mark.parametrize(
    "question",
    [
        "No, I meant in 2022.",
        "Sorry, 2022",
        "not 2021, 2022",
        "2022, not 2021",
        "actually, in 2022",
        "2022?",
        "and how many in 2022?",
        "Can you tell me about 2022?",
        "Hi, and in 2022 please? Thanks!",
    ],
)
def test_another_year_takes_the_place_of_the_year(rules: RuleRewriter, question: str) -> None:
    """In a correction, in courtesies, and by itself."""
    assert "How many passengers did the ferry carry in 2022?" == first(rules, question, FERRY)


@pytest.mark.parametrize("remark", ["Thanks!", "Really?", "haha", "ok great", "that's a lot", "👍"])
def test_a_remark_is_passed_by(rules: RuleRewriter, mill: Earlier, remark: str) -> None:
    """What follows on it follows on the question before it, and it is asked as it is."""
    assert "When did Ada Lund build the mill of Norvik?" == first(
        rules, "And when?", mill, Earlier(remark)
    )
    assert () == rules.rewrite(remark, [mill]).questions


@pytest.mark.parametrize(
    ("question", "meaning"),
    [
        ("What will that cost?", "What will the tunnel cost?"),
        ("Who will that help?", "Who will the tunnel help?"),
        ("Is that true?", "Is it true that the tunnel will be 4.7 kilometres long?"),
        ("Says who?", "Who says that the tunnel will be 4.7 kilometres long?"),
        ("Back to the ferry: who built it?", "Who built the ferry?"),
        ("What about the bridge, when was it rejected?", "When was the bridge rejected?"),
    ],
)
def test_that_is_what_was_spoken_of(rules: RuleRewriter, question: str, meaning: str) -> None:
    """The verb behind it is no noun, and what a question names first is what 'it' means there."""
    assert meaning == first(rules, question, TUNNEL)


@pytest.mark.parametrize(
    ("question", "earlier", "meaning"),
    [
        ("And her successor?", COACH, "How old is Carla Sund's successor?"),
        (
            "And her deputy?",
            Earlier("Who runs the library?", "Ida Berg", "Norvik library\nIda Berg runs it."),
            "Who is Ida Berg's deputy?",
        ),
        ("Did they get permission?", CLUB, "Did the club get permission?"),
        (
            "Who rented that garage?",
            Earlier("Who found the loot?", "the police", "Loot\nThe police found the loot."),
            "Who rented the garage?",
        ),
        (
            "And the new one?",
            Earlier("How many people does the stadium hold?", "900", "It\nThe stadium holds 900."),
            "How many people does the new stadium hold?",
        ),
        ("Who built it?", Earlier("When was the town hall opened?"), "Who built the town hall?"),
        ("And of Bell?", Earlier("Who is the head of Lund?"), "Who is the head of Bell?"),
    ],
)
def test_a_phrase_that_leans_gets_what_it_leans_on(
    rules: RuleRewriter, question: str, earlier: Earlier, meaning: str
) -> None:
    """A person's deputy, a club that is 'they', a noun that is 'one'."""
    assert meaning == first(rules, question, earlier)


def test_two_pronouns_are_two_things(rules: RuleRewriter) -> None:
    """She is not what she runs."""
    library = Earlier("Who runs the library?", "Ida Berg", "Library\nIda Berg runs the library.")
    assert "How long has Ida Berg run the library?" == first(
        rules, "How long has she run it?", library
    )


def test_him_is_somebody_else(rules: RuleRewriter) -> None:
    """Whom the last question does not name."""
    before = Earlier("Who coached the club before?", "Per Moss", "Club\nPer Moss coached the club.")
    assert "How old is Per Moss?" == first(rules, "And him?", before, COACH)


def test_a_phrase_alone_may_be_a_search(rules: RuleRewriter) -> None:
    """It is asked as a follow-up only where it finds no answer by itself."""
    rewriting = rules.rewrite("the bridge?", [TUNNEL])
    assert ("may", ("How long will the bridge be?",)) == (rewriting.lean, rewriting.questions)


def test_they_are_several(rules: RuleRewriter) -> None:
    """Of what was counted."""
    assert "Where did the ships sink?" == first(rules, "Where did they sink?", SHIPS)
    assert "How many of the ships were new?" == first(rules, "How many of them were new?", SHIPS)


def test_then_is_the_time_and_there_the_place(rules: RuleRewriter) -> None:
    """From the answer, or from the question."""
    founded = Earlier("When was the school founded?", "1987", "The school was founded in 1987.")
    held = Earlier("Where was the trial held?", "Tamale", "The trial was held in Tamale.")
    assert "Who led it since 1987?".replace("it", "the school") == first(
        rules, "Who led it since then?", founded
    )
    assert "Who lives in Tamale?" == first(rules, "Who lives there?", held)


def test_who_said_that_repeats_what_was_said(rules: RuleRewriter, mill: Earlier) -> None:
    """The sentence that the answer rests on."""
    expected = "Who said that the mill of Norvik was built by Ada Lund in 1884?"
    assert expected == first(rules, "Who said that?", mill)


def test_an_older_turn_counts_where_the_last_has_nothing(
    rules: RuleRewriter, mill: Earlier
) -> None:
    """The person was named two turns ago."""
    cost = Earlier("What does a ticket cost?", "40", "A ticket costs 40 kroner.")
    assert "Where was Ada Lund born?" == first(rules, "Where was she born?", mill, cost)


@pytest.mark.parametrize(
    "question",
    [
        "Who founded Arthur AI?",
        "And who founded Arthur AI?",
        "When did Beyoncé release her first album?",
        "What did the company say about its policy?",
        "How many houses are there in Sund?",
        "Is it true that Amazon stopped?",
        "How long does it take to build a dam?",
        "Which firm that built dams went bankrupt?",
        "What is the name of the king who lost his crown?",
        "facial recognition",
        "What acts in no direction?",
        "While anarchists favor freedom, what don't they believe in?",
        "What did the license to build this type of car allow?",
        "What is considered by those involved with the design?",
        "日本語で質問できますか",
    ],
)
def test_a_question_that_stands_alone_is_left_alone(
    rules: RuleRewriter, mill: Earlier, question: str
) -> None:
    """Names, pronouns with what they mean beside them, and empty words."""
    assert first(rules, question, mill) is None


def test_the_first_question_of_a_session_is_never_changed(rules: RuleRewriter) -> None:
    """There is nothing to lean on."""
    assert () == rules.rewrite("And when?", ()).questions


def test_a_question_without_a_name_is_offered_the_topic(rules: RuleRewriter, mill: Earlier) -> None:
    """It is asked so only where it finds no answer by itself."""
    rewriting = rules.rewrite("How high is the chimney?", [mill])
    assert ("may", ("About the mill of Norvik: how high is the chimney?",)) == (
        rewriting.lean,
        rewriting.questions,
    )


WORDS = st.lists(
    st.sampled_from(
        "and when who it that they of them there then what about IBM ? in 1984 the".split()
    )
    | st.text(max_size=6),
    max_size=9,
).map(" ".join)


@given(question=WORDS, before=WORDS, answer=st.none() | WORDS)
def test_nothing_that_is_typed_breaks_the_rules(
    question: str, before: str, answer: str | None
) -> None:
    """A rewriting is never empty, never without a question mark, and ends in time."""
    rules = RuleRewriter(lambda _, others: [0.0] * len(others))
    rewriting = rules.rewrite(question, [Earlier(before, answer, answer or "")])
    assert all(meaning.endswith("?") for meaning in rewriting.questions)
    assert len(set(rewriting.questions)) == len(rewriting.questions)


@pytest.mark.parametrize("text", ["it ", "the ", "A ", "a-", "the a ", "who ", "What did the x "])
def test_long_texts_take_no_time(rules: RuleRewriter, text: str) -> None:
    """However repetitive: nobody can stop a server with a question."""
    long, short = text * 4000, (text * 4000)[:390]
    started = time.thread_time()
    for question in (long, short, "and it?", "when?"):
        rules.rewrite(question, [Earlier(long, long, long)] * 6)

    assert time.thread_time() - started < 5


@given(WORDS)
def test_the_core_of_a_question_is_its_own_core(question: str) -> None:
    """Taking away what ties it to the talk leaves nothing more to take away."""
    assert core(question) in question
