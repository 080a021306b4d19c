/** The other ends of the wire, for tests: a socket whose server is the test, and answers to requests. */
import { vi } from "vitest";

/** A WebSocket as the page sees it; the test plays the server. */
export class FakeSocket {
  static made: FakeSocket[] = [];
  static get last(): FakeSocket {
    const last = FakeSocket.made.at(-1);
    if (last === undefined) throw new Error("nobody dialled");
    return last;
  }

  readyState = 0;
  sent: Record<string, unknown>[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;

  constructor() {
    FakeSocket.made.push(this);
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }

  close(): void {
    this.drop();
  }

  /** The server takes the call. */
  answer(): void {
    this.readyState = 1;
    this.onopen?.();
  }

  /** The server says something. */
  say(frame: unknown): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  /** The line is cut. */
  drop(): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.onclose?.();
  }

  /** What the page sent, of one type. */
  of(type: string): Record<string, unknown>[] {
    return this.sent.filter((frame) => frame.type === type);
  }
}

export type Answers = Record<string, (body: unknown) => [number, unknown] | unknown>;

/** Answer requests by “METHOD /path”; what is not named is refused as not found. */
export function answerRequests(answers: Answers): { asked: [string, unknown][] } {
  const asked: [string, unknown][] = [];
  vi.stubGlobal("fetch", async (path: string, init: RequestInit = {}) => {
    const name = `${init.method ?? "GET"} ${path}`;
    const body = typeof init.body === "string" ? (JSON.parse(init.body) as unknown) : undefined;
    asked.push([name, body]);
    const found = answers[name];
    const answer = found === undefined ? [404, { reason: "unknown_meeting", details: {} }] : found(body);
    const [status, content] = Array.isArray(answer) && typeof answer[0] === "number" ? answer : [200, answer];
    return new Response(status === 204 ? null : JSON.stringify(content), { status: status as number });
  });
  return { asked };
}
