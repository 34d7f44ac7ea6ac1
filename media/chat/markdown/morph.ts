/** Makes the content of an element like another one with few changes: what is selected in it stays selected. */
export function morph(target: Node, source: Node): void {
  const wanted = [...source.childNodes];
  for (const [index, next] of wanted.entries()) {
    const present = target.childNodes[index];
    if (present === undefined) target.appendChild(next);
    else if (!becomes(present, next)) target.replaceChild(next, present);
  }
  while (target.childNodes.length > wanted.length) target.lastChild?.remove();
}

/** Makes a node like another one, where it can be. */
function becomes(present: Node, next: Node): boolean {
  if (present instanceof Text && next instanceof Text) {
    if (next.data.startsWith(present.data)) present.appendData(next.data.slice(present.length));
    else present.data = next.data;
    return true;
  }
  if (!(present instanceof Element && next instanceof Element && present.tagName === next.tagName))
    return false;
  for (const name of present.getAttributeNames()) if (!next.hasAttribute(name)) present.removeAttribute(name);
  for (const { name, value } of next.attributes)
    if (present.getAttribute(name) !== value) present.setAttribute(name, value);
  morph(present, next);
  return true;
}
