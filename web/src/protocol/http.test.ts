import { afterEach, expect, it, vi } from "vitest";
import { answerRequests } from "../testing/wire.ts";
import { api } from "./http.ts";
import { randomId } from "./ids.ts";

afterEach(() => vi.unstubAllGlobals());

it("gives the answer of a request", async () => {
  const { asked } = answerRequests({ "POST /api/tickets": () => ({ ticket: "once" }) });
  await expect(api.ticket("mtg_1")).resolves.toBe("once");
  expect(asked).toEqual([["POST /api/tickets", { meeting: "mtg_1" }]]);
});

it("throws the server's refusal, and a plain one for an answer without words", async () => {
  answerRequests({
    "POST /api/sign-in": () => [429, { reason: "too_many_attempts", details: { seconds: 60 } }],
    "GET /api/me": () => [401, null],
    "GET /api/people": () => [422, "?"],
    "GET /api/meetings": () => [500, "?"],
  });
  await expect(api.signIn("a", "b")).rejects.toMatchObject({ reason: "too_many_attempts", details: { seconds: 60 } });
  await expect(api.me()).rejects.toMatchObject({ reason: "not_signed_in" });
  await expect(api.people()).rejects.toMatchObject({ reason: "malformed" });
  await expect(api.meetings()).rejects.toMatchObject({ reason: "unreachable" });
});

it("calls an unreachable server unreachable", async () => {
  vi.stubGlobal("fetch", async () => {
    throw new TypeError("network");
  });
  await expect(api.meetings()).rejects.toMatchObject({ reason: "unreachable" });
});

it("needs no answer to sign out", async () => {
  answerRequests({ "DELETE /api/sign-in": () => [204, null] });
  await expect(api.signOut()).resolves.toBeNull();
});

it("makes names that do not repeat", () => {
  const ids = new Set(Array.from({ length: 200 }, () => randomId("cmd")));
  expect(ids.size).toBe(200);
  for (const id of ids) expect(id).toMatch(/^cmd_[\w-]{22}$/);
});
