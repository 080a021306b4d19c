/** A picture as a paper of one page. */
import { take } from "../../protocol/files.ts";
import type { Paper } from "./pdf.ts";

const WIDEST = 4_096;

export async function openPicture(url: string): Promise<Paper> {
  const picture = await createImageBitmap(await take(url));
  return {
    pages: 1,
    draw: (canvas, _page, width) => {
      canvas.width = Math.min(WIDEST, Math.max(picture.width, Math.floor(width)));
      canvas.height = Math.floor((canvas.width * picture.height) / picture.width);
      canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
      return Promise.resolve();
    },
    close: () => picture.close(),
  };
}
