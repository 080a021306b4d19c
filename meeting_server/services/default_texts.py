"""The terms and the manual that hold where an agency has set none of its own."""

from meeting_server.services.wording import Wording

TERMS = Wording(
    version="2569-1",
    th="""๑. ผู้เข้าร่วมประชุมต้องแสดงตนด้วยบัญชีของตนเอง หรือให้ผู้ร่วมประชุมอื่นรับรอง และต้องไม่ให้ผู้อื่นใช้บัญชี ลิงก์ หรือที่นั่งแทนตน
๒. ผู้เข้าร่วมประชุมต้องอยู่ในที่ซึ่งบุคคลที่ไม่เกี่ยวข้องไม่เห็นและไม่ได้ยินการประชุม ห้ามบันทึกเสียงหรือภาพด้วยอุปกรณ์ของตน เว้นแต่ประธานอนุญาต
๓. ผู้มีส่วนได้เสียในวาระใดต้องแจ้งประธาน และอยู่นอกห้องประชุมระหว่างการพิจารณาวาระนั้นตามที่ประธานสั่ง
๔. ห้ามใช้ระบบนี้ประชุมเรื่องที่มีชั้นความลับของทางราชการ
๕. เอกสาร ข้อความ และข้อมูลของการประชุมใช้เพื่อการปฏิบัติหน้าที่เท่านั้น
๖. หน่วยงานเก็บเสียง ภาพ และข้อมูลจราจรทางคอมพิวเตอร์ไว้เป็นหลักฐาน และดูแลข้อมูลส่วนบุคคลตามกฎหมาย
๗. เมื่อเสียง ภาพ หรือเครือข่ายขัดข้อง ให้กด “แจ้งเหตุ” หรือติดต่อเจ้าหน้าที่สนับสนุนตามช่องทางสำรองทันที""",
    en="""1. Take part under your own account, or be vouched for by another. Lend nobody your account, link or seat.
2. Be where no outsider sees or hears the meeting. Make no recording of your own unless the chair allows it.
3. If you have an interest in an item, tell the chair, and stay outside while it is considered, as the chair orders.
4. No matter that is classified may be dealt with on this system.
5. Documents, messages and data of the meeting are for your duties only.
6. The agency keeps sound, picture and traffic data as evidence required by law, and protects personal data by law.
7. If sound, picture or network fails, press “Report trouble” or call the support officer by the backup channel at once.""",
)

MANUAL = Wording(
    version="2569-1",
    th="""ก่อนประชุม
๑. เปิดลิงก์ที่ได้รับ แล้วเข้าสู่ระบบด้วยชื่อและรหัสผ่านของท่าน
๒. เมื่อเบราว์เซอร์ถามเรื่องไมค์และกล้อง ให้กด “อนุญาต”
๓. ลองพูดและลองฟังลำโพง หากไม่ได้ยิน ให้เลือกไมค์หรือลำโพงอื่น หรือใช้หูฟัง
๔. อ่านประกาศการบันทึกและข้อกำหนด ทำเครื่องหมายรับทราบ แล้วกด “เข้าห้องประชุม”

ระหว่างประชุม
๑. เปิดหรือปิดไมค์และกล้องได้ที่แถบเครื่องมือด้านล่าง เมื่อไม่พูดควรปิดไมค์
๒. ลงคะแนนด้วยการแตะคำตอบหนึ่งครั้ง แล้วรอคำว่า “บันทึกการลงคะแนนแล้ว”
๓. หากมีส่วนได้เสียในวาระใด ให้กดแจ้งที่วาระนั้น
๔. หากภาพหยุดเพราะเครือข่ายช้า เสียงจะไปก่อน ท่านไม่ต้องทำอะไร
๕. หากหลุดจากห้อง ให้เปิดลิงก์เดิมอีกครั้ง ที่นั่งและสิทธิลงคะแนนของท่านยังอยู่

เมื่อติดขัด
กด “แจ้งเหตุ” หรือติดต่อเจ้าหน้าที่สนับสนุนตามหมายเลขที่แสดงบนหน้าจอ""",
    en="""Before the meeting
1. Open the link that you were sent, and sign in with your name and password.
2. When the browser asks about microphone and camera, press “Allow”.
3. Speak, and listen to the test sound. If there is none, choose another microphone or loudspeaker, or use a headset.
4. Read the recording notice and the terms, tick that you accept them, and press “Enter the room”.

During the meeting
1. Switch microphone and camera on or off in the bar below. Mute yourself while you do not speak.
2. Vote by one tap on your answer, then wait for the words that it was recorded.
3. If you have an interest in an item, say so at that item.
4. If the picture stops because the line is slow, sound goes first: there is nothing to do.
5. If you fall out of the room, open the same link again. Your seat and your vote are still there.

In trouble
Press “Report trouble”, or call the support officer at the number on the screen.""",
)
