"""The shapes in which documents are told to a browser."""

from typing import TypedDict

from meeting_server.meeting.facts.documents import Channel, DocumentKind


class VersionShape(TypedDict):
    """One version: by whom and when it was tabled, and what its bytes are."""

    version: int
    title: str | None
    kind: DocumentKind
    bytes: int
    sha256: str
    scanned: bool  # for viruses
    by: str | None
    at: str


class DocumentShape(TypedDict):
    """A document with its versions, the oldest first; `item` is null for one of the whole meeting."""

    document: str
    item: str | None
    versions: list[VersionShape]


class AccessShape(TypedDict):
    """How the documents are got at, as it was announced."""

    text: str | None
    channel: Channel
    by: str | None
    at: str


class LedShape(TypedDict):
    """Which page somebody leads the others through just now."""

    seat: str
    name: str | None
    document: str
    version: int
    page: int


class OpenedShape(TypedDict):
    """The newest version that a seat has opened."""

    document: str
    version: int


class ReaderShape(OpenedShape):
    """Who opened it."""

    seat: str
    name: str | None


class OwnDocumentsShape(TypedDict):
    """What one has opened oneself, what is shut to one, and, for whoever directs, who opened what."""

    opened: list[OpenedShape]
    shut: list[str]  # items on which one has declared an interest
    own: list[str]  # documents that one may replace and take back
    readers: list[ReaderShape] | None
    told: int  # how many have the announcement; of those who were called
    called: int
