/** Files in which the usual tools keep keys, tokens, passwords, and what was typed. Names and paths in lower case. */

const ENVIRONMENT =
  "(?:prod|production|dev|devel|development|stage|staging|test|testing|qa|uat|ci|live|local|sandbox|preview|private)";

/** By the name alone. */
const NAMES: readonly RegExp[] = [
  // Variables for a program's environment.
  /^(?:\.?env|dotenv)$/,
  /^\.env(?:[^a-z].*)?$/,
  /\.env$/,
  new RegExp(`^env[._-]${ENVIRONMENT}(?:[._-]${ENVIRONMENT})*$`),
  new RegExp(`^\\.?env[._-]?(?:vars?|file)(?:[._-]${ENVIRONMENT})*$`),
  /^\.(?:envrc|envfile|flaskenv|environment|dev\.vars(?:\..+)?|direnv)$/,
  /^http-client\.private\.env\.json$/,
  // Private keys: of SSH by their algorithm, of VPNs by their devices.
  /^(?:.*[._-])?(?:rsa|dsa|ecdsa|ed25519|xmss)(?:_sk)?$/,
  /^ssh_host_.*key$/,
  /^(?:(?:wg|tun|awg)\d+|wireguard[\w-]*|vpn)\.conf$/,
  /^wpa_supplicant.*\.conf$/,
  /^utc--\d.*--[0-9a-f]{40}$/,
  /^otr\.private_key$/,
  // Keys of cloud services.
  /adminsdk/,
  // As Google names the key of a project that is downloaded.
  /^[a-z][a-z\d-]{4,28}[a-z\d]-(?=[a-f]*\d)[\da-f]{12}\.json$/,
  /^client[-_]?secrets?[^/]*\.json$/,
  /^gcloud[^/]*\.json$/,
  /^(?:service[-_]?account|application_default_credentials|service[-_]?principal)[^/]*\.json$/,
  /^(?:adc|kaggle|heroku|firebase-tools|storagestate|azureauth|msal_.*cache|\.?clasprc)\.json$/,
  /^(?:azureprofile|accesstokens)\.json$/,
  /^\.?(?:s3cfg|boto|passwd-s3fs|sentryclirc|databrickscfg|twurlrc|edgerc)$/,
  /^\.(?:trc|tugboat)$/,
  /^\.?terraform(?:\.?rc)$/,
  /^\.?rclone\.conf$/,
  /^\.?ngrok\.ya?ml$/,
  /^(?:local\.settings|appsettings\.(?:prod|production|staging|stage|qa|uat|local|live|release|secrets?))\.json$/,
  /\.(?:secret|secrets)\.exs$/,
  // Package managers and build tools.
  /^\.?(?:npmrc|yarnrc|pypirc|netrc|nugetrc|npmauth|gemrc)$/,
  /^\.yarnrc\.ya?ml$/,
  /^_netrc$/,
  /^settings-security\.xml$/,
  /^(?:key|keys|keystore|signing|release-signing|local)\.properties$/,
  /^\.coveralls\.ya?ml$/,
  /^github\.sublime-settings$/,
  /^jenkins\.plugins\.publish_over_ssh\..*\.xml$/,
  /^export_presets\.credentials\.cfg$/,
  // Version control, containers, servers.
  /^\.?git-credentials?$/,
  /^\.gitconfig$/,
  /^\.?(?:dockercfg|dockerconfig(?:json)?)$/,
  /^\.?(?:htpasswd|htdigest|pgpass|my\.cnf|mylogin\.cnf|proftpdpasswd|master\.passwd)(?:\.conf)?$/,
  /^pgpass\.conf$/,
  /^\.?(?:rhosts|shosts|xauthority|google_authenticator|erlang\.cookie|authinfo|smbcredentials)$/,
  /^(?:chap|pap)-secrets$/,
  /^kube[-_.]?config(?:[._-].+)?$/,
  /^(?:k3s|rke2)\.yaml$/,
  /[._-]kubeconfig$/,
  /^\.?vault[-_](?:token|pass)(?:\.txt)?$/,
  // Settings that are PHP or Ruby, and hold a password or key by design.
  /^(?:wp-config|localsettings|settings\.local|config\.secrets?)\.php$/,
  /^secret_token\.rb$/,
  // Clients of mail, chat, databases, file transfer.
  /^\.?(?:msmtprc|esmtprc|muttrc|fetchmailrc|getmailrc|offlineimaprc|mbsyncrc|curlrc|wgetrc|dbshell|ftpconfig|ftppass)$/,
  /^\.?(?:remote-sync|sftp(?:-config)?|ftp-?sync|ftp-simple)(?:\.json)?$/,
  /^ftpsync\.settings$/,
  /^(?:deployment|webservers|datasources\.local|\.?dbeaver-data-sources|recentservers|sitemanager|filezilla)\.xml$/,
  /^(?:deployment-config|robomongo|robo3t|credentials-config)\.json$/,
  /^(?:winscp|ventrilo_srv|ws_ftp)\.ini$/,
  // Browsers and wallets.
  /^(?:logins|logins-backup|signons\d?)\.(?:json|csv|txt|sqlite)$/,
  /^(?:key[34]|cookies|signons)\.(?:db|sqlite)$/,
  /^login data(?: for account)?$/,
  /^(?:bitwarden|lastpass|1password|keepassx?c?|dashlane|nordpass|enpass|roboform)[^/]*\.(?:json|csv|xml|txt)$/,
  /^wallet\.(?:dat|json|key|keys)$/,
  // What was typed into a shell or a database's client.
  /^\.[\w.+-]*(?:history|histfile|hsts?)$/,
  /^(?:bash|zsh|sh|ash|ksh|csh|fish|psql|mysql|sqlite|mongo|redis|irb|pry|python|node|consolehost)_history(?:\.txt)?$/,
  /^history\.(?:sqlite|db)$/,
  /^\.(?:lesshst|viminfo|z?history|sh_history|mycli-history|rdb_history)$/,
];

/** Settings that are a script: only a name that says nothing else. Others are programs about secrets. */
const SCRIPTS = new RegExp(
  `^\\.?(?:${ENVIRONMENT}[._-])?(?:secrets?|credentials?|creds|passwords|api[-_]?keys?)(?:[._-]${ENVIRONMENT})*\\.(?:sh|bash|zsh|fish|ps1|bat|cmd)$`,
);
/** A class has a capital letter, and a library's own are among its sources. */
const PHP_SETTINGS = new RegExp(
  `^(?!(?:.*/)?(?:src|lib|vendor|tests?)/)(?:.*/)?\\.?(?:${ENVIRONMENT}[._-])?(?:secrets?|credentials)(?:[._-]${ENVIRONMENT})*\\.php$`,
);

/** Folders in which all is secret. */
const FOLDERS =
  /(?:^|\/)(?:\.(?:ssh|gnupg|password-store|putty|envs|secrets?|credentials?|auth)|\.(?:aws|azure(?!\/pipelines)|kube|oci|snowflake|snowsql|davfs2|chef|recon-ng)|\.config\/(?:gh|hub|gcloud|doctl|rclone|op|configstore|glab-cli)|\.subversion\/auth)\//;
/** Files that are secret in a folder, and their copies there. */
const FILES_IN_FOLDERS = new RegExp(
  `(?:^|/)(?:${[
    "\\.git/(?:modules/.+/)?config",
    "\\.docker/config\\.json",
    "\\.config/hub",
    "\\.m2/settings[^/]*\\.xml",
    "\\.gradle/gradle\\.properties",
    "\\.bundle/config",
    "\\.(?:config/)?pip/pip\\.conf",
    "\\.fly/config\\.yml",
    "\\.dbt/profiles\\.yml",
    "\\.jupyter/.*\\.json",
    "\\.cloudflared/.*\\.json",
    "\\.vscode/sftp\\.json",
    "\\.lftp/bookmarks",
    "\\.irssi/config",
    "\\.purple/accounts\\.xml",
    "\\.x?chat2?/servlist_?\\.conf",
    "(?:group|host)_vars/(?:[^/]+/)*vault\\.ya?ml",
    "etc/(?:kubernetes/.*\\.conf|g?shadow)",
  ].join("|")})[^/]*$`,
);

/** Endings of files that hold keys, or what belongs to them, and nothing else. */
const KEY_ENDINGS = new Set(
  (
    "pem key keys keypair p8 p12 pk8 pfx pkcs12 pkcs8 jks jceks bks keystore ks ppk kdb kdbx psafe3 pwsafe keychain " +
    "agilekeychain opvault 1pif 1pux kwallet keyring asc gpg pgp age agekey skr jwk jwt ovpn tblk keytab " +
    "publishsettings mobileprovision bek fve tpm cscfg rdp nmconnection tfvars tfstate kubeconfig htpasswd netrc " +
    "pass pw secret secrets credential credentials creds passwd password passwords token privatekey private_key priv sec pwd"
  ).split(" "),
);

/** Whether a tool keeps secrets under a name, in lower case. */
export function isToolFile(name: string): boolean {
  return (
    NAMES.some((pattern) => pattern.test(name)) ||
    SCRIPTS.test(name) ||
    /\.(?:tfvars\.json|tfstate\..+|pubxml\.user)$/.test(name)
  );
}

/** Whether one does where a path leads, in lower case. */
export function isToolPath(path: string): boolean {
  return FOLDERS.test(path) || FILES_IN_FOLDERS.test(path);
}

/** Whether a path, in the case that it has, is that of settings in PHP. */
export function isPhpSettings(path: string): boolean {
  return PHP_SETTINGS.test(path);
}

/** Whether the last ending of a name in lower case says that the file is a key. */
export function hasKeyEnding(name: string): boolean {
  const dot = name.lastIndexOf(".");
  return dot >= 0 && KEY_ENDINGS.has(name.slice(dot + 1));
}
