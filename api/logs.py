"""The service's log: a line a request, as text or JSON; questions stay out unless asked for."""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any, Literal

LOGGER = "qa.service"


class JsonLines(logging.Formatter):
    """Each record as one JSON object on one line; what stands in a value cannot end it."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        entry: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "message": record.getMessage(),
            **fields_of(record),
        }
        if record.exc_info:
            entry["traceback"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=True, default=str)


class TextLines(logging.Formatter):
    """The message and its fields as `name=value`; values are quoted as JSON does."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, and a traceback below it where there is one."""
        fields = (f"{name}={json.dumps(value)}" for name, value in fields_of(record).items())
        line = " ".join([f"{record.levelname}:", one_line(record.getMessage()), *fields])
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


def configure(log_format: Literal["text", "json"]) -> None:
    """Send the service's log and the server's to standard error, in that format.

    Of libraries only warnings are written: a client's lines have addresses with passwords in them.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if log_format == "json" else TextLines())
    root = logging.getLogger()
    root.handlers = [handler]  # else a library sets up one with a format of its own
    root.setLevel(logging.WARNING)
    for name in (LOGGER, "uvicorn"):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.setLevel(logging.INFO)
        logger.propagate = False
    logging.getLogger("uvicorn.access").disabled = True  # ours says more, and not the query


def with_fields(**fields: Any) -> dict[str, Any]:
    """What a call of a logger takes as `extra`, for `fields_of` to find."""
    return {"qa_fields": fields}


def fields_of(record: logging.LogRecord) -> dict[str, Any]:
    """The fields a record was logged with."""
    fields: dict[str, Any] = getattr(record, "qa_fields", {})
    return fields


def one_line(text: str) -> str:
    """The text with whatever could start a line of its own, or steer a terminal, as escapes."""
    return "".join(char if char.isprintable() else json.dumps(char)[1:-1] for char in text)
