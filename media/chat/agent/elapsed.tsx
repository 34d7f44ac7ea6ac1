import { useEffect, useState } from "preact/hooks";
import { duration } from "../../../common/format.ts";

const MINUTE_MS = 60_000;

/** How long something has run. It isn't read out: it changes each second. */
export function Elapsed({ since }: { since: number }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  const ms = Math.max(0, now - since);
  const seconds = Math.floor(ms / 1_000);
  const text = ms < MINUTE_MS ? duration(seconds * 1_000).replace(".0", "") : minutes(seconds);
  return (
    <span class="elapsed" aria-hidden="true">
      {text}
    </span>
  );
}

/** "3:05". */
const minutes = (seconds: number) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
