/** Providers of identity: whom one may sign in by, and to whom one's account is linked. */
import { call } from "./http.ts";

export interface Provider {
  provider: string;
  name_th: string;
  name_en: string;
}
export interface Tie extends Provider {
  since: string | null;
}

/** The same of somebody in the register; `claim` is what the provider says of a person, empty where it says nothing. */
export interface TieOf extends Tie {
  claim: string;
  written_at: string | null;
}

export const providers = {
  of: (person: string) => call("GET", `/api/register/people/${person}/providers`) as Promise<TieOf[]>,
  expect: (person: string, provider: string, value: string) =>
    call("PUT", `/api/register/people/${person}/providers/${provider}`, { value }) as Promise<null>,
  takeAway: (person: string, provider: string) =>
    call("DELETE", `/api/register/people/${person}/providers/${provider}`) as Promise<null>,
  all: () => call("GET", "/api/providers") as Promise<Provider[]>,
  /** The address at the provider to which this browser goes next. */
  signIn: async (provider: string, next: string) =>
    ((await call("POST", `/api/providers/${provider}/sign-in`, { next })) as { address: string }).address,
  link: async (provider: string) =>
    ((await call("POST", `/api/providers/${provider}/link`)) as { address: string }).address,
  mine: () => call("GET", "/api/me/providers") as Promise<Tie[]>,
  unlink: (provider: string) => call("DELETE", `/api/me/providers/${provider}`) as Promise<null>,
};
