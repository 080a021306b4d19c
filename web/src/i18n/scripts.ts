/** The sentences that the chair reads aloud; always Thai, because the meeting is. `[…]` stays on one line. */
import { thaiDigits as d } from "./digits.ts";

export interface Spoken {
  body: string;
  number: number;
  year: number;
  item: { number: string; title: string; purpose: string } | null;
  /** Whether the meeting is held, and recorded, by sound alone. */
  soundOnly: boolean;
  /** The clock as the chair will say it, “๑๑.๐๕ น.”. */
  time: string;
  result: { agree: number; disagree: number; abstain: number; outcome: string; cast: boolean } | null;
}

const CLOSING: Record<string, string> = {
  inform: "ไม่มีผู้ใดซักถามเพิ่มเติม [ที่ประชุมรับทราบ]",
  certify: "ไม่มีผู้ใดขอแก้ไข [ที่ประชุมรับรอง]",
};

function itemEnd(spoken: Spoken): string {
  const said = CLOSING[spoken.item?.purpose ?? ""];
  return said ?? `[ระเบียบวาระที่ ${d(spoken.item?.number ?? "")}] [พิจารณาเสร็จแล้ว]`;
}

/** “มีผู้ออกเสียง ๕ คน เห็นชอบ ๔ เสียง …”: the figures as they stand in the record; `cast`: by the casting vote. */
export function resultSentence(result: NonNullable<Spoken["result"]>): string {
  const { agree, disagree, abstain, outcome, cast } = result;
  const parts = [`มีผู้ออกเสียง [${d(agree + disagree)} คน]`, `[เห็นชอบ ${d(agree)} เสียง]`];
  parts.push(`[ไม่เห็นชอบ ${d(disagree)} เสียง]`);
  if (abstain > 0) parts.push(`[งดออกเสียง ${d(abstain)} คน]`);
  if (cast) parts.push("[คะแนนเสียงเท่ากัน] [ประธานออกเสียงชี้ขาด]");
  const ends: Record<string, string> = {
    carried: "[ที่ประชุมมีมติเห็นชอบ]",
    lost: "[ที่ประชุมมีมติไม่เห็นชอบ]",
  };
  parts.push(ends[outcome] ?? "[คะแนนเสียงเท่ากัน]");
  return parts.join(" ");
}

const SENTENCES: Record<string, (spoken: Spoken) => string> = {
  open_meeting: ({ body, number, year, soundOnly }) =>
    `เมื่อกรรมการมา[ครบองค์ประชุม]แล้ว ขอเปิดประชุม${body} [ครั้งที่ ${d(number)}/${d(year)}] และขอแจ้งว่า[การประชุมนี้][บันทึกเสียง]${soundOnly ? "" : "[และภาพ]"}`,
  open_item: ({ item }) => `ต่อไปเป็น[ระเบียบวาระที่ ${d(item?.number ?? "")}] ${item?.title ?? ""}`,
  close_item: itemEnd,
  open_ballot: () => "ขอให้ที่ประชุม[ออกเสียงลงคะแนน][โดยเปิดเผย] ว่าจะเห็นชอบ[ตามที่เสนอ]หรือไม่",
  close_ballot: () => "มีผู้ใดยังไม่ลงคะแนนหรือไม่",
  give_casting_vote: () => "คะแนนเสียงเท่ากัน [ประธานขอออกเสียงเพิ่มขึ้น][อีกเสียงหนึ่ง][เป็นเสียงชี้ขาด]",
  announce_result: ({ result }) => (result === null ? "" : resultSentence(result)),
  resolve_unopposed: () => "ในเรื่องนี้ [มีผู้เห็นเป็นอย่างอื่นหรือไม่] … เมื่อไม่มีผู้เห็นเป็นอย่างอื่น [ถือว่าที่ประชุมมีมติเห็นชอบ]",
  close_meeting: ({ time }) => `เมื่อไม่มีผู้ใดเสนอเรื่องอื่นแล้ว [ขอเลิกประชุม] [เวลา ${time}]`,
};

/** The sentence for a step, by its script's name or by its command's; null when there is nothing to say. */
export function sentence(script: string, command: string, spoken: Spoken): string | null {
  const write = SENTENCES[script] ?? SENTENCES[command.split(".")[1] ?? ""];
  return write === undefined ? null : write(spoken);
}

const GROUNDS: Record<string, string> = {
  interest: "เป็น[ผู้มีส่วนได้เสีย]ในเรื่องนี้",
  party: "เป็นคู่กรณีในเรื่องนี้",
  relative: "เป็นญาติของคู่กรณีในเรื่องนี้",
  other_by_law: "มีเหตุตามกฎหมายที่ต้องระงับการเข้าร่วมในเรื่องนี้",
};

/** The order that suspends a person for the item before the meeting (ข้อ ๑๐ (๒)). */
export function suspendSentence(name: string, reason: string): string {
  return `${name} ${GROUNDS[reason] ?? ""} และได้ชี้แจงแล้ว จึงให้ระงับการสื่อสารและปฏิสัมพันธ์จนกว่าจะพิจารณาวาระนี้เสร็จ`;
}

/** The decision that an objection is not upheld; the chair says the reason in her own words. */
export function dismissSentence(name: string): string {
  return `คำคัดค้าน ${name} [ฟังไม่ขึ้น] ให้ยกคำคัดค้าน ด้วยเหตุผลที่ได้แจ้งต่อที่ประชุมแล้ว`;
}

/** The invitation to explain before the order. */
export function explainSentence(name: string): string {
  return `ขอให้ ${name} ชี้แจงต่อที่ประชุมก่อน`;
}

/** When the minutes of a turn are over; a courtesy, and nothing is cut off. `name` has the marks of a phrase. */
export function turnOverSentence(name: string, minutes: number): string {
  return `เวลาของ${name} [ครบ ${d(minutes)} นาที]แล้ว [ขอให้สรุปประเด็น]`;
}
