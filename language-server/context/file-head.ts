/** The head of a file: its license, and what it brings in. All files of a project have nearly the same one. */
import { isBlank } from "../../common/text-lines.ts";

const COMMENT = /^\s*(?:\/\/|\/?\*|#(?![[!]|include|import|pragma)|--|<!--)/;
const LICENSE = /copyright|licen[cs]e/i;
const BRINGS_IN =
  /^\s*(?:(?:import|package|from|use|pub use|using|extern crate|#include|#import|#pragma once)\b|(?:pub )?mod \w+;|export\b.*\bfrom\s*['"]|['"]use strict['"]|(?:const|let|var)\b.*=\s*require\()/;

/** How many of a file's first lines are its head. */
export function headLines(lines: readonly string[]): number {
  let end = 0;
  let opened = 0;
  let isLicense = false;
  for (const [index, line] of lines.entries()) {
    if (opened === 0 && isBlank(line)) isLicense = false;
    else if (opened === 0 && COMMENT.test(line)) isLicense ||= LICENSE.test(line);
    else if (opened > 0 || BRINGS_IN.test(line)) opened = Math.max(0, opened + balance(line));
    else return end;
    if (isLicense || !(isBlank(line) || COMMENT.test(line))) end = index + 1;
  }
  return end;
}

/** How many characters of a text are its file's head, its last line break among them. */
export function headLength(text: string): number {
  const lines = text.split(/(?<=\n)/);
  const head = lines.slice(0, headLines(lines)).join("");
  return head === "" || head.endsWith("\n") ? head.length : head.length + 1;
}

/** How many more brackets a line opens than it closes. */
function balance(line: string): number {
  return (line.match(/[({]/g)?.length ?? 0) - (line.match(/[)}]/g)?.length ?? 0);
}
