/** Names that say in words that a file holds a secret: `db-password.txt`, `stripeApiKey.json`, `secrets.prod.yml`. */

/** What a secret is called, alone or as the end of a word: `smbcredentials`. */
const SECRETS =
  /(?:secrets?|passwords?|passwd|passphrases?|passcodes?|credentials?|keytab|adminsdk|passwort|vaultpass|passw(?:oe|ö)rter|kennwort|senhas?|contrase(?:ñ|n)as?|connectionstrings?)$/;
/** Only as a word of their own. */
const SHORT_SECRETS = new Set([
  "creds",
  "cred",
  "keyring",
  "mnemonic",
  "mnemonics",
  "pwds",
  "passes",
  "kubeconfig",
]);
/** Of several words. */
const PHRASES =
  /(?:^|-)(?:(?:seed|recovery|secret)-phrases?|(?:recovery|backup|scratch|rescue|2fa|mfa|otp)-codes?|connection-strings?|httr-oauth|(?:slack|discord|teams)-webhooks?(?:-urls?)?|session-cookies?|cookie-jar|(?:vault|db|sudo|root|become|smtp|mail|ssh|ftp|git|admin|wifi|user)-(?:pass|pwd)|id-(?:rsa|dsa|ecdsa|ed25519)(?:-.*)?)$/;
/** The whole of what is before the ending. */
const ALONE =
  /^(?:auth|oauth|oauth1|oauth2|(?:docker|registry|npm|codex)-auth|cookies?|cookiejar|keystore|truststore|private|apikeys?|logins)$/;
/** The same, where the file is no settings of a program. */
const ALONE_IN_NOTES = /^(?:pass|pwd|pw)$/;
/** Those of `ALONE` that are also what a text is about. */
const ALONE_IN_TEXT = /^(?:auth|oauth|private)/;

/** What a key is for, or of. */
const KEY_OWNERS = new Set(
  (
    "api app access secret private priv root master deploy deployment ssh ssl tls host signing sign " +
    "encryption encrypt enc decryption auth account service server client session storage gcp gcloud aws " +
    "azure google firebase stripe openai github gitlab jwt rsa ec gpg pgp age vault admin user sa iam " +
    "license recovery ca cert minisign cosign webhook consumer rest project twitter facebook slack " +
    "discord telegram twilio sendgrid mailgun paypal anthropic cloudflare digitalocean heroku db " +
    "database wallet bot prod production unseal"
  ).split(" "),
);
/** Keys that open nothing. */
const HARMLESS_KEY =
  /^(?:public|pub|natural|primary|foreign|translations?|i18n|locale|lang|language|sort|partition|index|cache|object|map|hot|short|shortcut|keyboard|messages?|msg|query|param|json|yaml|dict|event|group|routing|row|column|data|color|state|answer|legend|piano|house|authorized|trusted|known|ansi|text|function|f|test|sample)$/;
const GLUED_TOKEN =
  /^(?:auth|access|refresh|api|id|bearer|oauth|session|user|bot|device|github|gitlab|npm|pypi|vault)tokens?$/;
const TOKENS_OWNER =
  /^(?:auth|access|refresh|api|oauth|bearer|session|user|bot|device|personal|github|gitlab|slack|discord|telegram|npm|pypi|vault|security|login|cloud|aws|azure|google|secret)$/;
/** Tokens of a text or a design. */
const HARMLESS_TOKEN =
  /^(?:special|design|csrf|xsrf|color|colour|theme|spacing|font|size|shadow|motion|pad|eos|bos|unk|stop|added|cancel|cancellation|word|lex|lexer|parser|syntax|semantic|max|css)$/;

/** Which of several a file is: for production, of a year, the second. */
const VARIANT =
  /^(?:prod|production|dev|devel|development|stage|staging|test|testing|qa|uat|int|integration|preprod|preview|live|local|release|debug|ci|sandbox|beta|alpha|private|personal|internal|encrypted|decrypted|enc|dec|plain|plaintext|raw|new|final|current|latest|prev|previous|old|backup|bak|copy|orig|original|saved?|temp|tmp|global|shared|common|main|export|exported|dump|.*\d.*|[a-z])$/;
/** Words that add nothing to what a secret is called. */
const FILLER =
  /^(?:my|file|files|data|db|config|configs|cfg|conf|settings?|values?|vars?|variables?|env|properties|props|json|yaml|yml|txt|info|inc|default)$/;

/** Parts of a name before its ending that say how a secret is kept. */
const FORMAT = /^(?:pickle|tfrc|sops|gpg|age|auto|vault|k8s|sealed|apps|googleusercontent|com)$/;

/** Settings and notes: what a secret is written into. */
const DATA = new Set(
  (
    "json jsonc json5 ndjson yaml yml toml ini cfg conf cnf config properties props prefs xml plist csv tsv txt text log lst " +
    "db sqlite sqlite3 dat data bin env envrc list hcl kdl edn reg rtf doc docx odt xls xlsx ods numbers pdf " +
    "b64 base64 hex asc enc raw out dump bak old cred settings pref p7 der crt cer"
  ).split(" "),
);

/** What programs read. */
const HAS_SETTINGS = /^(?:json|jsonc|json5|ya?ml|toml|ini|cfg|conf|config|cnf|properties|env|csv|db|sqlite)$/;

/** Where a key or token is more often one of the text itself: of a mapping, a message. */
const HAS_KEYS = /^(?:ya?ml|xml|cfg|conf|config|properties|props|toml|ini|plist|log)$/;

/** Whether a name without its template and copy marks is a secret's, by its words. The ending tells what it is in. */
export function isNamedAsSecret(name: string): boolean {
  const bare = name.replace(/^[._]+/, "");
  const parts = bare.split(".");
  const last = parts.at(-1)?.toLowerCase() ?? "";
  const ending = parts.length > 1 && DATA.has(last) ? last : "";
  const stems = ending === "" ? parts : parts.slice(0, -1);
  // Another ending is what a variant is called (`secrets.prod`), or the file is of a kind that is none of ours.
  if (ending === "" && parts.length > 1 && !VARIANT.test(last)) return false;
  const whole = wordsOf(stems[0] ?? "").join("-");
  if (isAlone(whole, ending, name.startsWith(".")) && stems.slice(1).every(saysNothingMore)) return true;
  // `config.private.json`
  if (stems.length > 1 && stems.at(-1)?.toLowerCase() === "private" && HAS_SETTINGS.test(ending)) return true;
  // What follows the word must say nothing more: `password.reset.json` is about something.
  return stems.some((stem, at) => stems.slice(at + 1).every(saysNothingMore) && isSecretStem(stem, ending));
}

function saysNothingMore(part: string): boolean {
  return [VARIANT, FILLER, FORMAT].some((pattern) => pattern.test(part.toLowerCase()));
}

/** Whether the file's ending is that of settings or notes, or it has none. */
export function isData(name: string): boolean {
  const bare = name.replace(/^[._]+/, "");
  const dot = bare.lastIndexOf(".");
  return dot < 0 || DATA.has(bare.slice(dot + 1).toLowerCase());
}

function isSecretStem(stem: string, ending: string): boolean {
  const words = withoutEnd(wordsOf(stem), VARIANT);
  const filled = withoutEnd(words, FILLER, VARIANT);
  return (
    isSecretWord(filled) ||
    isSecretWord(words) ||
    isKey(words, ending) ||
    isToken(words, ending) ||
    (ending === "json" && words.slice(-2).join("-") === "service-account")
  );
}

function isSecretWord(words: readonly string[]): boolean {
  const last = words.at(-1) ?? "";
  return SECRETS.test(last) || SHORT_SECRETS.has(last) || PHRASES.test(words.join("-"));
}

function isAlone(name: string, ending: string, isHidden: boolean): boolean {
  if (ALONE_IN_NOTES.test(name)) return ending !== "json";
  if (!ALONE.test(name)) return false;
  return isHidden || !ALONE_IN_TEXT.test(name) || HAS_SETTINGS.test(ending);
}

function isKey(words: readonly string[], ending: string): boolean {
  const last = words.at(-1) ?? "";
  const owner = words.at(-2);
  // `apikey`, `rootkeys`
  if (/.keys?$/.test(last) && KEY_OWNERS.has(last.replace(/keys?$/, ""))) return owner !== "public";
  if (last === "key" && owner !== undefined)
    return HAS_KEYS.test(ending) ? KEY_OWNERS.has(owner) : !HARMLESS_KEY.test(owner);
  if (last === "key") return true;
  if (last !== "keys") return false;
  if (owner === undefined || KEY_OWNERS.has(owner)) return true;
  return /^(?:txt|csv)$/.test(ending) && !HARMLESS_KEY.test(owner);
}

function isToken(words: readonly string[], ending: string): boolean {
  const last = words.at(-1) ?? "";
  const owner = words.at(-2);
  if (GLUED_TOKEN.test(last)) return true;
  if (last === "token" && owner !== undefined)
    return HAS_KEYS.test(ending) ? TOKENS_OWNER.test(owner) : !HARMLESS_TOKEN.test(owner);
  if (last === "token") return true;
  return last === "tokens" && (owner === undefined ? ending !== "xml" : TOKENS_OWNER.test(owner));
}

/** In lower case: `myAPIKey_2` is my, api, key and 2. */
function wordsOf(stem: string): string[] {
  return stem
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, "$1 $2")
    .replace(/(\p{Lu}+)(\p{Lu}\p{Ll})/gu, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
}

/** Without the words at the end that any of the patterns matches; the first word stays. */
function withoutEnd(words: readonly string[], ...patterns: readonly RegExp[]): string[] {
  let end = words.length;
  while (end > 1 && patterns.some((pattern) => pattern.test(words[end - 1] ?? ""))) end--;
  return words.slice(0, end);
}
