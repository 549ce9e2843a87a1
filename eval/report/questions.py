"""Each question with what every run made of it: answer, citations in context, evidence, verdict."""

from collections.abc import Mapping, Sequence
from typing import Any

from eval.folder import Row, cited_in
from eval.report.markup import Child, Markup, element, joined, raw
from eval.verdicts import RIGHT_OUTCOMES

_AROUND = 220  # characters of context on either side of a quote
_PASSAGE = 320  # characters shown of a retrieved passage
_EVIDENCE = 5  # retrieved passages shown

Texts = Mapping[str, str]
Asked = Sequence[tuple[str, Row, Texts]]  # name of the run, its row, the texts it points into


def question_entry(asked: Asked) -> Markup:
    """One question as a part that opens; closed, it shows the question and the verdicts."""
    first = asked[0][1]
    outcomes = [row["verdict"]["outcome"] for _, row, _ in asked]
    is_right = {outcome in RIGHT_OUTCOMES for outcome in outcomes}
    badges = [element("span", _words(one), class_=f"badge {one}") for one in outcomes]
    return element(
        "details",
        element("summary", *badges, " ", element("bdi", first["question"])),
        element(
            "p", element("code", first["id"]), f" \u00b7 {first['kind']} \u00b7 ", _expected(first)
        ),
        *(element("p", "Asked after: ", element("bdi", one)) for one in first.get("dialogue", ())),
        element("p", f"Asked as of {first['as_of']}") if "as_of" in first else None,
        *(_answer(name, row, texts, len(asked) > 1) for name, row, texts in asked),
        class_="question",
        data_kind=first["kind"],
        data_outcomes=" ".join(outcomes),
        data_changed="yes" if len(is_right) > 1 else None,
    )


def _expected(row: Row) -> Markup:
    facts = [" or ".join(forms) for forms in row["expected"]["answers"]]
    if not row["answerable"]:
        return joined("the corpus does not answer it")
    if not facts:
        return joined("the set holds no answer")
    return joined("expected: ", element("bdi", "; ".join(facts)))


def _answer(name: str, row: Row, texts: Texts, is_named: bool) -> Markup:
    result: dict[str, Any] | None = row["result"]
    parts: list[Child] = [element("h4", name)] if is_named else []
    if result is not None:
        short = result["short_answer"]
        parts += [
            element("p", element("bdi", result["answer"] or "No answer."), class_="answer"),
            element("p", "Short answer: ", element("bdi", short)) if short else None,
        ]
    outcome, reason = row["verdict"]["outcome"], row["verdict"]["reason"]
    parts.append(element("p", element("strong", f"{_words(outcome)}. "), element("bdi", reason)))
    if result is not None:
        parts += [_conflict(result["conflict"]), _citations(row, texts)]
    parts.append(_evidence(row, texts))
    return element("div", *parts, class_="run")


def _conflict(conflict: dict[str, Any] | None) -> Markup | None:
    if conflict is None:
        return None
    readings = [
        element("li", element("bdi", one["text"]), f" ({one['independent_sources']} sources)")
        for one in conflict["readings"]
    ]
    return joined(element("p", "Sources disagree: ", conflict["why"]), element("ul", *readings))


def _citations(row: Row, texts: Texts) -> Markup | None:
    """Each citation with the text around it as it was indexed."""
    cited = cited_in(row)
    if not cited:
        return None
    label = "Nearest places" if row["result"]["status"] == "abstained" else "Citations"
    shown = [_in_context(one, texts.get(one["source_id"])) for one in cited]
    return joined(element("h5", label), element("ol", *shown))


def _in_context(citation: dict[str, Any], text: str | None) -> Markup:
    start, end = citation["start"], citation["end"]
    before = after = ""
    if text is not None and text[start:end] == citation["quote"]:
        before, after = _before(text, start), _after(text, end)
    published = f", {citation['published']}" if citation["published"] else ""
    place = f"{citation['source_id']}, line {citation['line']}{published}"
    return element(
        "li",
        element("bdi", element("code", place)),
        element("blockquote", before, element("mark", citation["quote"]), after, dir="auto"),
        value=citation["marker"],
    )


def _before(text: str, start: int) -> str:
    """What stands before the quote, from a word's beginning."""
    if start <= _AROUND:
        return text[:start]
    return "\u2026" + text[start - _AROUND : start].partition(" ")[2]


def _after(text: str, end: int) -> str:
    if len(text) - end <= _AROUND:
        return text[end:]
    return text[end : end + _AROUND].rpartition(" ")[0] + "\u2026"


def _evidence(row: Row, texts: Texts) -> Markup:
    shown = [_passage(one, texts) for one in row["retrieved"][:_EVIDENCE]]
    count = f"Evidence: the first {len(shown)} of {len(row['retrieved'])} passages retrieved"
    if not shown:
        return element("p", "Nothing was retrieved.")
    return element("details", element("summary", count), element("ol", *shown), class_="evidence")


def _passage(passage: dict[str, Any], texts: Texts) -> Markup:
    text = texts.get(passage["source_id"], "")[passage["start"] : passage["end"]]
    cut = text[:_PASSAGE] + ("\u2026" if len(text) > _PASSAGE else "")
    relevance = {True: " \u00b7 holds what was expected", False: "", None: ""}
    return element(
        "li",
        element("bdi", element("code", passage["id"])),
        f" \u00b7 {passage['score']:.3f}{relevance[passage['relevant']]}",
        element("div", cut, class_="passage", dir="auto"),
    )


def _words(outcome: str) -> str:
    return outcome.replace("_", " ")


def filters(kinds: Sequence[str], outcomes: Sequence[str], *, has_changes: bool) -> Markup:
    """Search and choices; without a script they are hidden and every question shows."""
    choices = joined(
        _choice("kind", "every kind", kinds),
        _choice("outcome", "every outcome", outcomes),
    )
    changed = raw("")
    if has_changes:
        box = element("input", type="checkbox", id="changed")
        changed = element("label", box, " only where runs differ")
    return element(
        "form",
        element(
            "label", "Search ", element("input", type="search", id="search", autocomplete="off")
        ),
        choices,
        changed,
        element("output", id="count", aria_live="polite"),
        id="filters",
        hidden=True,
    )


def _choice(name: str, every: str, values: Sequence[str]) -> Markup:
    options = [element("option", every, value="")]
    options += [element("option", _words(value), value=value) for value in values]
    return element("label", f"{name.capitalize()} ", element("select", *options, id=name))
