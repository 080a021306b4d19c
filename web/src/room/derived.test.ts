import { beforeEach, expect, it } from "vitest";
import {
  ARUNEE,
  ballot,
  closedBallot,
  ITEM,
  inState,
  KAMALA,
  ownVote,
  THANA,
  viewOf,
  WILAI,
} from "../testing/scene.ts";
import {
  directs,
  floorSeat,
  may,
  myBallot,
  nameOf,
  onOrders,
  onStage,
  openBallot,
  openItem,
  shownResult,
} from "./derived.ts";
import { part, show, view } from "./store.ts";

beforeEach(() => part());

it("takes a newer view and drops an older one of the same meeting", () => {
  show(viewOf(THANA, {}, {}, 7));
  show(viewOf(THANA, { phase: "closed" }, {}, 6));
  expect(view.value?.room.phase).toBe("open");
  show(viewOf(THANA, { phase: "closed" }, {}, 8));
  expect(view.value?.room.phase).toBe("closed");
});

it("knows names of seats, and nothing of seats it was not told of", () => {
  show(viewOf(THANA));
  expect(nameOf(KAMALA.seat)).toBe("นางสาวกมลา แสงสมมติ");
  expect(nameOf("seat_elsewhere")).toBe("");
});

it("allows what the server allows, and nothing by role", () => {
  show(viewOf(ARUNEE, {}, { may: ["agenda.close_item"] }));
  expect(may("agenda.close_item")).toBe(true);
  expect(may("session.close_meeting")).toBe(false);
});

it("gives the deeds of the chair to who presides and to the controller on orders", () => {
  show(viewOf(ARUNEE));
  expect([directs.value, onOrders.value]).toEqual([true, false]);
  show(viewOf(THANA, {}, {}, 8));
  expect(directs.value).toBe(false);
  show(viewOf(THANA, {}, { roles: ["controller"] }, 9));
  expect([directs.value, onOrders.value]).toEqual([true, true]);
});

it("offers the open ballot to its voters only", () => {
  show(viewOf(THANA, { ballots: [ballot()] }, { vote: ownVote(null) }));
  expect(openBallot.value?.ballot).toBe("bal_1");
  expect(myBallot.value?.ballot).toBe("bal_1");
  show(viewOf(KAMALA, { ballots: [ballot()] }, {}, 8));
  expect(myBallot.value).toBeNull();
});

it("shows a result until its item closes or another vote opens", () => {
  show(viewOf(THANA, { ballots: [closedBallot()] }));
  expect(shownResult.value?.ballot).toBe("bal_1");
  show(viewOf(THANA, { ballots: [closedBallot(), ballot({ ballot: "bal_2" })] }, {}, 8));
  expect(shownResult.value).toBeNull();
  show(viewOf(THANA, { ballots: [closedBallot()], item: null }, {}, 9));
  expect(shownResult.value).toBeNull();
  expect(openItem.value).toBeNull();
});

it("keeps the seats of the stage in roster order, whoever is away or suspended", () => {
  const seats = [ARUNEE, inState(THANA, "away"), inState(WILAI, "left"), inState(KAMALA, "suspended")];
  show(viewOf(ARUNEE, { seats }));
  expect(onStage.value.map((seat) => seat.seat)).toEqual([ARUNEE.seat, THANA.seat, KAMALA.seat]);
  expect(floorSeat.value).toBe(ARUNEE.seat);
});

it("gives the floor to the other one when there are two", () => {
  show(viewOf(ARUNEE, { seats: [ARUNEE, THANA] }));
  expect(floorSeat.value).toBe(THANA.seat);
  expect(openItem.value?.item).toBe(ITEM.item);
});
