import { useEffect, useState } from "preact/hooks";
import { post } from "./bridge.ts";
import { IconButton } from "./icon-button.tsx";

/** How long a button says that it has copied. */
export const COPIED_MS = 1_500;

export function CopyButton({ label, text }: { label: string; text: string }) {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), COPIED_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);
  return (
    <IconButton
      icon={isCopied ? "check" : "copy"}
      label={label}
      onClick={() => {
        post({ type: "copy", text });
        setCopied(true);
      }}
    />
  );
}
