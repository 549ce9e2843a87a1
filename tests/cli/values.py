"""Answers of each kind, small and written out, for what the renderers show."""

from dataclasses import replace

from qa.types import Abstention, Answer, Citation, Claim, Conflict, Reading

FERRY = Citation(
    marker=1,
    source_id="notes/ferry.txt",
    title="Ferry times",
    published="2020-06-10",
    quote="The ferry leaves at 7 from\nthe north pier.",
    start=0,
    end=42,
    line=3,
    score=0.9,
)
HARBOUR = replace(
    FERRY, marker=2, source_id="harbour.txt", published=None, quote="It leaves at 8.", line=12
)
ANSWERED = Answer(
    id="ans_1",
    question="When does the ferry leave?",
    status="answered",
    answer="The ferry leaves at 7 [1].",
    short_answer="7",
    claims=(Claim("The ferry leaves at 7", (1,), 1, "verbatim"),),
    citations=(FERRY,),
    conflict=None,
    confidence=0.934,
    abstention=None,
    answerer="extractive",
    model="sentences",
    index_fingerprint="f",
    timings_ms={"retrieve": 1.0, "read": 2.0, "total": 3.4},
)
CONFLICTING = replace(
    ANSWERED,
    status="conflicting",
    citations=(FERRY, HARBOUR),
    conflict=Conflict(
        readings=(Reading("at 7", (1,), 1), Reading("at 8", (2,), 2)),
        followed=1,
        why="More independent sources say so.",
    ),
)
ABSTAINED = replace(
    ANSWERED,
    status="abstained",
    answer=None,
    short_answer=None,
    claims=(),
    citations=(),
    confidence=0.02,
    abstention=Abstention("no_relevant_passage", (HARBOUR,), "No passage is about this."),
)
