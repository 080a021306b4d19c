"""Files for tests of documents: sound ones of every kind, and such as nobody should take."""

import io
import struct
import zipfile
import zlib


def pdf(pages: int = 1, bytes_: int = 0) -> bytes:
    """A PDF of so many pages, each with its number; the first comes first, and what fills it up comes last."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(pages))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {pages} /Kids [{kids}] >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number in range(1, pages + 1):
        text = f"BT /F1 96 Tf 100 500 Td (Page {number}) Tj ET".encode()
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {3 + 2 * number} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode(),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        ]
    if bytes_:
        filling = bytes(7 * n % 251 for n in range(4_096)) * (bytes_ // 4_096)
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(filling), filling))
    written, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
    for number, each in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = len(written)
    written += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    written += b"".join(b"%010d 00000 n \n" % place for place in places)
    written += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(written)


def png(width: int = 2, height: int = 2) -> bytes:
    """A picture of one colour; a wide one says so in its head alone."""
    rows = b"".join(b"\0" + b"\xff\0\0" * min(width, 2) for _ in range(min(height, 2)))

    def chunk(name: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def jpeg(width: int = 8, height: int = 8) -> bytes:
    """The frame of a picture: what is looked at, and no pixels."""
    frame = b"\xff\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    return b"\xff\xd8\xff\xe0\x00\x04ab\xff\x01" + frame + b"\xff\xda\xff\xd9"


def packed(parts: dict[str, bytes]) -> bytes:
    """A zip of these parts."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return written.getvalue()


_TYPES = {"[Content_Types].xml": b"<Types/>"}
DOCX_PARTS = {**_TYPES, "word/document.xml": b"<document/>"}
XLSX_PARTS = {**_TYPES, "xl/workbook.xml": b"<workbook/>"}
ODT_PARTS = {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<content/>"}

SOUND: dict[str, bytes] = {
    "a.pdf": pdf(),
    "a.PNG": png(),
    "a.jpg": jpeg(),
    "a.jpeg": jpeg(),
    "a.docx": packed(DOCX_PARTS),
    "a.xlsx": packed(XLSX_PARTS),
    "a.odt": packed(ODT_PARTS),
    "a.csv": "ชื่อ,จำนวน\r\nก,1\r\n".encode(),
    "thai.csv": "ชื่อ,จำนวน\r\n".encode("cp874"),
}


def _lying(content: bytes) -> bytes:
    """A zip whose directory says that its largest part is small."""
    at = content.rindex(b"PK\x01\x02")
    return content[: at + 24] + struct.pack("<I", 10) + content[at + 28 :]


def _encrypted(content: bytes) -> bytes:
    """A zip that says that its parts are encrypted."""
    changed = bytearray(content)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            changed[at + place] |= 1
            at = content.find(mark, at + 1)
    return bytes(changed)


_BOMB = packed({**DOCX_PARTS, "word/media/a.bin": bytes(40 << 20)})
_DOCX = packed(DOCX_PARTS)
UNSOUND: dict[str, tuple[str, bytes, str]] = {
    "a page": ("a.html", b"<html>", "kind_not_taken"),
    "a drawing that can run": ("a.svg", b"<svg/>", "kind_not_taken"),
    "a program": ("a.exe", b"MZ", "kind_not_taken"),
    "no suffix": ("a", pdf(), "kind_not_taken"),
    "two suffixes": ("a.pdf.exe", pdf(), "kind_not_taken"),
    "macros by name": ("a.docm", _DOCX, "kind_not_taken"),
    "macros within": ("a.docx", packed({**DOCX_PARTS, "word/vbaProject.bin": b"x"}), "kind_not_taken"),
    "a page called a paper": ("a.pdf", b"<html><script>alert(1)</script></html>", "kind_not_taken"),
    "a page before a paper": ("a.pdf", b"<script>" + pdf(), "kind_not_taken"),
    "a picture called a paper": ("a.pdf", png(), "kind_not_taken"),
    "a paper called a picture": ("a.png", pdf(), "kind_not_taken"),
    "a paper called a photograph": ("a.jpg", pdf(), "kind_not_taken"),
    "a paper called a text": ("a.docx", pdf(), "kind_not_taken"),
    "a sheet called a text": ("a.docx", packed(XLSX_PARTS), "kind_not_taken"),
    "a text called another": ("a.odt", _DOCX, "kind_not_taken"),
    "any zip": ("a.xlsx", packed({"a.txt": b"a"}), "kind_not_taken"),
    "a page called a table": ("a.csv", b" <html>", "kind_not_taken"),
    "bytes called a table": ("a.csv", b"a\0b", "kind_not_taken"),
    "no letters of any alphabet": ("a.csv", b"\xff\xfe\xdb", "kind_not_taken"),
    "an empty table": ("a.csv", b" \r\n", "file_unreadable"),
    "nothing": ("a.pdf", b"", "file_unreadable"),
    "half a paper": ("a.pdf", pdf(9)[:-400], "file_unreadable"),
    "half a picture": ("a.png", png()[:-8], "file_unreadable"),
    "a picture without a head": ("a.png", png().replace(b"IHDR", b"IHDX"), "file_unreadable"),
    "a picture of no size": ("a.png", png(0, 0), "file_unreadable"),
    "half a photograph": ("a.jpg", jpeg()[:-2], "file_unreadable"),
    "a photograph without a frame": ("a.jpg", b"\xff\xd8\xff\xda\x00\x02\xff\xd9", "file_unreadable"),
    "half a text": ("a.docx", _DOCX[:-30], "file_unreadable"),
    "half of a half": ("a.docx", _DOCX[:40], "file_unreadable"),
    "a text that cannot be looked into": ("a.docx", _encrypted(_DOCX), "file_unreadable"),
    "a text that lies": ("a.docx", _lying(_BOMB), "file_unreadable"),
    "a part outside": ("a.docx", packed({**DOCX_PARTS, "../../a": b"a"}), "file_unreadable"),
    "a part at the root": ("a.docx", packed({**DOCX_PARTS, "/etc/passwd": b"a"}), "file_unreadable"),
    "a bomb": ("a.docx", _BOMB, "file_unpacks_too_large"),
    "many small ones": (
        "a.docx",
        packed({**DOCX_PARTS, **{f"a{n}": b"" for n in range(5_001)}}),
        "file_unpacks_too_large",
    ),
    "a wall of a picture": ("a.png", png(60_000, 60_000), "file_unpacks_too_large"),
    "a wall of a photograph": ("a.jpg", jpeg(60_000, 60_000), "file_unpacks_too_large"),
}
