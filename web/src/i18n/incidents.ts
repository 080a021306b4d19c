/** The words of incidents, in both languages: apart from the catalogue, which every page loads. */
import { thaiDigits } from "./digits.ts";
import { language } from "./t.ts";

const th = {
  helpSent: "แจ้งเจ้าหน้าที่แล้ว [กำลังรอรับเรื่อง]",
  helpTaken: "เจ้าหน้าที่รับเรื่องแล้ว",
  helpTry: "เจ้าหน้าที่ขอให้ท่านลอง:",
  helpWhat: "ขัดข้องเรื่องใด (ไม่บอกก็ได้)",
  helpWords: "บอกเพิ่ม (ถ้ามี)",
  helpTell: "ส่งให้เจ้าหน้าที่",
  helpNoMore: "ใช้ได้แล้ว ไม่ต้องช่วย",
  helpWaitHere: "ปิดบัตรนี้ และรอ",
  helpWhenBack: "สัญญาณขาด [ระบบจะแจ้งให้เอง]เมื่อต่อได้ [ระหว่างนี้โทรได้ทันที]",
  steps: {
    microphone: "ปิดไมค์ แล้วเปิดใหม่",
    network: "เปลี่ยนไปใช้เครือข่ายอื่น",
    reload: "เปิดหน้านี้ใหม่",
    call: "โทรเข้าช่องทางสำรอง",
  },
  advise: {
    microphone: "ให้ปิด–เปิดไมค์",
    network: "ให้สลับเครือข่าย",
    reload: "ให้เปิดหน้าใหม่",
    call: "ให้โทรเข้า",
  },
  incidentsTitle: "เหตุขัดข้อง",
  incidentCalls: (name: string, what: string) => `เหตุขัดข้องใหม่ ${name} ${what}`,
  incidentNumber: (number: number) => `เหตุที่ ${thaiDigits(number)}`,
  incidentTake: "รับเรื่อง",
  incidentOutcome: "บันทึกผล…",
  incidentTakenBy: "รับเรื่องโดย",
  incidentWaits: (seconds: string) => `รอรับเรื่อง ${seconds} วินาที`,
  incidentByThem: "แจ้งเอง",
  incidentByMachine: "ระบบตรวจพบ",
  incidentSeats: (count: number) => `${thaiDigits(count)} ที่นั่ง`,
  incidentGoesOn: (seconds: number) => `ไม่รับเรื่องภายใน [${thaiDigits(seconds)} วินาที] ระบบแจ้งผู้ควบคุมระบบ`,
  incidentEscalated: {
    nobody_there: "ไม่มีเจ้าหน้าที่สนับสนุนอยู่ จึงแจ้งผู้ควบคุมระบบ",
    unacknowledged: "ยังไม่มีเจ้าหน้าที่รับเรื่อง จึงแจ้งผู้ควบคุมระบบ",
  },
  incidentWhere: {
    absent: "ยังไม่มา",
    waiting: "อยู่ก่อนเข้าห้อง",
    present: "อยู่ในห้องประชุม",
    away: "หลุดอยู่",
    suspended: "พักการเข้าร่วม",
    left: "ออกจากห้องแล้ว",
  },
  incidentCause: "สาเหตุ",
  incidentResult: "ผล",
  incidentWords: "หมายเหตุ (ถ้ามี)",
  incidentWrite: "บันทึกผล",
  alarmSilenced: "เบราว์เซอร์ยังไม่ให้เล่น[เสียงเตือน]",
  alarmOn: "เปิดเสียงเตือน",
};

const en: typeof th = {
  helpSent: "The officer has been told. [Waiting to be taken on]",
  helpTaken: "An officer is seeing to it",
  helpTry: "The officer asks you to:",
  helpWhat: "What is wrong (you need not say)",
  helpWords: "Anything more",
  helpTell: "Tell the officer",
  helpNoMore: "It works now, no help needed",
  helpWaitHere: "Close this card and wait",
  helpWhenBack: "The line is away. [You will be reported] when it is back. [Meanwhile you can call.]",
  steps: {
    microphone: "turn the microphone off and on again",
    network: "use another network",
    reload: "open this page again",
    call: "call the backup channel",
  },
  advise: {
    microphone: "Mic off and on",
    network: "Switch network",
    reload: "Open page again",
    call: "Call in",
  },
  incidentsTitle: "Incidents",
  incidentCalls: (name, what) => `New incident: ${name}: ${what}`,
  incidentNumber: (number) => `Incident ${number}`,
  incidentTake: "Take on",
  incidentOutcome: "Write outcome…",
  incidentTakenBy: "taken on by",
  incidentWaits: (seconds) => `waiting ${seconds} s`,
  incidentByThem: "reported",
  incidentByMachine: "found by the system",
  incidentSeats: (count) => `${count} ${count === 1 ? "seat" : "seats"}`,
  incidentGoesOn: (seconds) => `Not taken on within [${seconds} seconds], it goes to the controller`,
  incidentEscalated: {
    nobody_there: "No support officer is there, so the controller was told",
    unacknowledged: "No officer has taken it on yet, so the controller was told",
  },
  incidentWhere: {
    absent: "not here yet",
    waiting: "before the room",
    present: "in the room",
    away: "line away",
    suspended: "suspended",
    left: "left the room",
  },
  incidentCause: "Cause",
  incidentResult: "Outcome",
  incidentWords: "Note, if any",
  incidentWrite: "Write outcome",
  alarmSilenced: "The browser does not play the [alarm sound] yet",
  alarmOn: "Turn the alarm sound on",
};

/** The words of incidents in the current language; reading them in a component follows the language. */
export function calls(): typeof th {
  return language.value === "th" ? th : en;
}
