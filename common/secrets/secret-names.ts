/** Files that may hold secrets, known by their names and folders. */

import { originalName } from "./copied-names.ts";
import { isData, isNamedAsSecret } from "./name-words.ts";
import { hasKeyEnding, isPhpSettings, isToolFile, isToolPath } from "./tool-files.ts";

/** Made to be shared: what is in it is filled in elsewhere. */
const TEMPLATE =
  /(?:^|[^a-z])(?:examples?|samples?|templates?|tmpl|tpl|dist|skeleton|stub|placeholder|schema)(?:$|[^a-z])|\.defaults?(?:\.|$)/;
/** The same for keys, where the word may also be a part of a host's name. */
const TEMPLATE_ENDING = /[._-](?:example|sample|template|tmpl|tpl|dist|stub|erb|j2)$/;
/** The half of a pair of keys that is for everybody. */
const PUBLIC_HALF = /\.pub$|(?:^|[._-])public[._-]?keys?(?:\.\w+)?$/;

/** Source code and documentation about secrets aren't secret: `secrets.py`, `credentials.md`. */
const SOURCE = new Set(
  (
    "adoc as asciidoc asm astro awk bash bat bicep c cc cjs clj cljs cls cmake cmd coffee cpp cr cs cshtml csproj css cts " +
    "cxx d dart dockerfile edn ejs el elm erb erl ex exs f90 feature fish fs fsproj fsx go gql gradle graphql groovy gsp h " +
    "haml hbs hh hpp hrl hs htm html hxx inc ino ipynb j2 java jinja jinja2 jl js jsp jsx kt kts less liquid lisp lua m mako " +
    "md mdx mjs ml mli mm mts mustache nim nix nu pas patch php phpt phtml pl pm po pot proto ps1 psd1 psm1 pug puml py pyi " +
    "pyw pyx r rake rb re rkt rmd robot rs rst s sass sc scala scm scss sh slim sol sql styl sv svelte svg swift t tcl tex tf " +
    "thrift tpl trigger ts tsx twig v vala vb vbproj vhd vim vue wat wsdl xaml xhtml xq xsd xsl xslt y zig zsh"
  ).split(" "),
);

/** Where files are named after what they are about: translations, an app's resources, workflows, charts, programs. */
const ABOUT =
  /(?:^|\/)(?:(?:locales?|i18n|l10n|langs?|languages?|translations?|nls|changelogs?|changes|\.changeset|messages|res\/(?:drawable|layout|values|xml|raw|menu)[\w-]*|\.github\/(?:workflows|actions)|__snapshots__)\/(?:[\w-]+\/)*[^/]*|(?:templates|tasks|handlers|playbooks|roles)\/(?:[\w.-]+\/)*[^/]*\.ya?ml|(?:s?bin|libexec|scripts?|completions?|man\d?)\/[^/.]+)$/i;
/** Text in a folder of the documentation. */
const MANUAL = /(?:^|\/)(?:docs?|documentation|manual|guides?)\/.+\/[^/]*\.(?:txt|text|in|inc)$/i;
/** Data in such a folder is what it says. */
const FOLDER_OF_SECRETS =
  /(?:^|\/)\.?(?:secrets|credentials|passwords|private[-_]?keys)\/(?:[^/]+\/)*[^/]*$/i;
const ABOUT_ANYTHING =
  /^(?:readme|license|licence|copying|notice|authors|changelog|history|todo|makefile|dockerfile|gemfile|rakefile|build|workspace|owners|codeowners|usage|package|tsconfig|kustomization|chart)\b/i;

/**
 * Whether a file may hold secrets, judging by its name and folders.
 *
 * @param path with slashes
 * @param place the path in the workspace: folders above it say nothing of what a file is about
 */
export function mayHoldSecrets(path: string, place = path): boolean {
  if (isToolPath(path.toLowerCase())) return true;
  const name = path.slice(path.lastIndexOf("/") + 1);
  const original = originalName(name.toLowerCase());
  // Its words are told by capital letters too.
  return isSecretName(name, place) || (original !== name && isSecretName(inCaseOf(name, original), place));
}

function isSecretName(name: string, place: string): boolean {
  const lower = name.toLowerCase();
  if (PUBLIC_HALF.test(lower) || TEMPLATE_ENDING.test(lower)) return false;
  if (hasKeyEnding(lower)) return true;
  if (TEMPLATE.test(lower)) return false;
  if (isToolFile(lower) || isPhpSettings(place)) return true;
  if (lower.includes(".") && SOURCE.has(lower.slice(lower.lastIndexOf(".") + 1))) return false;
  if (ABOUT.test(place) || MANUAL.test(place)) return false;
  if (isNamedAsSecret(name)) return true;
  return FOLDER_OF_SECRETS.test(place) && isData(name) && !ABOUT_ANYTHING.test(name);
}

function inCaseOf(name: string, part: string): string {
  const at = name.toLowerCase().indexOf(part);
  return at < 0 ? part : name.slice(at, at + part.length);
}
