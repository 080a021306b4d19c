/** In the list of people: by whom somebody was vouched for, and taking it back. */
import { UserCheck } from "lucide-preact";
import { useState } from "preact/hooks";
import { clock } from "../../i18n/dates.ts";
import { t } from "../../i18n/t.ts";
import type { Room, Seat, You } from "../../protocol/wire.ts";
import { nameOf } from "../../room/derived.ts";
import { send } from "../../room/store.ts";
import { classes } from "../../ui/classes.ts";
import { Icon } from "../../ui/icon.tsx";
import { Name, unbroken } from "../../ui/name.tsx";
import { Phrase } from "../../ui/phrase.tsx";
import { ReasonDialog } from "./reason-dialog.tsx";
import css from "./vouching.module.css";

/** The sentence that everyone reads: who vouched for whom, and when. */
export function vouchedWords(room: Room, vouching: Room["vouchings"][number], name = nameOf): string {
  const of = name(vouching.seat) || (room.seats.find((seat) => seat.seat === vouching.seat)?.name ?? "");
  const line = vouching.link ? t().linkedLine : t().vouchedLine;
  return line(name(vouching.voucher), of, vouching.at === null ? "" : clock(vouching.at));
}

export function VouchedBy({ room, you, seat }: { room: Room; you: You; seat: Seat }) {
  const [asked, setAsked] = useState(false);
  const vouching = room.vouchings.find((one) => one.seat === seat.seat);
  if (vouching === undefined) return null;
  return (
    <div class={css.row}>
      <small class={classes("state off wraps", css.by)} data-vouched>
        <Icon of={UserCheck} />
        <span>
          {vouching.link ? t().linkBy : t().vouchedBy} <Name of={nameOf(vouching.voucher)} />
          {vouching.at === null ? null : <span class="num keep"> {clock(vouching.at)}</span>}
        </span>
      </small>
      {you.revocable.includes(seat.seat) ? (
        <button type="button" onClick={() => setAsked(true)}>
          {vouching.link ? t().linkRevoke : t().revoke}…
        </button>
      ) : null}
      {asked ? (
        <ReasonDialog
          words={vouching.link ? t().linkRevoke : t().revoke}
          act={(reason) => send("identity.revoke_proof", { seat: seat.seat, reason })}
          onClose={() => setAsked(false)}
        >
          <Phrase text={t().revokeWhat(unbroken(seat.name ?? ""))} />
        </ReasonDialog>
      ) : null}
    </div>
  );
}
