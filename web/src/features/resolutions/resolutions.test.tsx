import { afterEach, expect, it, vi } from "vitest";
import type { Objections } from "../../protocol/wire.ts";
import { answerCommand, commands, endMeeting, inMeeting } from "../../testing/meeting.ts";
import { accessible, draw, press } from "../../testing/page.tsx";
import { ITEM, THANA, viewOf, WILAI } from "../../testing/scene.ts";
import { ObjectionsCard } from "./objections.tsx";
import { UnresolvedDialog } from "./unresolved-dialog.tsx";

afterEach(endMeeting);

const asked = (raised: string[] = []): Objections => ({ item: ITEM.item, question: "เห็นชอบหรือไม่", at: null, raised });

it("whoever agrees presses nothing, and one press is an objection", async () => {
  await inMeeting(viewOf(THANA, { objections: asked() }, { may: ["resolutions.see_otherwise"] }));
  const place = await draw(<ObjectionsCard asked={asked()} />);
  expect(place.textContent).toContain("หากท่านเห็นด้วย ไม่ต้องกด");
  await accessible(place);
  await press(place, "ข้าพเจ้าเห็นเป็นอย่างอื่น");
  expect(commands()).toEqual([["resolutions.see_otherwise", { item: ITEM.item }]]);
});

it("an objection stands there by name, and is not raised twice", async () => {
  await inMeeting(viewOf(THANA, {}, { may: ["resolutions.see_otherwise"] }));
  const place = await draw(<ObjectionsCard asked={asked([WILAI.seat, THANA.seat])} />);
  expect(place.textContent).toContain("มีผู้เห็นเป็นอย่างอื่น: นางวิไล รักสมมติ");
  expect(place.querySelector("button")).toBeNull();
});

it("an item is finished without a resolution only with the reason", async () => {
  await inMeeting(viewOf(THANA));
  const closed = vi.fn();
  const place = await draw(<UnresolvedDialog item={ITEM.item} onClose={closed} />);
  await accessible(place);
  await press(place, "ถอนเรื่อง");
  await press(place, "ปิดวาระโดยไม่มีมติ");
  expect(commands()).toEqual([["agenda.close_item", { item: ITEM.item, unresolved: "withdrawn" }]]);
  await answerCommand();
  expect(closed).toHaveBeenCalledOnce();
});
