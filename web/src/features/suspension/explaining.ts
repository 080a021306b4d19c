/** Whom the chair asked to explain first: a reminder on this desk only, not a fact of the meeting. */
import { signal } from "@preact/signals-core";

export const explaining = signal<ReadonlySet<string>>(new Set());
