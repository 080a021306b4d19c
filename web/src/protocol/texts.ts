/** The agency's own texts, as an administrator writes them. */
import { call } from "./http.ts";

export type TextKind = "terms" | "manual";

export interface TextVersion {
  version: string;
  sha256: string;
  th: string;
  en: string;
  /** Null of what the server brings along. */
  since: string | null;
}

export const texts = {
  versions: () => call("GET", "/api/agency/texts") as Promise<Record<TextKind, TextVersion[]>>,
  put: (kind: TextKind, asked: { version: string; th: string; en: string }) =>
    call("POST", `/api/agency/texts/${kind}`, asked) as Promise<null>,
};
