/** A committee being written down: plain values, and the body of the request. */
import { readDay, shortDay } from "../../i18n/dates.ts";
import type { Committee, CommitteeAsked, Person, RosterRead } from "../../protocol/http.ts";
import type { Role } from "../../protocol/wire.ts";

export interface DraftMember {
  person: string;
  name: string;
  ownOffice: string;
  office: string;
  roles: readonly Role[];
  /** As typed: day/month/Buddhist year, or nothing. */
  since: string;
  until: string;
  active: boolean;
}

export interface CommitteeDraft {
  version: number;
  nameTh: string;
  nameEn: string;
  agency: string;
  place: string;
  kind: string;
  address: string;
  active: boolean;
  roster: readonly DraftMember[];
}

export function draftOf(of: Committee | null): CommitteeDraft {
  return {
    version: of?.version ?? 0,
    nameTh: of?.name_th ?? "",
    nameEn: of?.name_en ?? "",
    agency: of?.agency ?? "",
    place: of?.place ?? "",
    kind: of?.backup_kind ?? "telephone",
    address: of?.backup_address ?? "",
    active: of?.active ?? true,
    roster: (of?.roster ?? []).map((one) => ({
      person: one.person,
      name: one.name,
      ownOffice: one.own_office,
      office: one.office,
      roles: one.roles,
      since: one.since === null ? "" : shortDay(one.since),
      until: one.until === null ? "" : shortDay(one.until),
      active: one.stands,
    })),
  };
}

export function memberOf(one: Person): DraftMember {
  return {
    person: one.person,
    name: one.name,
    ownOffice: one.office,
    office: "",
    roles: ["member"],
    since: "",
    until: "",
    active: true,
  };
}

/** The lines of a roster that was read; who is not among these people is not in the register. */
export function membersOf(read: RosterRead, people: readonly Person[]): DraftMember[] {
  return read.members.flatMap((one) => {
    const found = people.find((each) => each.person === one.person);
    if (found === undefined) return [];
    const days = {
      since: one.since === null ? "" : shortDay(one.since),
      until: one.until === null ? "" : shortDay(one.until),
    };
    return [{ ...memberOf(found), roles: one.roles, office: one.office, ...days }];
  });
}

/** The roster with the one at this place moved by so many places. */
export function moved(roster: readonly DraftMember[], from: number, by: number): DraftMember[] {
  const rows = [...roster];
  const [one] = rows.splice(from, 1);
  if (one !== undefined) rows.splice(from + by, 0, one);
  return rows;
}

/** The lines, counted from 1, on which a day stands that is none. */
export function badDays(draft: CommitteeDraft): { line: number; field: "since" | "until" }[] {
  return draft.roster.flatMap((one, at) =>
    (["since", "until"] as const)
      .filter((field) => one[field].trim() !== "" && readDay(one[field]) === null)
      .map((field) => ({ line: at + 1, field })),
  );
}

export function toCommittee(draft: CommitteeDraft): CommitteeAsked {
  return {
    version: draft.version,
    name_th: draft.nameTh,
    name_en: draft.nameEn,
    agency: draft.agency,
    place: draft.place,
    backup_kind: draft.kind,
    backup_address: draft.address,
    active: draft.active,
    roster: draft.roster.map(({ person, roles, office, since, until }) => ({
      person,
      roles: [...roles],
      office,
      since: readDay(since),
      until: readDay(until),
    })),
  };
}

/** What nobody is among those who stand on it; without these its meetings are hard to call. */
export function lacking(standing: readonly { roles: readonly Role[] }[]): Role[] {
  const held = standing.flatMap((one) => one.roles);
  return (["chair", "secretary"] as const).filter((role) => !held.includes(role));
}
