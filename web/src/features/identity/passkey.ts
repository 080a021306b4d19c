/** Passkeys in this browser: whether it can, a new one, and signing in by one. */
import {
  browserSupportsWebAuthn,
  startAuthentication,
  startRegistration,
  WebAuthnError,
} from "@simplewebauthn/browser";
import { passkeys } from "../../protocol/passkeys.ts";
import { Refusal } from "../../protocol/refusal.ts";

/** Whether this browser can use passkeys, and the page stands at the address that they are bound to. */
export async function canUsePasskeys(): Promise<boolean> {
  if (!browserSupportsWebAuthn()) return false;
  const here = await passkeys.here().catch(() => null);
  return here?.name === location.hostname;
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

const DEVICES: readonly (readonly [RegExp, string])[] = [
  [/iPhone/, "iPhone"],
  [/iPad/, "iPad"],
  [/Android/, "Android"],
  [/Macintosh/, "Mac"],
  [/Windows/, "Windows"],
  [/CrOS/, "Chromebook"],
  [/Linux/, "Linux"],
];

/** What this device may be called, where its browser says; else nothing. */
export function nameOfDevice(browser = navigator.userAgent): string {
  return DEVICES.find(([shape]) => shape.test(browser))?.[1] ?? "";
}
