"""Every error the product raises on purpose.

    QAError
    ├── SettingsError      a setting or flag has an unusable value
    ├── QuestionError      the question cannot be asked as it stands
    │   ├── TagNotFound      it is asked of sources with a tag that none has
    │   └── PatternNotFound  it is asked of sources by an id that none has
    ├── CorpusError        the folder, or a file in it, cannot be read
    │   └── SourceNotFound   no such source in the index
    ├── IndexUnusable     the index cannot serve
    │   ├── IndexMissing     nothing was ingested yet
    │   ├── IndexMismatch    made with another embedder, splitter or schema
    │   ├── IndexDamaged     a part of the data directory cannot be opened
    │   ├── IndexUnreachable the Chroma server does not answer
    │   └── IndexBusy        another process is writing
    ├── HistoryError       sessions and receipts cannot be read or written
    │   ├── SessionNotFound  no such session
    │   └── AnswerNotFound   no receipt of such an answer
    ├── FeedbackError      what was said of an answer cannot be kept as it stands
    ├── ArchiveError       an export of an index cannot be written or read
    ├── ModelError         an embedded model is missing or damaged
    └── EndpointError      an OpenAI-compatible endpoint failed

A message says what failed with its value and why; `hint` says what to do. `code` is stable: HTTP
clients and scripts may rely on it. `exit_code` is what the command line ends with: 2 where the
caller can mend the call, 1 where something outside it has to change.
"""


class QAError(Exception):
    """Base of the tree: `message` for what and why, `hint` for what to do."""

    code = "error"
    exit_code = 1
    retryable = False

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __reduce__(self) -> "tuple[type[QAError], tuple[str, str]]":
        """Both parts cross from one process to another."""
        return type(self), (self.message, self.hint)


class SettingsError(QAError):
    """A setting has an unusable value."""

    code = "invalid_settings"
    exit_code = 2


class QuestionError(QAError):
    """The question is empty, too long or not text."""

    code = "invalid_question"
    exit_code = 2


class TagNotFound(QuestionError):
    """No source in the index has a tag that sources are filtered by."""

    code = "tag_not_found"


class PatternNotFound(QuestionError):
    """No source in the index has an id that fits a pattern that sources are filtered by."""

    code = "pattern_not_found"


class CorpusError(QAError):
    """The corpus folder, or a file in it, cannot be read."""

    code = "corpus_unreadable"
    exit_code = 2


class SourceNotFound(CorpusError):
    """No source of that id is in the index."""

    code = "source_not_found"


class IndexUnusable(QAError):
    """The index cannot serve."""

    code = "index_error"


class IndexMissing(IndexUnusable):
    """Nothing was ingested into this data directory yet."""

    code = "index_missing"


class IndexMismatch(IndexUnusable):
    """The index was made with another embedder, splitter or schema."""

    code = "index_mismatch"


class IndexDamaged(IndexUnusable):
    """A part of the data directory cannot be opened or written."""

    code = "index_damaged"


class IndexUnreachable(IndexUnusable):
    """The Chroma server that holds the vectors does not answer."""

    code = "index_unreachable"
    retryable = True


class IndexBusy(IndexUnusable):
    """Another process is writing to this index."""

    code = "index_busy"
    retryable = True


class HistoryError(QAError):
    """The file that keeps sessions and receipts cannot be used."""

    code = "history_unusable"


class SessionNotFound(HistoryError):
    """No session of that id is kept."""

    code = "session_not_found"
    exit_code = 2


class AnswerNotFound(HistoryError):
    """No receipt of an answer of that id is kept."""

    code = "answer_not_found"
    exit_code = 2


class FeedbackError(QAError):
    """A rating that there is not, or a text that is too long."""

    code = "invalid_feedback"
    exit_code = 2


class ArchiveError(QAError):
    """The file of an export cannot be written, or is not one."""

    code = "archive_unusable"
    exit_code = 2


class ModelError(QAError):
    """An embedded model file is missing, damaged or not the one its checksum names."""

    code = "model_unusable"


class EndpointError(QAError):
    """An OpenAI-compatible endpoint refused, failed or sent something unusable."""

    code = "endpoint_failed"
    retryable = True
