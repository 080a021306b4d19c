/** What a person is in a meeting, in words. */
import type { Role } from "../protocol/wire.ts";
import { pick, t } from "./t.ts";

/** The words for a set of roles, “กรรมการและเลขานุการ” for the two that come together. */
export function roleWords(roles: readonly string[]): string {
  const has = (role: string) => roles.includes(role);
  if (has("member") && has("secretary")) return t().memberSecretary;
  if (has("chair")) return t().role.chair;
  if (has("presiding") && has("member")) return t().memberDeputy;
  return roles.map((role) => pick(t().role, role)).join(" · ");
}

/** Every role, those at the head of the table first. */
export const ROLES: readonly Role[] = [
  "chair",
  "presiding",
  "member",
  "secretary",
  "controller",
  "support",
  "presenter",
  "observer",
  "auditor",
  "room",
];
