/** Why a download can't go on, in words for the user, which the server translates. */
import { bytes } from "../../../common/format.ts";
import { inEnglish, type TranslatableText, translatable } from "../../../common/translatable-text.ts";

export class DownloadProblem extends Error {
  /** One sentence; `message` is the same in English. */
  readonly reason: TranslatableText;
  /** What to do next. */
  readonly advice: TranslatableText;
  /** The file that stands in the download's place is not the one of the catalog; starting again replaces it. */
  readonly isMismatch: boolean;

  constructor(reason: TranslatableText, advice: TranslatableText, isMismatch = false) {
    super(inEnglish(reason));
    this.reason = reason;
    this.advice = advice;
    this.isMismatch = isMismatch;
  }
}

const RESUME = translatable("Start it again. It continues where it stopped.");
const CHECK_MIRROR = translatable("Check the setting ossicle.download.mirror, or try again later.");

/** Every way in which a download ends early. `host` is the host's name, `name` the file's. */
export const downloadProblems = {
  noSpace: (folder: string, needed: number, free: number) =>
    new DownloadProblem(
      translatable(
        "{0} has {1} of free disk space, but the download needs {2} more.",
        folder,
        bytes(free),
        bytes(needed),
      ),
      translatable("Free up disk space, or set another folder in ossicle.download.folder."),
    ),
  diskFull: (folder: string) =>
    new DownloadProblem(
      translatable("The disk with {0} is full.", folder),
      translatable(
        "Free up disk space and start it again, or set another folder in ossicle.download.folder.",
      ),
    ),
  tooLargeForDisk: (folder: string) =>
    new DownloadProblem(
      translatable("The disk with {0} can't store a file this large.", folder),
      translatable("Set a folder on another disk in ossicle.download.folder."),
    ),
  noPermission: (folder: string) =>
    new DownloadProblem(
      translatable("{0} isn't writable.", folder),
      translatable("Change its permissions, or set another folder in ossicle.download.folder."),
    ),
  fileInUse: (name: string) =>
    new DownloadProblem(
      translatable("{0} can't be replaced because another program is using it.", name),
      translatable("Close the program that uses it, or unload the model, and start the download again."),
    ),
  disk: (folder: string, why: string) =>
    new DownloadProblem(
      translatable("{0} can't be used: {1}.", folder, why),
      translatable("Check the disk, or set another folder in ossicle.download.folder."),
    ),
  elsewhere: (name: string) =>
    new DownloadProblem(
      translatable("Another program is downloading {0} to the same folder.", name),
      translatable("Wait until it finishes, then start the download again."),
    ),
  lost: (host: string, why: TranslatableText) =>
    new DownloadProblem(translatable("The connection to {0} was lost: {1}.", host, why), RESUME),
  unreachable: (host: string, why: TranslatableText) =>
    new DownloadProblem(
      translatable("{0} can't be reached: {1}.", host, why),
      translatable(
        "Check the network and the settings ossicle.download.proxy and ossicle.download.mirror, then start it again.",
      ),
    ),
  certificate: (host: string, why: string) =>
    new DownloadProblem(
      translatable("The connection to {0} is not secure: {1}.", host, why),
      translatable(
        "If your network inspects connections, install its certificate on this system. Your administrator can help.",
      ),
    ),
  serverError: (host: string, status: number) =>
    new DownloadProblem(
      translatable("{0} has a server error ({1}).", host, status),
      translatable("Start it again later. It continues where it stopped."),
    ),
  notThere: (host: string, name: string, status: number) =>
    new DownloadProblem(translatable("{0} doesn't have {1} ({2}).", host, name, status), CHECK_MIRROR),
  refused: (host: string, name: string, status: number) =>
    new DownloadProblem(translatable("{0} denied access to {1} ({2}).", host, name, status), CHECK_MIRROR),
  proxyPassword: () =>
    new DownloadProblem(
      translatable("The proxy requires a user name and password (407)."),
      translatable("Add them to the setting ossicle.download.proxy: http://name:password@proxy:port"),
    ),
  badProxy: (variable: string) =>
    new DownloadProblem(
      translatable("The environment variable {0} isn't the address of an HTTP proxy.", variable),
      translatable("Set ossicle.download.proxy to an HTTP proxy, such as http://proxy:3128."),
    ),
  unexpected: (host: string, status: number) =>
    new DownloadProblem(translatable("{0} sent an unexpected response ({1}).", host, status), CHECK_MIRROR),
  wrongLength: (host: string, name: string, size: number, wanted: number) =>
    new DownloadProblem(
      translatable(
        "The file {0} on {1} has the wrong size: {2} instead of {3}.",
        name,
        host,
        bytes(size),
        bytes(wanted),
      ),
      CHECK_MIRROR,
    ),
  tooManyRedirects: (host: string) =>
    new DownloadProblem(translatable("{0} redirected the download too many times.", host), CHECK_MIRROR),
  insecureRedirect: (host: string, to: string) =>
    new DownloadProblem(
      translatable("{0} redirected the download to an unencrypted address ({1}).", host, to),
      CHECK_MIRROR,
    ),
  wrongChecksum: (name: string) =>
    new DownloadProblem(
      translatable(
        "{0} is damaged: its checksum doesn't match the catalog. The partial download was deleted.",
        name,
      ),
      translatable(
        "Start it again. If it fails again, check the setting ossicle.download.mirror and the disk.",
      ),
    ),
  mismatch: (name: string) =>
    new DownloadProblem(
      translatable("{0} doesn't match the catalog: it is damaged or a different file.", name),
      translatable("Download it again to replace it, or move it elsewhere and select it there."),
      true,
    ),
  gone: (name: string) =>
    new DownloadProblem(
      translatable("{0} no longer exists, so it can't be verified.", name),
      translatable("Download it again."),
    ),
  processEnded: (how: string) =>
    new DownloadProblem(translatable("The download process stopped unexpectedly ({0}).", how), RESUME),
};

/** What went wrong with a file or the folder. Undefined: it is not about files. */
export function fileProblem(error: unknown, folder: string, name: string): DownloadProblem | undefined {
  if (!(error instanceof Error) || !("syscall" in error) || !("code" in error)) return undefined;
  switch (error.code) {
    case "ENOSPC":
    case "EDQUOT":
      return downloadProblems.diskFull(folder);
    case "EFBIG":
      return downloadProblems.tooLargeForDisk(folder);
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return error.syscall === "rename"
        ? downloadProblems.fileInUse(name)
        : downloadProblems.noPermission(folder);
    case "EBUSY":
      return downloadProblems.fileInUse(name);
    case "ENOENT":
      // What Node says of a folder that can't be made on a disk that can't be written.
      return error.syscall === "mkdir"
        ? downloadProblems.noPermission(folder)
        : downloadProblems.disk(folder, error.message);
    case "ENOTDIR":
    case "EEXIST":
    case "EISDIR":
    case "EIO":
    case "ENAMETOOLONG":
      return downloadProblems.disk(folder, error.message);
    default:
      return undefined;
  }
}
