/** A meeting being written down before it is called: plain values, and the body of the request. */

import { bangkok, today } from "../../i18n/dates.ts";
import { arabicDigits } from "../../i18n/digits.ts";
import type { NewMeeting, Person } from "../../protocol/http.ts";
import type { Role } from "../../protocol/wire.ts";

export interface DraftItem {
  key: number;
  number: string;
  title: string;
  purpose: string;
}

export interface Draft {
  body: string;
  number: string;
  year: string;
  day: string;
  month: string;
  hour: string;
  minute: string;
  place: string;
  /** `sound`, or `both` for sound and picture. */
  means: string;
  kind: string;
  address: string;
  /** What each person is there for, by person; a missing one has no seat. */
  seats: Readonly<Record<string, string>>;
  items: readonly DraftItem[];
}

/** The seats one can give, each with the roles it holds. */
export const SEATS: Readonly<Record<string, readonly Role[]>> = {
  chair: ["chair", "member"],
  member: ["member"],
  "member-secretary": ["member", "secretary"],
  secretary: ["secretary"],
  controller: ["controller"],
  support: ["support"],
  presenter: ["presenter"],
  observer: ["observer"],
  auditor: ["auditor"],
};

export function emptyDraft(now: number, words: { place: string; first: string; second: string }): Draft {
  const at = today(now);
  return {
    body: "",
    number: "1",
    year: String(at.year),
    day: String(at.day),
    month: String(at.month),
    hour: String(Math.min(23, at.hour + 1)),
    minute: "0",
    place: words.place,
    means: "both",
    kind: "telephone",
    address: "",
    seats: {},
    items: [
      { key: 1, number: "1", title: words.first, purpose: "inform" },
      { key: 2, number: "2", title: words.second, purpose: "certify" },
      { key: 3, number: "3", title: "", purpose: "consider" },
    ],
  };
}

function figure(text: string): number {
  return Number(arabicDigits(text));
}

/** The request; people keep the order of the list they were chosen from, with the chair first. */
export function toRequest(draft: Draft, people: readonly Person[]): NewMeeting {
  const chosen = people
    .map((one) => ({ person: one.person, roles: [...(SEATS[draft.seats[one.person] ?? ""] ?? [])] }))
    .filter((seat) => seat.roles.length > 0);
  const rank = (roles: readonly Role[]) => (roles.includes("chair") ? 0 : roles.includes("member") ? 1 : 2);
  return {
    body: draft.body.trim(),
    number: figure(draft.number),
    year: figure(draft.year),
    place: draft.place.trim(),
    starts_at: bangkok(
      figure(draft.year),
      figure(draft.month),
      figure(draft.day),
      figure(draft.hour),
      figure(draft.minute),
    ),
    legal_effect: false,
    sound_only: draft.means === "sound",
    backup: { kind: draft.kind, address: arabicDigits(draft.address.trim()) },
    seats: chosen.sort((a, b) => rank(a.roles) - rank(b.roles)),
    items: draft.items
      .filter((item) => item.title.trim() !== "")
      .map(({ number, title, purpose }) => ({ number: arabicDigits(number), title: title.trim(), purpose })),
  };
}
