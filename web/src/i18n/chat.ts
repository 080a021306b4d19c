/** The words of messages and signs, in both languages: apart from the catalogue, which every page loads. */
import { thaiDigits } from "./digits.ts";
import { language } from "./t.ts";

const th = {
  toAll: "ทุกคน",
  toSupport: "เจ้าหน้าที่สนับสนุน",
  toPersons: "รายบุคคล",
  whom: "เขียนถึง",
  whomTitle: "ส่งข้อความถึง",
  onItem: (number: string) => `วาระที่ ${thaiDigits(number)}`,
  general: "เรื่องทั่วไป",
  about: "เรื่อง",
  supportEmpty: "ยังไม่มีข้อความถึงเจ้าหน้าที่",
  supportEmptyLine: "เจ้าหน้าที่สนับสนุนเท่านั้นที่อ่านได้ และถูกบันทึกไว้",
  supportField: "พิมพ์ถึงเจ้าหน้าที่สนับสนุน",
  supportRecorded: "เจ้าหน้าที่สนับสนุนเท่านั้นที่อ่านได้",
  personField: (name: string) => `พิมพ์ถึง${name}`,
  personRecorded: "ท่านนี้และเจ้าหน้าที่สนับสนุนเท่านั้นที่อ่านได้",
  personsEmpty: "ยังไม่มีผู้เขียนถึงเจ้าหน้าที่",
  choosePerson: "เลือกผู้รับ",
  suspended: "ท่านนี้พักการเข้าร่วมอยู่ เขียนถึงได้เมื่อกลับเข้าประชุม",
  newFrom: (count: number) => `มีข้อความใหม่ ${thaiDigits(count)} ราย`,
  writeToSupport: "เขียนถึงเจ้าหน้าที่…",
  answered: "เจ้าหน้าที่เขียนถึงท่าน",
  own: "ท่าน",
  signs: "แสดงท่าที",
  sign: { noted: "รับทราบ", applause: "ปรบมือ", slower: "ขอให้ช้าลง", unheard: "ไม่ได้ยิน" },
};

const en: typeof th = {
  toAll: "Everyone",
  toSupport: "Support officer",
  toPersons: "One person",
  whom: "To",
  whomTitle: "Write to",
  onItem: (number) => `Item ${number}`,
  general: "General",
  about: "About",
  supportEmpty: "Nothing written to the officer yet",
  supportEmptyLine: "Only the support officers read it, and it is recorded",
  supportField: "Write to the support officer",
  supportRecorded: "Only the support officers read it",
  personField: (name) => `Write to ${name}`,
  personRecorded: "Only this person and the support officers read it",
  personsEmpty: "Nobody has written to the officers yet",
  choosePerson: "Choose a person",
  suspended: "This person is suspended. You can write once they are back.",
  newFrom: (count) => `New messages from ${count}`,
  writeToSupport: "Write to the officer…",
  answered: "The officer wrote to you",
  own: "You",
  signs: "Give a sign",
  sign: { noted: "Noted", applause: "Applause", slower: "Slower, please", unheard: "Cannot hear" },
};

/** The words in the language of the page. */
export function chatWords(): typeof th {
  return language.value === "th" ? th : en;
}
