/** Files that may hold secrets, known by their names. */

/** Matched against the file's name in lower case. */
const SECRET_NAMES: readonly RegExp[] = [
  /^\.env(\..+)?$/,
  /\.env$/,
  /^\.envrc$/,
  /\.(pem|key|p8|p12|pfx|jks|keystore|ppk|kdbx|asc|gpg|ovpn)$/,
  /^id_(rsa|dsa|ecdsa|ed25519)(_\w+)?$/,
  /^(\.npmrc|\.yarnrc|\.yarnrc\.yml|\.netrc|_netrc|\.pypirc|\.pgpass|\.my\.cnf|\.dockercfg|\.git-credentials|\.htpasswd)$/,
  /^credentials?(\.\w+)?$/,
  /^secrets?(\..+)?$/,
  /\.secrets?(\.\w+)?$/,
  /\.tfvars(\.json)?$/,
  /\.tfstate(\.backup)?$/,
  /^kubeconfig(\..+)?$/,
  /\.kubeconfig$/,
  /^(service[-_]?account|client[-_]secret|gcloud|application_default_credentials)[^/]*\.json$/,
];

/** Examples are made to be shared. */
const HARMLESS_NAMES = /\.(example|sample|template|dist)$|^id_\w+\.pub$/;

/** Folders whose files are credentials, with the file in it ("config" elsewhere is harmless). */
const SECRET_PATHS = /(^|\/)(\.ssh\/|\.aws\/|\.gnupg\/|\.kube\/config$|\.docker\/config\.json$)/;

/** Source code about secrets isn't secret: `secrets.ts`, `credentials.py`. */
const CODE_ENDINGS =
  /\.(c|cc|cpp|cs|css|dart|ex|exs|go|h|hpp|html|java|jsx?|kt|lua|md|mjs|cjs|php|pl|pyi?|r|rb|rs|scala|sh|swift|tsx?|vue|zig)$/;

/** Whether a path, with slashes, names a file that may hold secrets. */
export function mayHoldSecrets(path: string): boolean {
  const lower = path.toLowerCase();
  const name = lower.slice(lower.lastIndexOf("/") + 1);
  if (SECRET_PATHS.test(lower)) return true;
  if (HARMLESS_NAMES.test(name) || CODE_ENDINGS.test(name)) return false;
  return SECRET_NAMES.some((pattern) => pattern.test(name));
}
