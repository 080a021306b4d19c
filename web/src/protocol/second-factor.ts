/** The second factor of whoever is signed in, and showing once more who one is. */
import { call } from "./http.ts";

/** Since when there is one, if there is; and by how many factors this session was signed in to. */
export interface SecondFactor {
  since: string | null;
  codes_left: number;
  factors: number;
  /** Whether this person signs in by a password at all. */
  password: boolean;
}

/** What a device is told, once. */
export interface Offer {
  address: string;
  secret: string;
}

const codesOf = (answer: unknown) => (answer as { codes: string[] }).codes;

export const secondFactor = {
  mine: () => call("GET", "/api/me/second-factor") as Promise<SecondFactor>,
  offer: () => call("POST", "/api/me/second-factor/offer") as Promise<Offer>,
  begin: async (code: string) => codesOf(await call("POST", "/api/me/second-factor", { code })),
  freshCodes: async () => codesOf(await call("POST", "/api/me/second-factor/codes")),
  end: (code: string) => call("POST", "/api/me/second-factor/end", { code }) as Promise<null>,
  stepUp: (code: string) => call("POST", "/api/me/second-factor/code", { code }) as Promise<null>,
  prove: (password: string, code: string | null) =>
    call("POST", "/api/me/proof", code === null ? { password } : { password, code }) as Promise<null>,
  finish: (word: string, code: string) =>
    call("POST", "/api/sign-in/code", { word, code }) as Promise<{ name: string }>,
  takeFrom: (person: string) => call("DELETE", `/api/register/people/${person}/second-factor`) as Promise<null>,
};
