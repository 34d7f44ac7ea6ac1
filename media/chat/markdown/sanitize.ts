/** The last gate before the DOM: only elements and attributes that our own renderer makes. */
import DOMPurify from "dompurify";

const TAGS =
  "a b blockquote br button code del div em h1 h2 h3 h4 h5 h6 hr i input li ol p pre s span strong " +
  "table tbody td th thead tr ul " +
  // Formulas.
  "math menclose mfrac mi mn mo mover mpadded mphantom mroot mrow ms mspace msqrt mstyle msub msubsup msup mtable " +
  "mtd mtext mtr munder munderover";
const ATTRIBUTES =
  "aria-haspopup aria-label checked class data-code-action data-file data-language data-line data-open-file " +
  "disabled href role start tabindex title type " +
  "accent columnalign columnspacing depth display displaystyle fence form height largeop linethickness lspace " +
  "mathsize mathvariant maxsize minsize movablelimits notation rowspacing rspace scriptlevel separator stretchy " +
  "symmetric voffset width";

const config = {
  ALLOWED_TAGS: TAGS.split(" "),
  ALLOWED_ATTR: ATTRIBUTES.split(" "),
  ALLOWED_URI_REGEXP: /^https?:\/\//i,
  // All but `href` hold no address.
  ADD_URI_SAFE_ATTR: ATTRIBUTES.split(" ").filter((name) => name !== "href"),
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  RETURN_DOM_FRAGMENT: true as const,
};

export function sanitized(html: string): DocumentFragment {
  return DOMPurify.sanitize(html, config);
}
