"""The reader behind the one that puts tables in words."""

from qa.pipeline import Pipeline
from qa.protocols import Reader
from qa.reading.table_reader import TableReader


def inner(pipeline: Pipeline) -> Reader:
    """What reads the sentences of a pipeline."""
    assert isinstance(pipeline.reader, TableReader)
    return pipeline.reader.reader
