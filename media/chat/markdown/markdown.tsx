/** A text that may still grow, as Markdown. */
import { memo } from "preact/compat";
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { BlockSplitter, type CodeBlockSource, type MarkdownBlock, type TextBlockSource } from "./blocks.ts";
import { codeInfo } from "./code-file.ts";
import { CodeText } from "./code-text.ts";
import { useDrawnAgain } from "./drawn-again.ts";
import { morph } from "./morph.ts";
import { codeBar, markdown, renderMarkdown } from "./render.ts";
import { sanitized } from "./sanitize.ts";

export function Markdown({ text, whole }: { text: string; whole: boolean }) {
  const [splitter] = useState(() => new BlockSplitter(markdown));
  return (
    <div class="markdown">
      {splitter.split(text, whole).map((block, index) => (
        // A block stays in its place and is only ever followed by others.
        <Block key={index} block={block} />
      ))}
    </div>
  );
}

const Block = memo(({ block }: { block: MarkdownBlock }) =>
  block.kind === "code" ? <Code block={block} /> : <Text block={block} />,
);

function Text({ block: { source, level } }: { block: TextBlockSource }) {
  const version = useDrawnAgain();
  return <Html html={useMemo(() => renderMarkdown(source, level), [source, level, version])} />;
}

/** It is changed rather than replaced while it grows: what is selected in it stays selected. */
const Html = memo(({ html }: { html: string }) => {
  const element = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (element.current) morph(element.current, sanitized(html));
  }, [html]);
  return <div ref={element} />;
});

function Code({ block: { info, code, isOpen } }: { block: CodeBlockSource }) {
  const element = useRef<HTMLElement>(null);
  const text = useRef<CodeText>(undefined);
  const what = useMemo(() => codeInfo(info, code), [info, code]);
  const { language, file } = what;
  useLayoutEffect(() => () => text.current?.dispose(), []);
  useLayoutEffect(() => {
    if (!element.current) return;
    text.current ??= new CodeText(element.current);
    text.current.show(code.replace(/\n$/, ""), language, isOpen);
  }, [code, language, isOpen]);
  return (
    <div class="code" data-language={language} data-file={file ?? ""}>
      <Html html={codeBar(what, isOpen)} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines are scrolled by key */}
      <pre tabIndex={0}>
        <code ref={element} />
      </pre>
    </div>
  );
}
