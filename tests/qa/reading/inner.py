"""The reader behind the one that puts tables in words."""

from qa.pipeline import Pipeline
from qa.protocols import Reader
from qa.reading.layout import LayoutReader


def inner(pipeline: Pipeline) -> Reader:
    """What reads the sentences of a pipeline."""
    assert isinstance(pipeline.reader, LayoutReader)
    return pipeline.reader.reader
