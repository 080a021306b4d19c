/** Whoever changes how they sign in shows once more who they are, if it was long ago that they did. */
import { signal } from "@preact/signals-core";
import { asRefusal } from "../../protocol/refusal.ts";

interface Asked {
  shown(): void;
  calledOff(): void;
}

/** Somebody waits for this page's person to show who they are. */
export const proofAsked = signal<Asked | null>(null);

/** Do it; where it is refused for want of a fresh proof, ask for one and do it then. */
export async function withProof<Done>(act: () => Promise<Done>): Promise<Done> {
  try {
    return await act();
  } catch (failure) {
    if (asRefusal(failure).reason !== "proof_too_old") throw failure;
    await new Promise<void>((shown, refused) => {
      const end = (then: () => void) => () => {
        proofAsked.value = null;
        then();
      };
      proofAsked.value = { shown: end(shown), calledOff: end(() => refused(failure)) };
    });
    return act();
  }
}
