/** Where the person is signed in. */
import { call } from "./http.ts";

export interface Session {
  session: string;
  way: string;
  factors: number;
  browser: string;
  created_at: string;
  seen_at: string;
  here: boolean;
}

export const sessions = {
  mine: () => call("GET", "/api/me/sessions") as Promise<Session[]>,
  end: (session: string) => call("DELETE", `/api/me/sessions/${session}`) as Promise<null>,
  endOthers: () => call("DELETE", "/api/me/sessions") as Promise<null>,
};
