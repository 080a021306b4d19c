"""Documents of a meeting: laid before it, opened by those inside, and read with the record afterwards."""

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Annotated
from urllib.parse import unquote

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.responses import FileResponse
from pydantic import ValidationError
from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive, Scope, Send

from meeting_server.accounts.sessions import Way
from meeting_server.api.deps import Arrival, AtTheDoor, InHouse, OurPage, Participant
from meeting_server.api.record import Language, download
from meeting_server.meeting.facts.calling import Seat
from meeting_server.meeting.facts.documents import DocumentTabled
from meeting_server.meeting.facts.session import Phase
from meeting_server.meeting.ids import DocumentId, ItemId
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.documents import must_reach
from meeting_server.meeting.rules.links import must_not_be_anothers
from meeting_server.projections.document_shapes import DocumentShape
from meeting_server.projections.documents import Led, shape_of
from meeting_server.services.document_files import TYPES
from meeting_server.services.documents import Offered
from meeting_server.services.room import Room
from meeting_server.services.shapes import Id, Line, Shape, refusal_of

router = APIRouter()

_ADDRESS = "/api/meetings/{meeting}/documents"
# Whatever is in the file, a browser that opens it by its address runs nothing of it, and keeps none of it.
_HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
}


class TablingAsked(Shape):
    """What comes with the bytes of a file."""

    title: Line
    name: Line
    item: Id | None = None
    replaces: Id | None = None


async def holder(seated: AtTheDoor, arrived: Arrival) -> tuple[Room, Seat]:
    """The room and the seat of somebody who is known: signed in, or vouched for; raises Refused."""
    room, seat = seated
    identity = room.meeting.identity
    if arrived.way is Way.VISIT:
        if seat.id not in identity.visiting or seat.id not in identity.proofs:
            raise Refused(Reason.NOT_SIGNED_IN)
    else:
        must_not_be_anothers(room.meeting, seat.id, arrived.link)
    return room, seat


Holder = Annotated[tuple[Room, Seat], Depends(holder)]


@router.post(_ADDRESS, status_code=201, dependencies=[OurPage])
async def table(  # noqa: PLR0913 - the address, what is asked of it, and who asks
    request: Request,
    house: InHouse,
    held: Holder,
    *,
    item: str | None = None,
    replaces: str | None = None,
    title: Annotated[str, Header(alias="x-document-title")] = "",
    name: Annotated[str, Header(alias="x-document-name")] = "",
    length: Annotated[int | None, Header(alias="content-length", ge=0)] = None,
) -> dict[str, object]:
    """Lay a file before the meeting, as it is sent; its title and name come percent-encoded."""
    room, seat = held
    sent = request.stream()
    try:
        house.must_keep_pace(seat.id, "documents.table")
        asked = _asked(title=unquote(title), name=unquote(name), item=item, replaces=replaces)
        offered = Offered(
            title=asked.title,
            name=asked.name,
            item=ItemId(asked.item) if asked.item is not None else None,
            replaces=DocumentId(asked.replaces) if asked.replaces is not None else None,
            announced=length,
        )
        kept = await house.documents.table(room, seat.id, offered, sent)
    except (Refused, TimeoutError) as refusal:
        # Who is answered before they have sent everything may never read the answer; what they send is dropped.
        with contextlib.suppress(ClientDisconnect):
            left = house.documents.most
            async for piece in sent:
                left -= len(piece)
                if left < 0:
                    break
        if isinstance(refusal, Refused):
            raise
        raise Refused(Reason.MALFORMED) from refusal
    except ClientDisconnect:
        return {}  # Nobody is there to be told.
    return {"sha256": kept.sha256, "bytes": kept.bytes, "scanned": kept.scanned}


def _asked(**fields: str | None) -> TablingAsked:
    try:
        return TablingAsked.model_validate(fields)
    except ValidationError as wrong:
        raise refusal_of(wrong) from None


@router.post(_ADDRESS + "/{document}/{version}/page", status_code=204, dependencies=[OurPage])
async def lead(
    document: str, version: int, house: InHouse, held: Holder, number: Annotated[int, Query(ge=1, le=100_000)]
) -> None:
    """Lead the others to this page; whoever led before leads no more."""
    room, seat = held
    house.must_keep_pace(seat.id, "documents.lead")
    room.lead(Led(seat.id, DocumentId(document), version, number))


@router.delete(_ADDRESS + "/page", status_code=204, dependencies=[OurPage])
async def stop_leading(held: Holder) -> None:
    """Lead no more; silent for whoever does not."""
    room, seat = held
    must_reach(room.meeting, Actor.of_seat(seat.id))
    if room.live.led is not None and room.live.led.seat == seat.id:
        room.lead(None)


@router.get(_ADDRESS, response_model=None)
async def listed(meeting: str, house: InHouse, caller: Participant) -> list[DocumentShape]:
    """Every document of a closed meeting, what was taken back too, for those who read the record."""
    room = await house.record.open(meeting, caller)
    return [shape_of(room.meeting, room.chronicle, each) for each in room.meeting.documents.by_id.values()]


@router.get(_ADDRESS + ".csv")
async def opened_by(meeting: str, house: InHouse, caller: Participant, lang: Language = "th") -> Response:
    """Who opened which version when."""
    room = await house.record.open(meeting, caller)
    rendered = house.papers.documents(room.id, await house.record.entries(room), lang)
    return download(rendered, "text/csv; charset=utf-8", f"{meeting}-documents.csv")


@router.get(_ADDRESS + "/{document}/{version}")
async def opened(
    meeting: str, document: str, version: int, house: InHouse, held: Holder, arrived: Arrival
) -> Response:
    """One version, in ranges; each is asked for anew, so that a suspension shuts it in the middle of a page."""
    room, seat = held
    if room.meeting.phase is Phase.CLOSED:
        if arrived.way is Way.VISIT:
            raise Refused(Reason.NOT_SIGNED_IN)  # The record is never a visitor's, whoever vouched for them.
        record = await house.record.open(meeting, arrived)
        return _file(*house.documents.of_record(record, document, version), lambda: True)
    tabled, path = await house.documents.opened(room, seat.id, document, version)
    return _file(tabled, path, lambda: house.documents.is_open(room, seat.id, document, version))


class _Shut(Exception):  # noqa: N818 - no error: whoever was reading may not any more
    """The document was shut while it was under way."""


class _Watched(FileResponse):
    """A file that stops in the middle when whoever takes it is suspended: what is under way is not theirs either."""

    may_go_on: Callable[[], bool]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request (ASGI)."""

        async def watched(message: Message) -> None:
            if message["type"] == "http.response.body" and not self.may_go_on():
                raise _Shut
            await send(message)

        with contextlib.suppress(_Shut):
            await super().__call__(scope, receive, watched)


def _file(tabled: DocumentTabled, path: Path, may_go_on: Callable[[], bool]) -> Response:
    suffix = "jpg" if tabled.kind == "jpeg" else tabled.kind.value
    answer = _Watched(
        path,
        media_type=TYPES[tabled.kind],
        filename=f"{tabled.title or tabled.document}.{suffix}",
        content_disposition_type="attachment",
        headers=_HEADERS,
    )
    answer.may_go_on = may_go_on
    return answer
