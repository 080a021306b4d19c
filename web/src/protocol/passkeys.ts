/** What the server is asked about passkeys; questions and answers are as browsers write them. */
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from "@simplewebauthn/browser";
import { call } from "./http.ts";

/** A key that a person has registered. */
export interface Passkey {
  credential: string;
  name: string;
  created_at: string;
  used_at: string | null;
  copied: boolean;
}

export const passkeys = {
  here: () => call("GET", "/api/passkeys/here") as Promise<{ name: string | null }>,
  mine: () => call("GET", "/api/passkeys") as Promise<Passkey[]>,
  beforeAdding: () => call("POST", "/api/passkeys/question") as Promise<PublicKeyCredentialCreationOptionsJSON>,
  add: (name: string, credential: RegistrationResponseJSON) =>
    call("POST", "/api/passkeys", { name, credential }) as Promise<null>,
  remove: (credential: string) => call("DELETE", `/api/passkeys/${credential}`) as Promise<null>,
  beforeSigningIn: () =>
    call("POST", "/api/passkeys/sign-in/question") as Promise<PublicKeyCredentialRequestOptionsJSON>,
  signIn: (credential: AuthenticationResponseJSON) =>
    call("POST", "/api/passkeys/sign-in", { credential }) as Promise<{ person: string; name: string }>,
};
