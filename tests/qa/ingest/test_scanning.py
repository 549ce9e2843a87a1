"""Which files of a folder are read."""

import os
from pathlib import Path

import pytest

from qa.errors import CorpusError
from qa.ingest.scanning import Scan, scan


def files(folder: Path, *names: str) -> Path:
    """A folder with these files, each holding its name."""
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return folder


def ids(found: Scan) -> list[str]:
    """What would be read."""
    return [file.source_id for file in found.files]


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A data directory outside the folder."""
    return tmp_path / "elsewhere"


def test_files_are_found_at_any_depth_in_order(tmp_path: Path, elsewhere: Path) -> None:
    """Ids are paths below the folder, with `/`, sorted."""
    files(tmp_path / "c", "b.txt", "a/z.md", "a/b/c.TXT", "B.markdown")

    assert ["B.markdown", "a/b/c.TXT", "a/z.md", "b.txt"] == ids(scan(tmp_path / "c", elsewhere))


@pytest.mark.parametrize(
    "name",
    [
        "two words.txt",
        "crème brûlée.md",
        "50% off.txt",
        "a#b?.txt",
        "a\nb.txt",
        "日本語.txt",
        "a'b\"c.txt",
        "-rf.txt",
    ],
)
def test_odd_names_are_names(tmp_path: Path, elsewhere: Path, name: str) -> None:
    """Blanks, other scripts and characters of addresses are fine."""
    assert [name] == ids(scan(files(tmp_path / "c", name), elsewhere))


def test_hidden_files_and_folders_are_left_out(tmp_path: Path, elsewhere: Path) -> None:
    """What begins with a dot is nobody's article, and is not even listed as skipped."""
    found = scan(files(tmp_path / "c", "a.txt", ".b.txt", ".git/c.txt", "d/.e/f.txt"), elsewhere)

    assert (["a.txt"], []) == (ids(found), found.skipped)


def test_other_kinds_are_skipped_and_listed(tmp_path: Path, elsewhere: Path) -> None:
    """No loader reads them; the report says which."""
    found = scan(files(tmp_path / "c", "a.txt", "photo.jpg", "d/noending"), elsewhere)

    assert ["d/noending", "photo.jpg"] == found.skipped


def test_the_data_directory_in_the_folder_is_left_out(tmp_path: Path) -> None:
    """The index must not read itself."""
    folder = files(tmp_path, "a.txt", "index/b.txt")

    assert ["a.txt"] == ids(scan(folder, tmp_path / "index"))


@pytest.mark.parametrize("data_dir", [".", ".."])
def test_the_folder_may_lie_in_the_data_directory(tmp_path: Path, data_dir: str) -> None:
    """With `/data` for the index and `/data/articles` for the files, the articles are read."""
    folder = files(tmp_path / "c", "a.txt", "chroma/b.txt", "lexical/b.txt")
    expected = ["a.txt"] if data_dir == "." else ["a.txt", "chroma/b.txt", "lexical/b.txt"]

    assert expected == ids(scan(folder, folder / data_dir))


def test_a_real_folder_counts_before_a_link_to_it(tmp_path: Path, elsewhere: Path) -> None:
    """However they sort and however deep they lie."""
    folder = files(tmp_path / "c", "z/deep/b.txt")
    (folder / "a").symlink_to(folder / "z/deep")

    assert ["z/deep/b.txt"] == ids(scan(folder, elsewhere))


@pytest.mark.parametrize("name", ["art2.meta.yaml", "a.txt.META.YAML"])
def test_a_sidecar_of_no_file_is_warned_of(tmp_path: Path, elsewhere: Path, name: str) -> None:
    """What it states would be missing without a word."""
    found = scan(files(tmp_path / "c", "a.txt", "a.txt.meta.yml", name), elsewhere)

    assert (["a.txt"], [name]) == (ids(found), [source_id for source_id, _ in found.warnings])


def test_a_loop_of_links_ends(tmp_path: Path, elsewhere: Path) -> None:
    """Each folder is read once, however many links lead to it."""
    folder = files(tmp_path / "c", "a.txt", "d/b.txt")
    (folder / "d" / "up").symlink_to(folder)
    (folder / "e").symlink_to(folder / "d")

    assert ["a.txt", "d/b.txt"] == ids(scan(folder, elsewhere))


def test_a_link_to_a_file_is_read(tmp_path: Path, elsewhere: Path) -> None:
    """Under its own name."""
    folder = files(tmp_path / "c", "a.txt")
    (folder / "b.txt").symlink_to(files(tmp_path, "real.dat") / "real.dat")

    assert ["a.txt", "b.txt"] == ids(scan(folder, elsewhere))


def test_a_dangling_link_fails_with_a_reason(tmp_path: Path, elsewhere: Path) -> None:
    """It may be a disk that is not mounted."""
    folder = files(tmp_path / "c", "a.txt")
    (folder / "b.txt").symlink_to("nowhere")
    failure = scan(folder, elsewhere).failures[0]

    assert ("b.txt", "it cannot be opened: No such file or directory") == (
        failure.source_id,
        failure.reason,
    )


def test_what_is_no_file_is_skipped(tmp_path: Path, elsewhere: Path) -> None:
    """A pipe named .txt would be waited for without end."""
    folder = files(tmp_path / "c", "a.txt", "folder.txt/b.txt")
    os.mkfifo(folder / "pipe.txt")
    found = scan(folder, elsewhere)

    assert (["a.txt", "folder.txt/b.txt"], ["pipe.txt"]) == (ids(found), found.skipped)


def test_a_name_that_is_not_utf8_fails_with_a_reason(tmp_path: Path, elsewhere: Path) -> None:
    """It cannot be stored or shown; the others are read."""
    folder = files(tmp_path / "c", "a.txt")
    Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.txt")).write_text("x")
    found = scan(folder, elsewhere)

    assert (["a.txt"], ["caf\\udce9.txt"]) == (ids(found), [f.source_id for f in found.failures])


def test_a_folder_whose_name_is_not_utf8_is_refused(tmp_path: Path, elsewhere: Path) -> None:
    """Its name would have to be recorded."""
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9"))
    folder.mkdir()

    with pytest.raises(CorpusError, match="not valid UTF-8"):
        scan(folder, elsewhere)


@pytest.mark.parametrize(
    ("name", "message"),
    [("missing", "does not exist"), ("file.txt", "is a file, not a folder"), ("empty", "no file")],
)
def test_an_unusable_folder_is_refused(
    tmp_path: Path, elsewhere: Path, name: str, message: str
) -> None:
    """The message names the folder, the hint what to do."""
    files(tmp_path, "file.txt")
    (tmp_path / "empty").mkdir()

    with pytest.raises(CorpusError, match=f"{name}.*{message}"):
        scan(tmp_path / name, elsewhere)


def test_files_in_a_folder_that_cannot_be_listed_are_not_gone() -> None:
    """They may still be there: a sync keeps what it has of them."""
    found = Scan(unreadable_folders=["private"])

    assert found.is_hidden("private/a.txt")
    assert not found.is_hidden("private.txt")
