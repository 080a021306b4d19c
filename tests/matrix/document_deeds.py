"""What is expected of the commands of documents."""

from dataclasses import replace

from meeting_server.meeting.ids import DocumentId
from meeting_server.meeting.refusal import Reason
from meeting_server.meeting.roles import Role
from tests.matrix.cast import Situation
from tests.matrix.expectation import AT_THE_DOOR_TOO, OFFICERS, Deed, Inside
from tests.meeting.test_documents import TABLED
from tests.people import KAMALA

_DOCUMENT = replace(TABLED, document=DocumentId("doc_" + "m" * 22), item=None, by=KAMALA.seat)

DOCUMENT_DEEDS: dict[str, Deed] = {
    "documents.announce_access": Deed(
        args={"text": "เปิดที่ปุ่มเอกสาร", "channel": "in_room"},
        expected=Inside(doers=OFFICERS, before_opening=True, also=AT_THE_DOOR_TOO),
    ),
    "documents.withdraw_document": Deed(
        args={"document": _DOCUMENT.document},
        before=(_DOCUMENT,),
        before_opening=True,
        expected=Inside(
            doers=OFFICERS,
            before_opening=True,
            also={
                **AT_THE_DOOR_TOO,
                (Role.PRESENTER, Situation.GATHERED): Reason.NOT_YOUR_DOCUMENT,
                (Role.PRESENTER, Situation.INSIDE): Reason.NOT_YOUR_DOCUMENT,
            },
        ),
    ),
}
