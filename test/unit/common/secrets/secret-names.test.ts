import assert from "node:assert/strict";
import { mayHoldSecrets } from "../../../../common/secrets/secret-names.ts";

/** Kinds of secrets, with names of each. */
const SECRET: Record<string, readonly string[]> = {
  "variables of an environment": [
    ".env",
    ".env.local",
    "prod.env",
    "env.production",
    ".envrc",
    ".dev.vars",
    ".flaskenv",
  ],
  "copies and backups of a secret": [
    ".env~",
    ".env-prod",
    ".env_old",
    ".env copy",
    ".env.bak.2026",
    ".env (1)",
    ".env - Copy (2)",
    "Copy of .env",
    "#.env#",
    ".#.env",
    "..env.swp",
    ".env.gpg",
    "id_rsa.bak",
    "id_rsa.old",
    "id_rsa copy",
    "server.pem.bak",
    "secrets (copy).json",
    "secrets-old.yaml",
    "secrets_backup.json",
    "credentials.json.1",
    "myPasswords copy.txt",
    ".npmrc.2024-01-01",
  ],
  "private keys": [
    "id_ed25519_work",
    "deploy_key",
    "ssh_host_rsa_key",
    "tls.key",
    "cert.p12",
    "a.agekey",
    "wg0.conf",
    "AuthKey_1.p8",
  ],
  "keys of services": [
    "gcp-key.json",
    "my-project-123456-0a1b2c3d4e5f.json",
    "unseal-keys.txt",
    "rootkey.csv",
    "accessKeys.csv",
    "api_key.txt",
    "stripeApiKey.json",
    "my-service-account.json",
    "serviceAccountKey.json",
    "x-firebase-adminsdk-y.json",
    "client_secret_123.json",
    "google-credentials.json",
  ],
  "words for a secret": [
    "credentials",
    "secrets.yaml",
    "secrets.prod.yml",
    "SECRETS.YAML",
    "my-secrets.json",
    "db-secret.yaml",
    "app.secret",
    "password.txt",
    "db_passwords.csv",
    "passwort.txt",
    "recovery-codes.txt",
    "slack_webhook.txt",
    "config.private.json",
    "oauth2.json",
    ".auth",
    "pw.txt",
    "bitwarden_export_2024.json",
    "token.json",
    ".token",
    "slack-bot-token.txt",
    "auth.json",
  ],
  "files of tools": [
    ".npmrc",
    ".netrc",
    ".pypirc",
    ".git-credentials",
    ".dockerconfigjson",
    ".vault-token",
    ".s3cfg",
    ".boto",
    "credentials.tfrc.json",
    "prod.auto.tfvars.json",
    "terraform.tfstate.backup",
    "kubeconfig-prod.yml",
    "key.properties",
    "local.settings.json",
    "appsettings.Production.json",
    "wp-config.php",
  ],
  "what was typed": [
    ".bash_history",
    ".psql_history",
    ".python_history",
    ".lesshst",
    "fish_history",
    "ConsoleHost_history.txt",
  ],
  "scripts that are settings": ["secrets.sh", "secrets.php", "prod-credentials.sh", "credentials.ps1"],
};

const HARMLESS: Record<string, readonly string[]> = {
  templates: [
    ".env.example",
    ".env-sample",
    ".env_template",
    ".env.dist",
    ".env.local.example",
    "secrets.example.yml",
    "wp-config-sample.php",
    "server.pem.example",
  ],
  "source about secrets": [
    "secrets.py",
    "secrets.go",
    "token.ts",
    "password.tsx",
    "auth.js",
    "Secret.php",
    "rotate-secrets.sh",
    "credentials.py.bak",
    "secret_test.rb",
    "password_reset.html",
    "tokens.css",
  ],
  "documents and data about them": [
    "passwords.md",
    "tokenizer.json",
    "special_tokens_map.json",
    "design-tokens.json",
    "token-exchange.yaml",
    "secret-reader.yaml",
    "password.reset.json",
    "key.png",
    "keymap.json",
    "foreign-key.json",
    "natural_key.json",
    "pins.csv",
    "pass.json",
    "auth.txt",
    "login.json",
    "HISTORY.txt",
    "release_history.txt",
  ],
  "public halves": ["id_rsa.pub", "public_key.txt", "authorized_keys"],
  "words that only look like it": [
    "keyboard.json",
    "monkey.txt",
    "turkey.csv",
    "secretary.txt",
    "compass.json",
    "environment.ts",
    "environment.yml",
    ".envoy.yml",
    "package.json",
    "config",
  ],
};

const holds = (place: string) => mayHoldSecrets(`/home/me/code/${place}`, place);

describe("a file's name", () => {
  for (const [kind, names] of Object.entries(SECRET))
    for (const name of names)
      it(`${name} may hold secrets: ${kind}`, () => assert.equal(holds(`conf/${name}`), true));
  for (const [kind, names] of Object.entries(HARMLESS))
    for (const name of names)
      it(`${name} is harmless: ${kind}`, () => assert.equal(holds(`conf/${name}`), false));

  it("counts with its folder where a tool keeps secrets in that", () => {
    for (const path of [
      ".ssh/config",
      ".aws/config",
      ".kube/config.bak",
      ".config/gh/hosts.yml",
      ".azure/clouds.json",
    ])
      assert.equal(holds(path), true, path);
    for (const path of [".vscode/config", ".azure/pipelines/ci.yml", "config/hosts.yml"])
      assert.equal(holds(path), false, path);
    assert.equal(mayHoldSecrets("/w/.git/config"), true);
    assert.equal(mayHoldSecrets("/w/.git/COMMIT_EDITMSG"), false);
  });

  it("counts with its folder where everything in that is secret", () => {
    assert.equal(holds("secrets/prod/database.yml"), true);
    for (const path of ["secrets/index.ts", "secrets/README.txt", "secrets/icon.png"])
      assert.equal(holds(path), false, path);
  });

  it("says what the file is about where texts, charts and tasks are", () => {
    for (const path of [
      "locales/en/password.json",
      "docs/topics/passwords.txt",
      ".github/workflows/token.yml",
      "chart/templates/secret.yaml",
      "roles/web/tasks/secret.yml",
      "bin/create-secret",
      "src/config/secrets.php",
    ])
      assert.equal(holds(path), false, path);
    assert.equal(mayHoldSecrets("/docs/of/me/passwords.txt", "passwords.txt"), true);
  });
});
