"""The parts of a DOCX or EPUB file, which are ZIP archives, within limits."""

import zipfile
import zlib
from io import BytesIO
from typing import Self

from qa.errors import CorpusError
from qa.ingest.limits import MAX_EXPANDED_BYTES, MAX_PARTS, require_at_most

_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError)


class Archive:
    """A ZIP archive in memory; what is read from it, unpacked, is limited in all."""

    def __init__(self, archive: zipfile.ZipFile, source_id: str) -> None:
        self._archive = archive
        self._source_id = source_id
        self._left = MAX_EXPANDED_BYTES

    @classmethod
    def open(cls, data: bytes, source_id: str) -> Self:
        """The archive in these bytes.

        Raises:
            CorpusError: they are no ZIP archive, it is damaged, or it has too many parts.
        """
        try:
            archive = zipfile.ZipFile(BytesIO(data))
        except _DAMAGE as error:
            raise _damaged(source_id, error) from error
        require_at_most(len(archive.namelist()), MAX_PARTS, "parts", source_id)
        return cls(archive, source_id)

    def __contains__(self, name: str) -> bool:
        return name in self._archive.NameToInfo

    def read(self, name: str) -> bytes:
        """One part, unpacked.

        The sizes an archive states about itself may lie, so bytes are counted as they come.

        Raises:
            CorpusError: it is missing, damaged, encrypted, or unpacks to more than is left.
        """
        if name not in self:
            raise CorpusError(
                f"{self._source_id} has no part {name!r}, which its format requires.",
                "Open it in the program that made it and save it again.",
            )
        try:
            with self._archive.open(name) as part:
                content = part.read(self._left + 1)
        except (*_DAMAGE, RuntimeError) as error:  # RuntimeError: it is encrypted
            raise _damaged(self._source_id, error) from error
        self._left -= len(content)
        if self._left < 0:
            raise CorpusError(
                f"{self._source_id} unpacks to more than {MAX_EXPANDED_BYTES // 1_000_000} MB.",
                "Split it; a small file that unpacks to so much may be an attack (a zip bomb).",
            )
        return content


def _damaged(source_id: str, error: Exception) -> CorpusError:
    return CorpusError(
        f"{source_id} is damaged, protected or not of the format its name says: {error}.",
        "Open it in the program that made it and save it again, without a password.",
    )
