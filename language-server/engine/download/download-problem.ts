/** Why a download can't go on, in words for the user. */
import { gigabytes } from "../../engine-protocol/model-problem.ts";

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

const RESUME = "Start it again: it goes on where it stopped.";
const OTHER_FOLDER = "or choose another folder in the setting ossicle.download.folder.";
const CHECK_MIRROR = "Check the setting ossicle.download.mirror, or try again later.";

/** Every way in which a download ends early. `host` is the host's name, `name` the file's. */
export const downloadProblems = {
  noSpace: (folder: string, needed: number, free: number) =>
    new DownloadProblem(
      `The disk of ${folder} has ${gigabytes(free)} free, and ${gigabytes(needed)} more are needed.`,
      `Make room there, ${OTHER_FOLDER}`,
    ),
  diskFull: (folder: string) =>
    new DownloadProblem(
      `The disk of ${folder} is full.`,
      `Make room and start it again: it goes on where it stopped; ${OTHER_FOLDER}`,
    ),
  tooLargeForDisk: (folder: string) =>
    new DownloadProblem(
      `The disk of ${folder} doesn't take a file of this size.`,
      "Choose a folder on another disk in the setting ossicle.download.folder.",
    ),
  noPermission: (folder: string) =>
    new DownloadProblem(`${folder} can't be written.`, `Change its permissions, ${OTHER_FOLDER}`),
  fileInUse: (name: string) =>
    new DownloadProblem(
      `${name} can't be replaced: another program uses it.`,
      "Close the programs that use it (or release the model's memory) and start the download again.",
    ),
  disk: (folder: string, why: string) =>
    new DownloadProblem(`${folder} can't be used: ${why}.`, `Check the disk, ${OTHER_FOLDER}`),
  elsewhere: (name: string) =>
    new DownloadProblem(
      `Another program of yours downloads ${name} into the same folder.`,
      "Wait until it has ended, then start it again.",
    ),
  lost: (host: string, why: string) =>
    new DownloadProblem(`The connection to ${host} was lost: ${why}.`, RESUME),
  unreachable: (host: string, why: string) =>
    new DownloadProblem(
      `${host} can't be reached: ${why}.`,
      "Check the network (and the settings ossicle.download.proxy and mirror), then start it again.",
    ),
  certificate: (host: string, why: string) =>
    new DownloadProblem(
      `The connection to ${host} is not secure: ${why}.`,
      "Ask who runs this network whether it looks into connections; its certificate must be known to this system.",
    ),
  serverError: (host: string, status: number) =>
    new DownloadProblem(`${host} has a problem of its own (${status}).`, `Try again later. ${RESUME}`),
  notThere: (host: string, name: string, status: number) =>
    new DownloadProblem(`${host} does not have ${name} (${status}).`, CHECK_MIRROR),
  refused: (host: string, name: string, status: number) =>
    new DownloadProblem(`${host} does not give ${name} to everybody (${status}).`, CHECK_MIRROR),
  proxyPassword: () =>
    new DownloadProblem(
      "The proxy wants a name and a password (407).",
      "Put them into the setting ossicle.download.proxy: http://name:password@proxy:port",
    ),
  unexpected: (host: string, status: number) =>
    new DownloadProblem(`${host} gave an answer that makes no sense here (${status}).`, CHECK_MIRROR),
  wrongLength: (host: string, name: string, bytes: number, wanted: number) =>
    new DownloadProblem(
      `What ${host} has as ${name} is another file: ${gigabytes(bytes)} instead of ${gigabytes(wanted)}.`,
      CHECK_MIRROR,
    ),
  tooManyRedirects: (host: string) =>
    new DownloadProblem(`${host} sends the download around in a circle.`, CHECK_MIRROR),
  insecureRedirect: (host: string, to: string) =>
    new DownloadProblem(
      `${host} wants to send the download to an address without encryption (${to}).`,
      CHECK_MIRROR,
    ),
  wrongChecksum: (name: string) =>
    new DownloadProblem(
      `${name} arrived damaged: its checksum is not the catalogue's. What had arrived was removed.`,
      "Start it again; if that happens twice, check the setting ossicle.download.mirror and the disk.",
    ),
  mismatch: (name: string) =>
    new DownloadProblem(
      `${name} is not the file of the catalogue: it is damaged, or another one.`,
      "Download it again to replace it, or move it elsewhere and choose it there.",
      true,
    ),
  gone: (name: string) =>
    new DownloadProblem(
      `${name} is not there any more, so there is nothing to verify.`,
      "Download it again.",
    ),
  processEnded: (how: string) =>
    new DownloadProblem(`The download's process ended unexpectedly (${how}).`, RESUME),
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
