/** What a template engine puts into HTML, which its grammar makes no sense of: Django, Jinja, Liquid, Handlebars, ERB. */

/** Within a line. */
const TAGS = /\{%.*?%\}|\{#.*?#\}|<%.*?%>|\{\{.*?\}\}/g;
/** What stands for a value; everything else is gone when the template is filled in. */
const VALUE = /^\{\{(?![#/^!>])/;

/** A document as long as the template, without what isn't HTML. */
export function withoutTemplateTags(text: string): string {
  return text.replace(TAGS, (tag) => (VALUE.test(tag) ? "x" : " ").repeat(tag.length));
}
