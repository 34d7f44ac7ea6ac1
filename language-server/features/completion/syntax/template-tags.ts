/** What a template engine puts into HTML, which its grammar makes no sense of: Django, Jinja, Liquid, Handlebars, ERB. */

/** Within a line; one that isn't ended doesn't reach up to the end of another one. */
const TAGS = /\{%(?:(?!\{%).)*?%\}|\{#(?:(?!\{#).)*?#\}|<%(?:(?!<%).)*?%>|\{?\{\{[^{}\n]*\}\}\}?/g;
/** What stands for a value; everything else is gone when the template is filled in. */
const VALUE = /^\{\{(?!~?\s*[#/^!>])/;

/** A document as long as the template, without what isn't HTML. */
export function withoutTemplateTags(text: string): string {
  return text.replace(TAGS, (tag) => (VALUE.test(tag) ? "x" : " ").repeat(tag.length));
}
