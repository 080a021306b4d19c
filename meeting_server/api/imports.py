"""A table of people for the register: shown first, taken in as it was shown; for administrators alone."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from meeting_server.accounts.imports import Plan, State
from meeting_server.api.deps import Administrator, InHouse, OurPage
from meeting_server.api.limits import TABLES
from meeting_server.api.register import told

router = APIRouter()

Json = dict[str, object]
# The line is an example to be written over.
_TEMPLATE = (
    "ชื่อผู้ใช้,ชื่อ พร้อมคำนำหน้า,ตำแหน่ง,โทรศัพท์,จดหมายอิเล็กทรอนิกส์\r\n"
    "somying,นางสาวสมหญิง ตัวอย่างสมมติ,นักวิชาการ,02 123 4567,somying@example.go.th\r\n"
)


def table_to_begin_with(name: str, content: str) -> Response:
    """A file of this name, with the mark by which Excel knows UTF-8."""
    return Response(
        f"\ufeff{content}",
        media_type="text/csv; charset=utf-8",
        headers={"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{name}"'},
    )


@router.get(TABLES)
async def template(_caller: Administrator) -> Response:
    """A table to begin with."""
    return table_to_begin_with("people.csv", _TEMPLATE)


@router.post(TABLES, dependencies=[OurPage])
async def table(
    request: Request,
    house: InHouse,
    caller: Administrator,
    digest: Annotated[str, Query(max_length=64)] = "",
    *,
    passwords: bool = False,
) -> Json:
    """What the table in the body would change; with the digest of a preview, done as that showed."""
    house.limits.askers.must_keep(caller.person)
    content = await request.body()
    if digest:
        done = await house.imports.take_in(caller.person, content, digest, passwords=passwords)
        return _json(done.plan) | {"passwords": told(done.given)}
    return _json(await house.imports.preview(content))


def _json(plan: Plan) -> Json:
    return {
        "encoding": plan.sheet.encoding,
        "separator": plan.sheet.separator,
        "ignored": list(plan.sheet.ignored),
        "digest": plan.digest,
        "counts": {state.value: plan.count(state) for state in State},
        "lines": [
            {
                "line": each.first,
                "last": each.last,
                "state": each.state.value,
                "sign_in_name": each.details.sign_in_name,
                "name": each.details.name,
                "office": each.details.office,
                "changes": [
                    {"field": change.field, "before": change.before, "after": change.after}
                    for change in each.changes
                ],
                "faults": [{"field": field, "fault": fault.value} for field, fault in each.faults],
                "alike": list(each.alike),
            }
            for each in plan.lines
        ],
    }
