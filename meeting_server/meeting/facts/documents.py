"""Documents of the meeting: laid before it, how they are got at, and who opened them (เอกสาร, ข้อ ๘ (๒) (๒.๓))."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType

from meeting_server.meeting.facts.fact import Fact, Retention, personal
from meeting_server.meeting.ids import DocumentId, ItemId, SeatId


class DocumentKind(StrEnum):
    """The kinds of file that are taken; nothing else is (no macros, no pages of the web)."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"
    ODT = "odt"
    DOCX = "docx"
    XLSX = "xlsx"
    CSV = "csv"


class Channel(StrEnum):
    """By what the method of access was announced (วิธีการแจ้ง)."""

    IN_ROOM = "in_room"  # on the page of everybody who is inside
    NOTICE = "notice"  # with the notice of the meeting
    EMAIL = "email"
    MESSAGE = "message"  # on the telephone


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentTabled(Fact):
    """A version of a document was laid before the meeting, or before one of its items.

    The first version is 1. `file` is where its bytes lie beside the log, and `sha256` what they are; `scanned` says
    whether they were looked through for viruses.
    """

    document: DocumentId
    version: int
    item: ItemId | None
    by: SeatId
    kind: DocumentKind
    file: str
    bytes: int
    sha256: str
    scanned: bool
    title: str | None = personal(Retention.CONTENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentWithdrawn(Fact):
    """A document was taken back; its versions are kept, and nobody opens them in the meeting any more."""

    document: DocumentId
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessAnnounced(Fact):
    """How the documents are got at was announced to these seats."""

    by: SeatId
    channel: Channel
    recipients: tuple[SeatId, ...]
    text: str | None = personal(Retention.CONTENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessTold(Fact):
    """Somebody who had not been told read the announcement as they came in, or came back."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentOpened(Fact):
    """Somebody opened or took a version: once for each seat and version, whatever they turn to afterwards."""

    seat: SeatId
    document: DocumentId
    version: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document as it stands: every version, the oldest first."""

    document: DocumentId
    versions: tuple[DocumentTabled, ...]
    withdrawn: bool = False

    @property
    def newest(self) -> DocumentTabled:
        """The version that holds."""
        return self.versions[-1]

    @property
    def item(self) -> ItemId | None:
        """The item on which it hangs; null for one of the whole meeting."""
        return self.newest.item


_Known = Mapping[DocumentId, Document]


@dataclass(frozen=True, slots=True, kw_only=True)
class Documents:
    """What lies before the meeting, the newest announcement with everybody who has it, and who opened what."""

    by_id: _Known = field(default_factory=lambda: MappingProxyType({}))
    announced: AccessAnnounced | None = None
    told: frozenset[SeatId] = frozenset()
    opened: frozenset[tuple[SeatId, DocumentId, int]] = frozenset()

    def after(self, fact: Fact) -> "Documents":
        """The documents once this fact has happened."""
        match fact:
            case DocumentTabled(document=document):
                before = self.by_id.get(document)
                versions = (*(before.versions if before else ()), fact)
                return self._with(Document(document=document, versions=versions))
            case DocumentWithdrawn(document=document):
                return self._with(replace(self.by_id[document], withdrawn=True))
            case AccessAnnounced(recipients=recipients):
                return replace(self, announced=fact, told=frozenset(recipients))
            case AccessTold(seat=seat):
                return replace(self, told=self.told | {seat})
            case DocumentOpened(seat=seat, document=document, version=version):
                return replace(self, opened=self.opened | {(seat, document, version)})
            case _:
                return self

    def _with(self, one: Document) -> "Documents":
        return replace(self, by_id=MappingProxyType({**self.by_id, one.document: one}))

    @property
    def standing(self) -> tuple[Document, ...]:
        """Those that were not taken back, in the order in which they came."""
        return tuple(each for each in self.by_id.values() if not each.withdrawn)
