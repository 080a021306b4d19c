/** One moving picture; silent, since sound is played elsewhere. */
import { useEffect, useRef } from "preact/hooks";

export function Picture({ stream, mirrored }: { stream: MediaStream; mirrored?: boolean }) {
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
