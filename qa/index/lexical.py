"""Tantivy: BM25 over titles and passages. Derived from the corpus; can be remade at any time."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

import tantivy

from qa.errors import IndexDamaged
from qa.index.places import Places
from qa.index.tables import FileVersion
from qa.index.vectors import Record

_ANALYZER = "english_folded"
_WRITER_BYTES = 32_000_000
_TITLE_BOOST = 0.3  # a title names the story; every passage of it carries it, so it weighs little
_LONGEST_TERM = 60  # longer runs are base64 or addresses; nobody asks for them


class LexicalIndex:
    """The Tantivy index of one set of stores."""

    def __init__(self, index: tantivy.Index, place: Path) -> None:
        self._index = index
        self._place = place
        self._analyzer = _analyzer()
        self._is_swept = False
        index.register_tokenizer(_ANALYZER, self._analyzer)

    @classmethod
    def open(cls, places: Places, *, create: bool = False) -> "LexicalIndex":
        """The index, made empty where `create` is set and it is missing.

        Raises:
            IndexDamaged: Tantivy cannot open it, or it is not there.
        """
        place = places.lexical
        with _damage_reported(place):
            if create:
                place.mkdir(parents=True, exist_ok=True)
                return cls(tantivy.Index(_schema(), str(place)), place)
            return cls(tantivy.Index.open(str(place)), place)

    def add(self, records: Sequence[Record]) -> None:
        """Store records; they are found once this returns."""
        with _damage_reported(self._place), self._writing() as writer:
            for record in records:
                writer.add_document(
                    tantivy.Document(
                        record_id=record.id,
                        version=record.version.key,
                        title=record.passage.title,
                        body=record.passage.columns + record.passage.text,
                    )
                )

    def delete(self, versions: Iterable[FileVersion]) -> None:
        """Remove every record of these versions; unknown ones do not matter."""
        with _damage_reported(self._place), self._writing() as writer:
            for version in versions:
                writer.delete_documents_by_term("version", version.key)

    def search(
        self, query: str, k: int, within: Sequence[FileVersion] | None = None
    ) -> list[tuple[str, float]]:
        """At most `k` record ids with their BM25 score, best first, ties by record id.

        Stop words are left out; a query of nothing else finds nothing. With `within`, the best
        records of these versions; the rarity of words is that in the whole index all the same.
        """
        terms = self.terms(query)
        if not terms or k < 1 or (within is not None and not within):
            return []
        found = self._found(_only(self._matching(terms), within, self._index.schema), k)
        return [(record_id, score) for record_id, score in found if score > 0]

    def near(
        self,
        word: str,
        distance: int,
        beside: str,
        k: int,
        within: Sequence[FileVersion] | None = None,
    ) -> list[str]:
        """At most `k` ids of records with a stem at most `distance` edits from the word's.

        Two letters that changed places are one edit. Those that match the words `beside` it best
        come first, ties by record id; `within` is that of `search`.
        """
        fuzzy = [
            tantivy.Query.fuzzy_term_query(self._index.schema, field, stem, distance)
            for stem in self._analyzer.analyze(word)
            for field in ("body", "title")
        ]
        if not fuzzy or (within is not None and not within):
            return []
        any_of = tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in fuzzy])
        clauses = [(tantivy.Occur.Must, tantivy.Query.const_score_query(any_of, 0.0))]
        if terms := self.terms(beside):
            clauses.append((tantivy.Occur.Should, self._matching(terms)))
        query = _only(tantivy.Query.boolean_query(clauses), within, self._index.schema)
        return [record_id for record_id, _ in self._found(query, k)]

    def terms(self, text: str) -> list[str]:
        """The stems that a query is searched by, in order, each once."""
        return list(dict.fromkeys(self._query_analyzer.analyze(text)))

    def frequencies(self, terms: Sequence[str]) -> tuple[list[int], int]:
        """In how many passages each stem stands, and how many passages there are.

        Tantivy's own document frequency counts deleted passages until segments merge.
        """
        with _damage_reported(self._place):
            searcher = self._index.searcher()
            queries = [tantivy.Query.term_query(self._index.schema, "body", t) for t in terms]
            found = [searcher.search(query, 1, count=True) for query in queries]
            counts = [int(result.count) for result in found]  # type: ignore[attr-defined]  # stub
            return counts, int(searcher.num_docs)

    def count(self) -> int:
        """How many records are stored."""
        with _damage_reported(self._place):
            self._index.reload()
            return int(self._index.searcher().num_docs)

    def record_ids(self) -> set[str]:
        """The ids of all records, garbage included."""
        with _damage_reported(self._place):
            self._index.reload()
            searcher = self._index.searcher()
            hits = searcher.search(tantivy.Query.all_query(), max(1, searcher.num_docs)).hits
            return {str(searcher.doc(address)["record_id"][0]) for _, address in hits}

    def _found(self, query: tantivy.Query, k: int) -> list[tuple[str, float]]:
        with _damage_reported(self._place):
            self._index.reload()  # another process may have committed
            searcher = self._index.searcher()
            found = [
                (str(searcher.doc(address)["record_id"][0]), float(score))
                for score, address in searcher.search(query, k, count=False).hits
            ]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))

    def _matching(self, terms: Sequence[str]) -> tantivy.Query:
        schema = self._index.schema
        clauses = []
        for term in terms:
            body = tantivy.Query.term_query(schema, "body", term)
            title = tantivy.Query.term_query(schema, "title", term)
            boosted = tantivy.Query.boost_query(title, _TITLE_BOOST)
            clauses += [(tantivy.Occur.Should, body), (tantivy.Occur.Should, boosted)]
        return tantivy.Query.boolean_query(clauses)

    @cached_property
    def _query_analyzer(self) -> tantivy.TextAnalyzer:
        return _analyzer(without_stop_words=True)

    @contextmanager
    def _writing(self) -> Iterator[tantivy.IndexWriter]:
        """A writer whose work is committed at the end, or dropped where it fails."""
        writer = self._index.writer(_WRITER_BYTES, 1)
        try:
            if not self._is_swept:
                # a commit that was killed leaves files whose names the next one will want
                writer.garbage_collect_files()
                self._is_swept = True
            yield writer
        except BaseException:
            writer.rollback()
            raise
        writer.commit()
        writer.wait_merging_threads()


def _only(
    query: tantivy.Query, within: Sequence[FileVersion] | None, schema: tantivy.Schema
) -> tantivy.Query:
    """What matches the query in these versions, in all where they are None."""
    if within is None:
        return query
    keys = [version.key for version in within]
    versions = tantivy.Query.term_set_query(schema, "version", keys)
    unscored = tantivy.Query.const_score_query(versions, 0.0)
    return tantivy.Query.boolean_query(
        [(tantivy.Occur.Must, query), (tantivy.Occur.Must, unscored)]
    )


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("record_id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("version", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("title", tokenizer_name=_ANALYZER, index_option="freq")
    builder.add_text_field("body", tokenizer_name=_ANALYZER, index_option="freq")
    return builder.build()


def _analyzer(*, without_stop_words: bool = False) -> tantivy.TextAnalyzer:
    builder = (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(_LONGEST_TERM))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
    )
    if without_stop_words:
        builder = builder.filter(tantivy.Filter.stopword("english")).filter(
            tantivy.Filter.custom_stopword(_QUESTION_WORDS.split())
        )
    return builder.filter(tantivy.Filter.stemmer("english")).build()


# Tantivy's English list (Lucene's) is short; these open or glue questions and name nothing.
_QUESTION_WORDS = (  # separated by blanks
    "who whom whose what which when where why how do does did done has have had is are was were be "
    "been being am can could will would shall should may might must there here about from its it "
    "he she they them his her their theirs we us our you your i me my any some so than too very "
    "many much"
)


@contextmanager
def _damage_reported(place: Path) -> Iterator[None]:
    """Turn what Tantivy raises for I/O and format errors, panics included, into `IndexDamaged`."""
    try:
        yield
    except BaseException as error:  # a panic of the Rust core derives from BaseException
        is_panic = type(error).__name__ == "PanicException"
        if not is_panic and not isinstance(error, (ValueError, OSError)):
            raise
        raise IndexDamaged(
            f"The lexical index {place} cannot be used: {_told(error, place)}.",
            "Run `qa ingest --rebuild` to make it anew.",
        ) from error


def _told(error: BaseException, place: Path) -> str:
    """Why, for people: Tantivy tells a missing folder by the lock it did not get, and of a panic
    that there is no more to say."""
    if not place.is_dir():
        return "the folder is not there"
    return str(error).removesuffix(" None").rstrip(".")
