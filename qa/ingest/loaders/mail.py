"""E-mail messages as files."""

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import parsedate_to_datetime

from qa.errors import CorpusError
from qa.ingest.dates import find_published
from qa.ingest.decoding import decode
from qa.ingest.limits import MAX_CHARACTERS, require_at_most
from qa.ingest.loaders import register
from qa.ingest.loaders.text import name_title
from qa.ingest.markup import parse_html, text_of
from qa.ingest.noise import find_masks
from qa.ingest.stated import Stated, date_of, line_of, with_stated
from qa.types import Document

_SHOWN = ("Subject", "From", "To", "Cc", "Date")


@register(".eml", name="e-mail", libraries=("lxml",))
def load_mail(data: bytes, source_id: str) -> Document:
    """A message: the lines that say who wrote to whom, then its text. Attachments are named only.

    Of a message in plain text and in HTML the plain text is taken.
    """
    try:
        message = message_from_bytes(data, policy=policy.default)
        text = _text(message, source_id)
        stated = _stated(message)
        attachments = [
            part.get_filename() or "without a name" for part in message.iter_attachments()
        ]
    except (MessageError, LookupError, ValueError, RecursionError, AttributeError) as error:
        raise CorpusError(
            f"{source_id} cannot be read as an e-mail: {type(error).__name__}: {error}.",
            "Save it again from the mail program.",
        ) from error
    require_at_most(len(text), MAX_CHARACTERS, "characters", source_id)
    document = Document(
        source_id=source_id,
        text=text,
        title=name_title(source_id),
        published=find_published("", source_id),
        masks=find_masks(text),
        warnings=(f"attachments are not read: {', '.join(attachments)}",) if attachments else (),
    )
    return with_stated(document, stated)


def _text(message: EmailMessage, source_id: str) -> str:
    head = [f"{name}: {value}" for name in _SHOWN if (value := _header(message, name))]
    if not head:
        raise CorpusError(
            f"{source_id} is not an e-mail: it has no header such as 'From: ...'.",
            "Give it the ending of its real format.",
        )
    return "\n".join(head) + "\n\n" + "\n\n".join(_bodies(message, source_id))


def _header(message: EmailMessage, name: str) -> str:
    return " ".join(str(message.get(name, "")).split())


def _bodies(message: EmailMessage, source_id: str) -> Iterator[str]:
    body = message.get_body(("plain", "html"))
    if body is None:
        return
    content = body.get_payload(decode=True)
    charset = str(body.get_content_charset() or "")
    text = decode(content if isinstance(content, bytes) else b"", source_id, charset or None).text
    if body.get_content_subtype() == "html":
        root = parse_html(text, source_id)
        yield "" if root is None else text_of(root)
    else:
        yield text.replace("\r\n", "\n").strip()


def _stated(message: EmailMessage) -> Stated:
    return Stated(
        title=line_of(_header(message, "Subject")),
        author=line_of(_header(message, "From")),
        published=_date(_header(message, "Date")),
    )


def _date(value: str) -> str | None:
    """The day on which it was sent, where it was sent."""
    try:
        return date_of(parsedate_to_datetime(value))
    except (TypeError, ValueError):
        return None
