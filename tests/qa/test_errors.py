"""The tree of errors is what its docstring draws, and its codes are stable."""

import qa.errors
from qa.errors import QAError


def tree(root: type[QAError]) -> list[type[QAError]]:
    """A class and all below it."""
    return [root, *(each for child in root.__subclasses__() for each in tree(child))]


def test_the_docstring_draws_every_error() -> None:
    """Nobody has to read the code to know what may be raised."""
    assert [] == [each.__name__ for each in tree(QAError) if each.__name__ not in DRAWN]


DRAWN = qa.errors.__doc__ or ""


def test_codes_are_stable() -> None:
    """HTTP clients and scripts rely on them: a change here breaks theirs."""
    assert {
        "QAError": "error",
        "SettingsError": "invalid_settings",
        "QuestionError": "invalid_question",
        "TagNotFound": "tag_not_found",
        "PatternNotFound": "pattern_not_found",
        "CorpusError": "corpus_unreadable",
        "SourceNotFound": "source_not_found",
        "IndexUnusable": "index_error",
        "IndexMissing": "index_missing",
        "IndexMismatch": "index_mismatch",
        "IndexDamaged": "index_damaged",
        "IndexUnreachable": "index_unreachable",
        "IndexBusy": "index_busy",
        "HistoryError": "history_unusable",
        "SessionNotFound": "session_not_found",
        "AnswerNotFound": "answer_not_found",
        "FeedbackError": "invalid_feedback",
        "ArchiveError": "archive_unusable",
        "ModelError": "model_unusable",
        "EndpointError": "endpoint_failed",
    } == {each.__name__: each.code for each in tree(QAError)}


def test_an_error_carries_message_and_hint() -> None:
    """What happened, and what to do."""
    error = QAError("The dam broke.", "Run.")

    assert ("The dam broke.", "The dam broke.", "Run.") == (str(error), error.message, error.hint)


def test_exit_codes_tell_who_has_to_act() -> None:
    """2 where the caller can mend the call, 1 where something outside it has to change."""
    callers = {"SettingsError", "QuestionError", "CorpusError", "FeedbackError", "ArchiveError"}
    unknown = {
        "TagNotFound",
        "PatternNotFound",
        "SourceNotFound",
        "SessionNotFound",
        "AnswerNotFound",
    }
    assert callers | unknown == {each.__name__ for each in tree(QAError) if each.exit_code == 2}
    assert {"IndexBusy", "IndexUnreachable", "EndpointError"} == {
        each.__name__ for each in tree(QAError) if each.retryable
    }
