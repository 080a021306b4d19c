/** One moving picture; silent, since sound is played elsewhere. */
import { useEffect, useRef } from "preact/hooks";

interface Props {
  stream: MediaStream;
  mirrored?: boolean;
  /** Told the size in which the picture is shown, and nothing when it is gone. */
  onSize?: ((stream: MediaStream, width: number, height: number) => void) | undefined;
}

export function Picture({ stream, mirrored, onSize }: Props) {
  const element = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const video = element.current;
    if (video === null) return;
    video.srcObject = stream;
    video.play().catch(() => undefined);
    return () => {
      video.srcObject = null;
    };
  }, [stream]);
  useEffect(() => {
    const video = element.current;
    if (video === null || onSize === undefined) return;
    const tell = () => onSize(stream, video.clientWidth, video.clientHeight);
    const observer = new ResizeObserver(tell);
    observer.observe(video);
    return () => {
      observer.disconnect();
      onSize(stream, 0, 0);
    };
  }, [stream, onSize]);
  return (
    <video
      ref={element}
      autoPlay
      muted
      playsInline
      tabIndex={-1}
      style={mirrored ? { transform: "scaleX(-1)" } : undefined}
    />
  );
}
