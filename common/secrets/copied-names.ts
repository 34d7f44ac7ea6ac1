/** Names of copies: what editors, tools and users put around a name to keep an older state of a file. */

/** What is at the end of a name, or of a name before its ending: `.env.bak`, `.env copy`, `.env.2026-01-01`. */
const MARKS: readonly RegExp[] = [
  /~+$/,
  /[._\- ](?:ba?c?k|backup|bkp|old|orig(?:inal)?|saved?|copy|copie|copia|kopie|te?mp|prev(?:ious)?|last|sw[a-p]|rej|new|disabled|deleted|removed|unused)\d*$/,
  /\.(?:rpm(?:save|new|orig)|(?:dpkg|ucf)-(?:old|new|dist|bak)|pac(?:save|new))$/,
  /[._\- ]+\d[\d_:.tz-]*$/,
  / ?\(\d+\)$/,
  / -$/,
  /\.(?:gz|bz2|xz|zst|lz4|zip|rar|7z|tar|tgz)$/,
  /\.(?:enc|encrypted|crypt|aes|gpg|pgp|asc|age|sops|dec|decrypted|plain)$/,
];

/** Around the whole name: of an editor that is at work, and of users. */
const WRAPPERS: readonly RegExp[] = [
  /^#(.+)#$/,
  /^\.(.+)\.sw[a-p]$/,
  /^(?:\.#|~\$|\._)(.+)$/,
  /^(?:copy of|copie de|copia de|kopie von) (.+)$/,
  /^(?:backup|bak|old|copy)[-_. ](.+)$/,
];

/** The name of what a file is a copy of, in lower case as the given name; that name itself when it is no copy. */
export function originalName(name: string): string {
  let at = name;
  for (;;) {
    const shorter = withoutMark(at);
    if (shorter === at) return at;
    at = shorter;
  }
}

function withoutMark(name: string): string {
  for (const wrapper of WRAPPERS) {
    const inner = wrapper.exec(name)?.[1];
    if (inner) return inner;
  }
  const dot = name.lastIndexOf(".");
  const ending = dot > 0 ? name.slice(dot) : "";
  for (const mark of MARKS) {
    const whole = name.replace(mark, "");
    if (whole !== name && whole !== "") return whole;
    const stem = name.slice(0, name.length - ending.length);
    const shorter = stem.replace(mark, "");
    if (ending !== "" && shorter !== stem && shorter !== "") return shorter + ending;
  }
  return name;
}
