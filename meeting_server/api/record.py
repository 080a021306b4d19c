"""The record of a closed meeting: log, votes, draft minutes and every seat's recording."""

import asyncio
import re
from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter, Header, Response
from fastapi.responses import FileResponse

from meeting_server.api.deps import InHouse, Participant
from meeting_server.audit.archive import pack
from meeting_server.audit.package import log_files
from meeting_server.meeting.facts.clip import ClipKept
from meeting_server.meeting.facts.recording import Segment
from meeting_server.projections.coverage import coverage
from meeting_server.projections.setbacks import told
from meeting_server.projections.timeline import Timeline, timeline
from meeting_server.services.house import House
from meeting_server.services.people import Known
from meeting_server.services.ports import Renderer

router = APIRouter()

Language = Literal["th", "en"]
_PRIVATE = {"Cache-Control": "private, no-store"}
_RANGE = re.compile(r"bytes=(\d{1,15})-(\d{1,15})?")
_PIECE = 1 << 20


@router.get("/api/meetings/{meeting}/log.zip")
async def log(meeting: str, house: InHouse, caller: Participant) -> Response:
    """Entries, leaf hashes, head, the openings of personal fields and the texts accepted, to be checked offline.

    Whoever may read the record may read the names on it, so the openings go along.
    """
    room = await house.record.open(meeting, caller)
    await house.record.settled(room)
    entries = await house.record.entries(room)
    texts = await house.texts.named_in(entry.fact for entry in entries)
    files = log_files(entries, with_openings=True, texts=texts)
    return download(pack(files), "application/zip", f"{meeting}-log.zip")


@router.get("/api/meetings/{meeting}/votes.csv")
async def votes(meeting: str, house: InHouse, caller: Participant, lang: Language = "th") -> Response:
    """Every ballot, and each voter's choice by name."""
    rendered = await _rendered(house, caller, meeting, lang, house.papers.votes)
    return download(rendered, "text/csv; charset=utf-8", f"{meeting}-votes.csv")


@router.get("/api/meetings/{meeting}/minutes.txt")
async def minutes(meeting: str, house: InHouse, caller: Participant, lang: Language = "th") -> Response:
    """A plain draft of the minutes."""
    rendered = await _rendered(house, caller, meeting, lang, house.papers.minutes)
    return download(rendered, "text/plain; charset=utf-8", f"{meeting}-minutes.txt")


@router.get("/api/meetings/{meeting}/recordings")
async def recordings(meeting: str, house: InHouse, caller: Participant) -> dict[str, object]:
    """Every file of every seat, and what of the sitting each seat has on record."""
    room = await house.record.open(meeting, caller)
    await house.record.settled(room)
    seats = room.meeting.calling.seats
    files = [
        _file(meeting, each, each.source, seats[each.seat].name) for each in await house.record.segments(room)
    ]
    return {"recordings": files, "coverage": coverage(await house.record.entries(room))}


@router.get("/api/meetings/{meeting}/clips")
async def clips(meeting: str, house: InHouse, caller: Participant) -> dict[str, object]:
    """The clip upon which each was vouched for: evidence of who they are, and no part of the recording."""
    room = await house.record.open(meeting, caller)
    await house.record.settled(room)
    seats = room.meeting.calling.seats
    found = [
        {
            "clip": fact.clip,
            "revoked": told(revoked, seats.get(revoked.by)) if revoked is not None else None,
            "seat": fact.seat,
            "name": seats[fact.seat].name or "",
            "voucher": seats[fact.voucher].name or "",
            "files": [
                _file(meeting, each, each.source.rpartition("-")[2], seats[each.seat].name)
                for each in (fact.files if isinstance(fact, ClipKept) else ())
            ],
        }
        for fact, revoked in await house.record.clips(room)
    ]
    return {"clips": found}


def _file(meeting: str, each: Segment, source: str, name: str | None) -> dict[str, object]:
    return {
        "seat": each.seat,
        "name": name or "",
        "source": source,
        "file": each.file,
        "began": each.began,
        "ended": each.ended,
        "bytes": each.bytes,
        "sha256": each.sha256,
        "url": f"/api/meetings/{meeting}/recordings/{each.file}",
    }


@router.get("/api/meetings/{meeting}/timeline", response_model=None)
async def time_line(meeting: str, house: InHouse, caller: Participant) -> Timeline:
    """What happened when, and which file of which seat covers it: what the whole meeting is played by."""
    room = await house.record.open(meeting, caller)
    await house.record.settled(room)
    return timeline(await house.record.entries(room))


@router.get("/api/meetings/{meeting}/recordings/{seat}/{name}")
async def recording(  # noqa: PLR0913 - the address, what is asked of it, and who asks
    meeting: str,
    seat: str,
    name: str,
    house: InHouse,
    caller: Participant,
    *,
    pieces: bool = False,
    asked: Annotated[str, Header(alias="range")] = "",
) -> Response:
    """One file, in ranges, for playing and keeping; with `pieces`, never more than a MiB of it at once."""
    room = await house.record.open(meeting, caller)
    path = await house.record.path(room, f"{seat}/{name}")
    kind = "audio/webm" if name.rpartition("-")[0].endswith("mic") else "video/webm"
    if pieces and (found := _RANGE.fullmatch(asked)):
        last = int(found[2]) if found[2] else None
        return await asyncio.to_thread(_piece, path, int(found[1]), last, kind)
    return FileResponse(
        path, media_type=kind, filename=name, content_disposition_type="inline", headers=_PRIVATE
    )


def _piece(path: Path, first: int, last: int | None, kind: str) -> Response:
    """A shorter answer than was asked for: the browser asks again.

    A page that plays many pictures at once would otherwise hold all its connections (six, in HTTP/1.1) with answers
    that it does not take in yet, and no sound and no other request would come through.
    """
    with path.open("rb") as file:
        size = path.stat().st_size
        if first >= size or (last is not None and last < first):
            return Response(status_code=416, headers={**_PRIVATE, "Content-Range": f"bytes */{size}"})
        file.seek(first)
        content = file.read(min(_PIECE, (size if last is None else last + 1) - first))
    headers = {"Content-Range": f"bytes {first}-{first + len(content) - 1}/{size}", "Accept-Ranges": "bytes"}
    return Response(content, status_code=206, media_type=kind, headers={**_PRIVATE, **headers})


async def _rendered(house: House, caller: Known, meeting: str, language: Language, render: Renderer) -> bytes:
    room = await house.record.open(meeting, caller)
    await house.record.settled(room)
    return render(room.id, await house.record.entries(room), language)


def download(content: bytes, kind: str, name: str) -> Response:
    """A file to take away, kept nowhere on the way."""
    return Response(
        content,
        media_type=kind,
        headers={**_PRIVATE, "Content-Disposition": f'attachment; filename="{name}"'},
    )
