"""What is looked for in the bytes of a document."""

import zipfile
from pathlib import Path

import pytest

from meeting_server.meeting.facts.documents import DocumentKind
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.services.document_files import must_be


@pytest.mark.parametrize("packed", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_is_packed_so_that_it_cannot_be_unpacked_bit_by_bit_is_not_unpacked_at_all(
    tmp_path: Path, packed: int
) -> None:
    path = tmp_path / "paper.docx"
    with zipfile.ZipFile(path, "w", packed) as archive:
        archive.writestr("word/document.xml", b"0" * (1 << 20))
    with pytest.raises(Refused) as refused:
        must_be(path, DocumentKind.DOCX)
    assert refused.value.reason is Reason.FILE_UNREADABLE
