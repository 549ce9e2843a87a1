"""The manifest says which version of each file is current."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from qa.errors import IndexDamaged, IndexMissing, SourceNotFound
from qa.index.manifest import FILE_NAME, Manifest
from qa.index.tables import FileRow, FileVersion
from qa.types import Failure


def row(source_id: str, generation: int = 1, text: str = "It rained.") -> FileRow:
    """A version of a file with one passage."""
    return FileRow(
        version=FileVersion(source_id, generation),
        content_hash=f"hash of {text}",
        size=len(text),
        stamp_ns=1,
        title="Rain",
        published="2020-06-10",
        encoding="utf-8",
        masks=((0, 2), (5, 9)),
        passages=1,
        indexed_at="2020-06-10T00:00:00+00:00",
        warnings=("odd",),
        text=text,
    )


@pytest.fixture
def manifest(tmp_path: Path) -> Iterator[Manifest]:
    """A new manifest."""
    made = Manifest.create(tmp_path)
    made.set_meta(fingerprint="made by a test")
    yield made
    made.close()


def test_a_published_version_is_current(manifest: Manifest) -> None:
    """Its text, its data and its totals are there."""
    manifest.publish([row("a.txt", text="日本語 🙂\r\n")])
    source = manifest.source("a.txt")

    assert manifest.text("a.txt") == "日本語 🙂\r\n"
    assert ("Rain", "2020-06-10", 7, 6, ("odd",)) == (
        source.title,
        source.published,
        source.characters,
        source.masked_characters,
        source.warnings,
    )
    assert (1, 1) == manifest.totals()


def test_a_staged_version_is_garbage_until_it_is_published(manifest: Manifest) -> None:
    """So a kill between the two leaves something to collect, and nothing wrong to find."""
    manifest.stage([FileVersion("a.txt", 1)])
    assert [FileVersion("a.txt", 1)] == manifest.garbage()
    assert {} == manifest.known()

    manifest.publish([row("a.txt")])
    assert [] == manifest.garbage()


def test_a_replaced_version_becomes_garbage(manifest: Manifest) -> None:
    """In the same step in which the new one becomes current."""
    manifest.publish([row("a.txt", 1)])
    manifest.publish([row("a.txt", 2, "It poured.")])

    assert [FileVersion("a.txt", 1)] == manifest.garbage()
    assert {"a.txt": 2} == manifest.current(["a.txt", "b.txt"])


def test_a_withdrawn_file_becomes_garbage(manifest: Manifest) -> None:
    """And is no source any more."""
    manifest.publish([row("a.txt"), row("b.txt")])
    manifest.withdraw(["a.txt"])

    assert [FileVersion("a.txt", 1)] == manifest.garbage()
    assert ["b.txt"] == [source.source_id for source in manifest.sources()]
    with pytest.raises(SourceNotFound, match=r"a\.txt"):
        manifest.text("a.txt")


@pytest.mark.slow
def test_forty_thousand_files_can_go_at_once(manifest: Manifest) -> None:
    """A statement takes 32,766 variables; a folder may hold more files."""
    rows = [row(f"{number}.txt", text="") for number in range(40_000)]
    manifest.publish(rows)
    manifest.withdraw([each.version.source_id for each in rows])

    assert (0, 0) == manifest.totals()
    assert 40_000 == len(manifest.garbage())


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Manifest]:
    """The manifest of an index that is to replace another."""
    made = Manifest.create(tmp_path / "unfinished")
    yield made
    made.close()


def test_generations_only_grow(manifest: Manifest, other: Manifest) -> None:
    """Over a replacement too."""
    first = [manifest.next_generation(), manifest.next_generation()]
    other.start_above(manifest)
    second = other.next_generation()
    manifest.adopt(other)

    assert [1, 2, 3, 4] == [*first, second, manifest.next_generation()]


def test_adopting_takes_over_everything_and_tells_open_readers(
    manifest: Manifest, other: Manifest
) -> None:
    """Another epoch, another revision; nothing is left of what was there."""
    manifest.publish([row("a.txt")])
    manifest.set_failures([Failure("b.txt", "why", "what")])
    other.publish([row("c.txt", text="New.")])
    other.set_meta(stores="beside")
    before, revision = manifest.epoch, manifest.revision
    manifest.adopt(other)

    assert before != manifest.epoch
    assert revision < manifest.revision
    assert ([row("c.txt", text="New.")], []) == (list(manifest.rows()), manifest.failures())
    assert "beside" == manifest.meta("stores")


def test_an_adoption_that_fails_leaves_everything(
    manifest: Manifest, other: Manifest, tmp_path: Path
) -> None:
    """Tables are dropped and filled in one transaction."""
    manifest.publish([row("a.txt")])
    other.publish([row("c.txt")])
    with closing(sqlite3.connect(tmp_path / "unfinished" / FILE_NAME)) as connection, connection:
        connection.execute("ALTER TABLE files DROP COLUMN masks")
    with pytest.raises(IndexDamaged):
        manifest.adopt(other)

    assert ["a.txt"] == [each.version.source_id for each in manifest.rows()]


def test_every_change_of_files_raises_the_revision(manifest: Manifest) -> None:
    """Readers notice by it that what they hold is old."""
    revisions = [manifest.revision]
    manifest.publish([row("a.txt")])
    revisions.append(manifest.revision)
    manifest.withdraw(["a.txt"])
    revisions.append(manifest.revision)

    assert [0, 1, 2] == revisions


def test_the_digest_depends_on_files_alone(manifest: Manifest) -> None:
    """Not on generations, times or order."""
    manifest.publish([row("a.txt", 1), row("b.txt", 1)])
    digest = manifest.content_digest()
    manifest.publish([row("b.txt", 2)])
    manifest.publish([row("a.txt", 3)])
    assert digest == manifest.content_digest()

    manifest.publish([row("a.txt", 4, "other")])
    assert digest != manifest.content_digest()


def test_the_digest_depends_on_how_a_file_is_read(manifest: Manifest) -> None:
    """A sidecar that says otherwise changes title, date and tags: answers kept must end."""
    manifest.publish([row("a.txt", 1)])
    digest = manifest.content_digest()
    manifest.publish([replace(row("a.txt", 2), read_with="another sidecar")])

    assert digest != manifest.content_digest()


def test_failures_are_shown_with_their_source(manifest: Manifest) -> None:
    """Until the next version of the file is published."""
    manifest.publish([row("a.txt", 1)])
    manifest.set_failures([Failure("a.txt", "not text", "mend it")])
    assert "not text" == manifest.source("a.txt").error

    manifest.publish([row("a.txt", 2)])
    assert manifest.source("a.txt").error is None
    assert [] == manifest.failures()


def test_what_was_never_ingested_is_missing(tmp_path: Path) -> None:
    """The hint is the command; nothing is made by looking."""
    with pytest.raises(IndexMissing, match="There is no index in") as caught:
        Manifest.open(tmp_path / "nothing")
    assert "qa ingest PATH" in caught.value.hint
    assert not (tmp_path / "nothing").exists()


def test_an_ingest_that_never_began_is_missing(tmp_path: Path) -> None:
    """An empty database, or tables without a fingerprint, is no index yet."""
    Manifest.create(tmp_path).close()
    assert Manifest.find(tmp_path) is None

    (tmp_path / FILE_NAME).write_bytes(b"")
    assert Manifest.find(tmp_path) is None


@pytest.mark.parametrize("damage", ["noise", "half", "zeros"])
def test_a_damaged_database_is_reported(tmp_path: Path, manifest: Manifest, damage: str) -> None:
    """Whichever part is read, and with the command that makes it anew."""
    manifest.publish([row(f"{number}.txt", text=f"{number} " * 500) for number in range(50)])
    manifest.close()
    path = tmp_path / FILE_NAME
    data = path.read_bytes()
    path.write_bytes(
        {
            "noise": data[:100] + bytes(byte ^ 0x5A for byte in data[100:]),
            "half": data[: len(data) // 2],
            "zeros": bytes(len(data)),
        }[damage]
    )
    with pytest.raises(IndexDamaged, match="cannot be used") as caught:
        Manifest.open(tmp_path).sources()
    assert "qa ingest --rebuild" in caught.value.hint


def test_a_damaged_text_is_reported(tmp_path: Path, manifest: Manifest) -> None:
    """SQLite does not check what it stores; compression does."""
    import sqlite3
    from contextlib import closing

    manifest.publish([row("a.txt")])
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as connection, connection:
        connection.execute("UPDATE files SET text = x'00ff', masks = '[[1'")

    with pytest.raises(IndexDamaged):
        manifest.text("a.txt")
    with pytest.raises(IndexDamaged):
        manifest.source("a.txt")
