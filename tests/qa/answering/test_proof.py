"""A draft is proven by what its passages say, or rejected with a reason."""

import pytest

from qa.answering.claims import drafts
from qa.answering.opening import open_judge
from qa.answering.proof import Proven, Prover, Unproven
from qa.answering.support import SupportJudge
from qa.index.lexical import LexicalIndex
from qa.index.places import Places
from qa.settings import Settings
from qa.types import Passage

MILL = (
    "Ada Lund built the mill of Norvik in 1884. It closed in 1931, after a fire had destroyed its "
    "roof. The council did not pay for a new one. Ada Lund sued Per Holm."
)
FERRY = "Per Holm owned the ferry at Sund. He sold it to the town for 900 crowns."


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> SupportJudge:
    """The embedded model."""
    lexical = LexicalIndex.open(Places(tmp_path_factory.mktemp("index")), create=True)
    return open_judge(Settings(), lexical.terms)


@pytest.fixture(scope="module")
def prover(judge: SupportJudge) -> Prover:
    """Over two passages."""
    texts = {"mill.txt": MILL, "ferry.txt": FERRY}
    return Prover(
        judge,
        [
            Passage(f"{name}#0000", name, text, 0, len(text), name.removesuffix(".txt").title())
            for name, text in texts.items()
        ],
    )


def prove(prover: Prover, line: str) -> Proven | Unproven:
    """The outcome for the only sentence of a line."""
    [draft] = drafts(line)
    return prover.prove(draft)


@pytest.mark.parametrize(
    ("line", "quote"),
    [
        (
            'The mill of Norvik closed in 1931 after a fire. [1] "closed in 1931"',
            MILL[: MILL.index(" The council")],
        ),
        (
            'Ada Lund built the mill of Norvik in 1884. [1] "built the mill"',
            MILL[: MILL.index(" It closed")],
        ),
        ("Per Holm owned the ferry at Sund.", FERRY[: FERRY.index(" He")]),
        (
            'The town bought the ferry from Per Holm for 900 crowns. [2] "sold it to the town"',
            FERRY,
        ),
    ],
)
def test_a_true_claim_is_proven_by_whole_sentences(prover: Prover, line: str, quote: str) -> None:
    """Those around the words, and the one before where it has the name; or the best one found."""
    outcome = prove(prover, line)

    assert isinstance(outcome, Proven), outcome
    assert [quote] == [place.text for place in outcome.places]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('The mill closed in 1941. [1] "closed in 1931"', "'1941'"),
        ('Per Holm built the mill. [1] "built the mill"', "'Per'"),
        ('The mill closed in 1931. [1] "closed down in 1931"', "do not stand in passage 1"),
        ('The mill closed in 1931. [3] "closed in 1931"', "no passage 3"),
        ('The council does pay for a new roof. [1] "pay for a new one"', "negation"),
        ('The mill never closed in 1931. [1] "closed in 1931"', "negation"),
        ("The fire was set by a jealous neighbour. [1]", ""),
        ('Bankers in Sund liked the quiet sea. [2] "the ferry at Sund"', ""),
    ],
)
def test_an_untrue_claim_is_not(prover: Prover, line: str, why: str) -> None:
    """Each for a reason that its writer can act on."""
    outcome = prove(prover, line)

    assert isinstance(outcome, Unproven), outcome
    assert why in outcome.why


GATE = (
    "Mira Solberg, the founder of Gate Watch, welcomed the decision. Cameras give the state a "
    "power to spy on people wherever they go, a lawyer of the league said."
)


@pytest.mark.parametrize(
    "claim",
    [
        "Mira Solberg has been a vocal critic of the technology used to monitor and spy on people.",
        "Mira Solberg condemned the decision as a danger to the state.",
        "Mira Solberg founded the league of lawyers.",
    ],
)
def test_what_is_made_of_the_sources_words_alone_is_not_proven(
    judge: SupportJudge, claim: str
) -> None:
    """No number, no name and no denial gives it away; SmolLM2 wrote the first."""
    passage = Passage("gate.txt#0000", "gate.txt", GATE, 0, len(GATE), "Gate")
    outcome = Prover(judge, [passage]).prove(drafts(f"{claim} [1]")[0])

    assert isinstance(outcome, Unproven), outcome


@pytest.mark.parametrize("cited", ["", " [1]"])
def test_other_words_than_the_sources_need_a_quote(prover: Prover, cited: str) -> None:
    """Among many sentences one that only seems to say it is found too easily."""
    outcome = prove(prover, f"Ada Lund erected the mill of Norvik in 1884.{cited}")

    assert isinstance(outcome, Unproven), outcome
    assert "quote" in outcome.why


def test_the_sources_own_words_are_verbatim(prover: Prover) -> None:
    """Anything else is at best supported."""
    own = prove(prover, "Per Holm owned the ferry at Sund. [2]")
    other = prove(prover, 'The mill of Norvik closed in 1931. [1] "closed in 1931"')

    assert isinstance(own, Proven)
    assert isinstance(other, Proven)
    assert (own.grounding, other.grounding) == ("verbatim", "supported")


COUNCIL = "The council approved the ferry contract in May 2023 because the town could not wait."
BRIDGE = "The Harbour Bridge was closed on 3 May 2021 and was opened again on 5 June 2022."
POOL = "The pool opens at 9 a.m. and closes at 5 p.m. on weekdays."
REPAIR = "The repair cost $5 million and took two years."
SOLD = "It was sold to the Norton Trust in 2019 by the county."
COLD = "The vaccine is kept at -5 degrees."
WORK = "The work will be finished by Larsen Brothers in 2027."
SEATS = "About 60 percent of the seats are for residents, and 40 percent are for guests."
CHIEF = "Vexel Systems named Maria Torres as its chief executive in March 2020."
SUED = "Lund, who sued Per Holm in 1931, built the mill in 1940."
LEVEE = "The bridge closes on Monday if the river rises."
STOPPED = "The storm led to 214 interruptions and the abandonment of 37 matches."


@pytest.mark.parametrize(
    ("source", "false", "true"),
    [
        (
            COUNCIL,
            "The council did not approve the ferry contract in May 2023.",
            "The council approved the ferry contract in May 2023.",
        ),
        (
            BRIDGE,
            "The Harbour Bridge was closed on 3 May 2022.",
            "The Harbour Bridge was closed on 3 May 2021.",
        ),
        (
            BRIDGE,
            "The Harbour Bridge was closed on 5 June 2022.",
            "The Harbour Bridge was opened again on 5 June 2022.",
        ),
        (POOL, "The pool closes at 5 a.m. on weekdays.", "The pool closes at 5 p.m. on weekdays."),
        (POOL, "The pool closes at 9 a.m. on weekdays.", "The pool opens at 9 a.m."),
        (REPAIR, "The repair cost \u00a35 million.", "The repair cost $5 million."),
        (REPAIR, "The repair cost \u20ac5 million.", "The repair cost 5 million dollars."),
        (
            SOLD,
            "It was sold by the Norton Trust in 2019 to the county.",
            "It was sold to the Norton Trust by the county.",
        ),
        (COLD, "The vaccine is kept at 5 degrees.", "The vaccine is kept at minus 5 degrees."),
        (
            WORK,
            "The work was finished by Larsen Brothers in 2027.",
            "The work will be finished in 2027.",
        ),
        (
            SEATS,
            "About 60 percent of the seats are for guests.",
            "About 60 percent of the seats are for residents.",
        ),
        (
            CHIEF,
            "Oracle named Maria Torres as its chief executive in March 2020.",
            "Vexel named Maria Torres as its chief executive in March 2020.",
        ),
        (SUED, "Per Holm built the mill in 1940.", "Lund built the mill in 1940."),
        (LEVEE, "The bridge closes on Monday.", "The bridge closes if the river rises."),
        (
            STOPPED,
            "The storm led to 214 abandoned matches.",
            "The storm led to 214 interruptions.",
        ),
    ],
)
@pytest.mark.parametrize("is_quoted", [True, False])
def test_what_the_source_keeps_apart_is_not_joined(
    judge: SupportJudge, source: str, false: str, true: str, *, is_quoted: bool
) -> None:
    """Nor is a sign, a currency, a negation or a grammar word exchanged; its true twin passes."""
    assert judge.objection(false, source, "Notes", is_quoted=is_quoted)
    assert judge.objection(true, source, "Notes", is_quoted=is_quoted) is None
