/** A refusal by the rules: the only error that screens show. */

export type Details = Record<string, string | number | boolean | null>;

/** The server said no, with a stable reason code and the figures that a person needs. */
export class Refusal extends Error {
  readonly reason: string;
  readonly details: Details;

  constructor(reason: string, details: Details = {}) {
    super(reason);
    this.name = "Refusal";
    this.reason = reason;
    this.details = details;
  }
}

/** The line is down or the server answered nonsense: nothing was decided, trying again is safe. */
export const UNREACHABLE = "unreachable";

/** Any failure as a refusal, so that a screen has one thing to show. */
export function asRefusal(failure: unknown): Refusal {
  return failure instanceof Refusal ? failure : new Refusal(UNREACHABLE);
}
