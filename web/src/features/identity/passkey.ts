/** Passkeys in this browser: whether it can, a new one, and signing in by one. */
import {
  browserSupportsWebAuthn,
  startAuthentication,
  startRegistration,
  WebAuthnError,
} from "@simplewebauthn/browser";
import { passkeys } from "../../protocol/passkeys.ts";
import { Refusal } from "../../protocol/refusal.ts";

/** `at` is the address at which they work, where that is another than this; empty where none can be told. */
export type Possible = { can: true } | { can: false; at: string };

/** Whether this browser can use passkeys, and the page stands at the address that they are bound to. */
export async function canUsePasskeys(): Promise<Possible> {
  if (!browserSupportsWebAuthn()) return { can: false, at: "" };
  const name = (await passkeys.here().catch(() => null))?.name ?? "";
  if (name === "" || name !== location.hostname) return { can: false, at: name === "" ? "" : addressOf(name) };
  return { can: true };
}

/** This page's own address under another name, the port the same. */
function addressOf(name: string): string {
  const { protocol, port } = location;
  return `${protocol}//${name}${port === "" ? "" : `:${port}`}`;
}

export async function signInByPasskey(): Promise<void> {
  const question = await passkeys.beforeSigningIn();
  await passkeys.signIn(await answered(() => startAuthentication({ optionsJSON: question })));
}

export async function addPasskey(name: string): Promise<void> {
  const question = await passkeys.beforeAdding();
  await passkeys.add(name, await answered(() => startRegistration({ optionsJSON: question })));
}

/** What the key answers; that its person called it off, or has it already, is a refusal in words like any other. */
async function answered<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (failure) {
    const known = failure instanceof WebAuthnError && failure.code === "ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED";
    throw new Refusal(known ? "passkey_here_already" : "passkey_called_off");
  }
}
