/** The shape of each grade of a line: a word stands beside it, and the colour comes last. */
import { OctagonAlert, Signal, TriangleAlert } from "lucide-preact";

export const LINE_SIGNS = { good: Signal, weak: TriangleAlert, bad: OctagonAlert } as const;
