"""May two runs be compared, and what was different about them?"""

from typing import Any

from eval.fingerprints import settings_differences
from eval.folder import Row
from eval.recorded import RecordedRun
from qa.errors import CorpusError

_ASKED = ("question", "as_of", "dialogue", "kind", "answerable", "expected")
_NAMED = 3  # of many, so many are named


def require_comparable(before: RecordedRun, after: RecordedRun) -> None:
    """Nothing where both runs asked the same questions about the same files.

    Raises:
        CorpusError: they did not; the message names what differs.
    """
    told = _questions(before.rows, after.rows) or _corpus(before.corpus, after.corpus)
    if told:
        raise CorpusError(
            f"The runs {before.folder} and {after.folder} cannot be compared: {told}.",
            "Compare two runs of the same questions about the same files.",
        )


def changes(before: RecordedRun, after: RecordedRun) -> list[str]:
    """What the two runs were made with that could explain a difference, as sentences."""
    found = [
        f"setting {name}: {before.settings.get(name)!r} before, {after.settings.get(name)!r} after"
        for name in settings_differences(before.settings, after.settings)
    ]
    for name in ("package", "commit", "python"):
        values = [run.fingerprints.get(name) for run in (before, after)]
        if values[0] != values[1]:
            found.append(f"{name}: {values[0]} before, {values[1]} after")
    models = [run.fingerprints.get("models") or {} for run in (before, after)]
    found += [
        f"model {name}"
        for name in sorted(models[0].keys() | models[1].keys())
        if models[0].get(name) != models[1].get(name)
    ]
    if _index(before) != _index(after):
        found.append(f"index: {_index(before)} before, {_index(after)} after")
    return found


def _index(run: RecordedRun) -> str:
    index: dict[str, Any] = run.fingerprints.get("index") or {}
    return f"{index.get('fingerprint')} ({index.get('passages')} passages)"


def _questions(before: list[Row], after: list[Row]) -> str | None:
    asked = [
        {row["id"]: {name: row.get(name) for name in _ASKED} for row in rows}
        for rows in (before, after)
    ]
    first, second = asked
    parts = [
        _named("only the first asked", first.keys() - second.keys()),
        _named("only the second asked", second.keys() - first.keys()),
        _named(
            "question or expected answer differ for",
            {name for name in first.keys() & second.keys() if first[name] != second[name]},
        ),
    ]
    told = "; ".join(part for part in parts if part)
    if not told:
        return None
    return f"they asked different sets ({len(first)} and {len(second)} questions): {told}"


def _corpus(before: dict[str, str], after: dict[str, str]) -> str | None:
    parts = [
        _named("only the first had", before.keys() - after.keys()),
        _named("only the second had", after.keys() - before.keys()),
        _named(
            "the text differs of",
            {name for name in before.keys() & after.keys() if before[name] != after[name]},
        ),
    ]
    told = "; ".join(part for part in parts if part)
    return f"their corpora differ ({len(before)} and {len(after)} files): {told}" if told else None


def _named(what: str, names: set[str]) -> str | None:
    if not names:
        return None
    shown = ", ".join(repr(name) for name in sorted(names)[:_NAMED])
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"{what} {shown}{more}"
