/** Why a download can't go on, in words for the user. */
import { bytes } from "../../../common/format.ts";

export class DownloadProblem extends Error {
  /** One sentence: what to do next. */
  readonly advice: string;
  /** The file that stands in the download's place is not the one of the catalogue; starting again replaces it. */
  readonly isMismatch: boolean;

  constructor(reason: string, advice: string, isMismatch = false) {
    super(reason);
    this.advice = advice;
    this.isMismatch = isMismatch;
  }
}

const RESUME = "Start it again. It continues where it stopped.";
const OTHER_FOLDER = "or set another folder in ossicle.download.folder.";
const CHECK_MIRROR = "Check the setting ossicle.download.mirror, or try again later.";

/** Every way in which a download ends early. `host` is the host's name, `name` the file's. */
export const downloadProblems = {
  noSpace: (folder: string, needed: number, free: number) =>
    new DownloadProblem(
      `${folder} has ${bytes(free)} of free disk space, but the download needs ${bytes(needed)} more.`,
      `Free up disk space, ${OTHER_FOLDER}`,
    ),
  diskFull: (folder: string) =>
    new DownloadProblem(
      `The disk with ${folder} is full.`,
      `Free up disk space and start it again, ${OTHER_FOLDER}`,
    ),
  tooLargeForDisk: (folder: string) =>
    new DownloadProblem(
      `The disk with ${folder} can't store a file this large.`,
      "Set a folder on another disk in ossicle.download.folder.",
    ),
  noPermission: (folder: string) =>
    new DownloadProblem(`${folder} isn't writable.`, `Change its permissions, ${OTHER_FOLDER}`),
  fileInUse: (name: string) =>
    new DownloadProblem(
      `${name} can't be replaced because another program is using it.`,
      "Close the program that uses it, or unload the model, and start the download again.",
    ),
  disk: (folder: string, why: string) =>
    new DownloadProblem(`${folder} can't be used: ${why}.`, `Check the disk, ${OTHER_FOLDER}`),
  elsewhere: (name: string) =>
    new DownloadProblem(
      `Another program is downloading ${name} to the same folder.`,
      "Wait until it finishes, then start the download again.",
    ),
  lost: (host: string, why: string) =>
    new DownloadProblem(`The connection to ${host} was lost: ${why}.`, RESUME),
  unreachable: (host: string, why: string) =>
    new DownloadProblem(
      `${host} can't be reached: ${why}.`,
      "Check the network and the settings ossicle.download.proxy and ossicle.download.mirror, then start it again.",
    ),
  certificate: (host: string, why: string) =>
    new DownloadProblem(
      `The connection to ${host} is not secure: ${why}.`,
      "If your network inspects connections, install its certificate on this system. Your administrator can help.",
    ),
  serverError: (host: string, status: number) =>
    new DownloadProblem(`${host} has a server error (${status}).`, `Try again later. ${RESUME}`),
  notThere: (host: string, name: string, status: number) =>
    new DownloadProblem(`${host} doesn't have ${name} (${status}).`, CHECK_MIRROR),
  refused: (host: string, name: string, status: number) =>
    new DownloadProblem(`${host} denied access to ${name} (${status}).`, CHECK_MIRROR),
  proxyPassword: () =>
    new DownloadProblem(
      "The proxy requires a user name and password (407).",
      "Add them to the setting ossicle.download.proxy: http://name:password@proxy:port",
    ),
  unexpected: (host: string, status: number) =>
    new DownloadProblem(`${host} sent an unexpected response (${status}).`, CHECK_MIRROR),
  wrongLength: (host: string, name: string, size: number, wanted: number) =>
    new DownloadProblem(
      `The file ${name} on ${host} has the wrong size: ${bytes(size)} instead of ${bytes(wanted)}.`,
      CHECK_MIRROR,
    ),
  tooManyRedirects: (host: string) =>
    new DownloadProblem(`${host} redirected the download too many times.`, CHECK_MIRROR),
  insecureRedirect: (host: string, to: string) =>
    new DownloadProblem(`${host} redirected the download to an unencrypted address (${to}).`, CHECK_MIRROR),
  wrongChecksum: (name: string) =>
    new DownloadProblem(
      `${name} is damaged: its checksum doesn't match the catalog. The partial download was deleted.`,
      "Start it again. If it fails again, check the setting ossicle.download.mirror and the disk.",
    ),
  mismatch: (name: string) =>
    new DownloadProblem(
      `${name} doesn't match the catalog: it is damaged or a different file.`,
      "Download it again to replace it, or move it elsewhere and select it there.",
      true,
    ),
  gone: (name: string) =>
    new DownloadProblem(`${name} no longer exists, so it can't be verified.`, "Download it again."),
  processEnded: (how: string) =>
    new DownloadProblem(`The download process stopped unexpectedly (${how}).`, RESUME),
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
