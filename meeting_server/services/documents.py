"""Documents on disk: taken in piece by piece, checked before anybody is told of them, and handed out as they came.

A file lies under the meeting by a name of chance; the log holds its digest. What is not taken leaves nothing behind.
"""

import asyncio
import contextlib
import hashlib
import os
import secrets
import shutil
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog

from meeting_server.meeting.facts.documents import DocumentTabled
from meeting_server.meeting.ids import DocumentId, ItemId, SeatId
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.command import Command
from meeting_server.meeting.rules.documents import (
    Kept,
    OpenDocument,
    ReplaceDocument,
    TableDocument,
    version_of,
)
from meeting_server.services import document_files
from meeting_server.services.commands import fresh
from meeting_server.services.room import Room

FOLDER = "documents"
_PART = ".part"
_PIECE = 1 << 20
_SILENCE = 20.0  # seconds without a byte, after which whoever sends is gone
_SCANNING = 60.0
_LEAVE = 256 << 20  # bytes of the disk that documents never take
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """What somebody wants to lay before the meeting: on an item, on the whole, or in the place of another."""

    title: str
    name: str
    item: ItemId | None = None
    replaces: DocumentId | None = None
    announced: int | None = None  # bytes, by the word of whoever sends it

    def command(self, kept: Kept) -> Command:
        """The command that tables it."""
        if self.replaces is not None:
            return ReplaceDocument(document=self.replaces, kept=kept)
        return TableDocument(document=DocumentId(fresh("document")), item=self.item, kept=kept)


@dataclass(frozen=True, slots=True)
class Documents:
    """The files of every meeting's documents."""

    folder: Path
    most: int  # bytes of one
    scanner: Sequence[str] = ()

    def clear(self) -> None:
        """Delete what an earlier server had begun to take in and not told of."""
        for part in self.folder.glob(f"*/{FOLDER}/*{_PART}"):
            part.unlink(missing_ok=True)

    async def table(self, room: Room, seat: SeatId, offered: Offered, sent: AsyncIterator[bytes]) -> Kept:
        """Take a file in and lay it before the meeting; raises Refused, and then nothing of it is left.

        Whether it may be tabled at all is asked first, so that nobody sends for nothing, and decided at the end: a
        suspension while it was under way refuses it.
        """
        kind = document_files.kind_of(offered.name)
        asked = Kept(
            title=offered.title, name=offered.name, kind=kind, file="", bytes=0, sha256="", scanned=False
        )
        list(offered.command(asked).decide(room.meeting, Actor.of_seat(seat)))
        self._must_have_room(offered.announced or 0)
        place = self.folder / room.id / FOLDER
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = secrets.token_urlsafe(16)
        part, whole = place / f"{name}{_PART}", place / name
        try:
            size, digest = await self._take(part, sent)
            await asyncio.to_thread(document_files.must_be, part, kind)
            scanned = await self._scanned(part)
            part.rename(whole)
            kept = Kept(
                title=offered.title,
                name=offered.name,
                kind=kind,
                file=f"{FOLDER}/{name}",
                bytes=size,
                sha256=digest,
                scanned=scanned,
            )
            await room.do(offered.command(kept), seat, fresh("document"))
        finally:
            # It may be written all the same by the time that whoever sent it has gone: then it is kept.
            part.unlink(missing_ok=True)
            if whole.is_file():
                await room.finished()
                if not _is_told(room, f"{FOLDER}/{name}"):
                    whole.unlink()
        return kept

    async def opened(
        self, room: Room, seat: SeatId, document: str, version: int
    ) -> tuple[DocumentTabled, Path]:
        """A version for somebody in the meeting, and that they opened it is written first; raises Refused."""
        command = OpenDocument(document=DocumentId(document), version=version)
        if list(command.decide(room.meeting, Actor.of_seat(seat))):
            await room.do(command, seat, fresh("document"))
        return self.of_record(room, document, version)

    def is_open(self, room: Room, seat: SeatId, document: str, version: int) -> bool:
        """Whether it still may be read by whoever is taking it; once the meeting is over, what is under way ends."""
        command = OpenDocument(document=DocumentId(document), version=version)
        try:
            list(command.decide(room.meeting, Actor.of_seat(seat)))
        except Refused:
            return False
        return True

    def of_record(self, room: Room, document: str, version: int) -> tuple[DocumentTabled, Path]:
        """A version and where its bytes lie, whoever asks; raises Refused(UNKNOWN_FILE)."""
        found = room.meeting.documents.by_id.get(DocumentId(document))
        if found is None:
            raise Refused(Reason.UNKNOWN_FILE)
        tabled = version_of(found, version)
        path = self.folder / room.id / tabled.file
        if not path.is_file():
            raise Refused(Reason.UNKNOWN_FILE)
        return tabled, path

    def _must_have_room(self, announced: int) -> None:
        if announced > self.most:
            raise Refused(Reason.TOO_LARGE, most=self.most)
        if shutil.disk_usage(self.folder).free - announced < _LEAVE:
            raise Refused(Reason.NO_DISK_LEFT)

    async def _take(self, part: Path, sent: AsyncIterator[bytes]) -> tuple[int, str]:
        """Write what comes; a MiB of it at most is in memory at once."""
        digest, size, waiting = hashlib.sha256(), 0, bytearray()
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "wb") as file:  # noqa: ASYNC230, PTH123 - opened by its descriptor; written in a thread
            while True:
                async with asyncio.timeout(_SILENCE):
                    piece = await anext(sent, None)
                if piece is not None:
                    size += len(piece)
                    if size > self.most:
                        raise Refused(Reason.TOO_LARGE, most=self.most)
                    digest.update(piece)
                    waiting += piece
                if len(waiting) >= _PIECE or piece is None:
                    await asyncio.to_thread(file.write, bytes(waiting))
                    waiting.clear()
                    self._must_have_room(0)
                if piece is None:
                    break
            file.flush()
            await asyncio.to_thread(os.fsync, file.fileno())
        if not size:
            raise Refused(Reason.FILE_UNREADABLE)
        return size, digest.hexdigest()

    async def _scanned(self, part: Path) -> bool:
        """Whether it was looked through; raises Refused where it is not clean, or the scanner did not say."""
        if not self.scanner:
            return False
        with part.open("rb") as file:
            try:
                process = await asyncio.create_subprocess_exec(
                    *self.scanner,
                    stdin=file,
                    stdout=asyncio.subprocess.DEVNULL,
                    stderr=asyncio.subprocess.DEVNULL,
                )
            except OSError as failure:
                _log.error("document_scan_failed", why=failure.strerror)
                raise Refused(Reason.SCAN_FAILED) from failure
        try:
            async with asyncio.timeout(_SCANNING):
                found = await process.wait()
        except TimeoutError:
            _log.error("document_scan_failed", why="timeout")
            raise Refused(Reason.SCAN_FAILED) from None
        finally:
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
        if found != 0:
            raise Refused(Reason.FILE_INFECTED)
        return True


def _is_told(room: Room, file: str) -> bool:
    return any(each.file == file for one in room.meeting.documents.by_id.values() for each in one.versions)
