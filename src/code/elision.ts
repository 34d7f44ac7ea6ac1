/** "// ... existing code ...": where an answer leaves out what stays as it is. */

const COMMENT =
  /^\s*(?:\/\/+|#+|--+|;+|%+|\/\*+|<!--|\{\s*\/\*+|\*|'''|""")\s*(.*?)\s*(?:\*\/\s*\}?|-->)?\s*$/;
const LEFT_OUT =
  /^(?:\.{3}|…)|(?:\.{3}|…)$|^[([]?(?:the )?(?:existing|remaining|other|previous|rest of|same as (?:before|above)|unchanged)\b.*\b(?:code|file|function|class|method|methods|functions|fields|imports|implementation|members|logic|here|unchanged|before|above|content|lines|the same)\b/i;
/** A sentence that only happens to end with dots says more than that. */
const MAX_WORDS = 9;

export function isElision(line: string): boolean {
  const [, said] = COMMENT.exec(line) ?? [];
  return said !== undefined && said.split(" ").length <= MAX_WORDS && LEFT_OUT.test(said);
}
