/**
 * Names of the files of a public package that sound like a secret's, for the test that none of its source is taken for
 * one. They come in on stdin, one a line, and go out after a line with the package and how many files it has:
 *
 *     git ls-tree -r --name-only v5.2.1 | node tools/source-names.ts express v5.2.1
 *     tar tzf django-5.2.1.tar.gz | cut -d/ -f2- | node tools/source-names.ts django 5.2.1
 *
 * The output of one run after the other is test/unit/common/secrets/data/source-names.txt.
 */
import { text } from "node:stream/consumers";

/** Wider than any rule of ours: what a rule could refuse is in it. */
const SOUNDS_SECRET =
  /secret|passw|passph|cred|token|keys?(?:$|[._-])|auth[._-]|auth$|oauth|priv|(?:^|[._-])env|histor|vault|cookie|login|wallet|kube|[rd]sa(?:$|[._-])|netrc|npmrc|yarnrc|shadow|settings|\.(?:pem|p12|pkcs12|p8|jks|asc|gpg|age|ovpn|tfvars)$/;
const IN_SECRET_FOLDER = /(?:^|\/)(?:\.?(?:secrets|credentials|passwords)|\.(?:ssh|aws|m2|git|docker))\//;

const [name, version] = process.argv.slice(2);
if (!name || !version) throw new Error("usage: node tools/source-names.ts NAME VERSION < PATHS");
const paths = (await text(process.stdin)).split("\n").filter((path) => path !== "" && !path.endsWith("/"));
const chosen = paths.filter((path) => {
  const lower = path.toLowerCase();
  return SOUNDS_SECRET.test(lower.slice(lower.lastIndexOf("/") + 1)) || IN_SECRET_FOLDER.test(lower);
});
process.stdout.write(
  `= ${name} ${version}: ${paths.length} files\n${chosen
    .toSorted()
    .map((path) => `${path}\n`)
    .join("")}`,
);
