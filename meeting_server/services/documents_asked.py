"""The shapes of what a browser may ask about documents by a command; their bytes come and go by `api/documents.py`."""

from typing import Literal

from meeting_server.meeting.facts.documents import Channel
from meeting_server.meeting.ids import DocumentId
from meeting_server.meeting.rules.command import Command
from meeting_server.meeting.rules.documents import AnnounceAccess, WithdrawDocument
from meeting_server.services.shapes import Id, Question, Shape


class AccessArgs(Shape):
    """How the documents are got at, and by what that is announced."""

    text: Question
    channel: Channel


class DocumentArgs(Shape):
    """A document."""

    document: Id


class AnnounceAccessAsked(Shape):
    """Announce how the documents are got at."""

    name: Literal["documents.announce_access"]
    args: AccessArgs


class WithdrawDocumentAsked(Shape):
    """Take a document back."""

    name: Literal["documents.withdraw_document"]
    args: DocumentArgs


DocumentAsked = AnnounceAccessAsked | WithdrawDocumentAsked


def document_command(asked: DocumentAsked) -> Command:
    """The command that was asked for."""
    match asked:
        case AnnounceAccessAsked(args=args):
            return AnnounceAccess(text=args.text, channel=args.channel)
        case WithdrawDocumentAsked(args=args):
            return WithdrawDocument(document=DocumentId(args.document))
