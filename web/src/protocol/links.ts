/** One-time links to a seat of a meeting. */
import { call } from "./http.ts";

/** What a link says before it is spent: for whom it is, and to which meeting. */
export interface LinkSeen {
  meeting: string;
  agency: string;
  body: string;
  number: number;
  year: number;
  starts_at: string;
  name: string | null;
  office: string | null;
}

export const links = {
  issue: (meeting: string, seat: string, ground: string) =>
    call("POST", `/api/meetings/${meeting}/links`, { seat, ground }) as Promise<{ token: string; until: string }>,
  withdraw: (meeting: string, seat: string) =>
    call("DELETE", `/api/meetings/${meeting}/links/${seat}`) as Promise<null>,
  look: (token: string) => call("POST", "/api/links/look", { token }) as Promise<LinkSeen>,
  use: (token: string) => call("POST", "/api/links", { token }) as Promise<{ meeting: string }>,
};
