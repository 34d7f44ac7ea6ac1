/** Files and folders that hold nothing to be found: not written by hand, or not text. */
import { isLockFileOrMinified } from "../../../common/generated-files.ts";

const FOLDERS = new Set([
  ".git",
  ".hg",
  ".jj",
  ".sl",
  ".svn",
  ".venv",
  "__pycache__",
  "bower_components",
  "node_modules",
  "venv",
]);
const ENDINGS = new Set(
  (
    "7z a avi bin bmp bz2 class dat db dll dylib eot exe flac gguf gif gz heic ico jar jpeg jpg lock map mkv mo mov mp3 " +
    "mp4 npy npz o obj ogg onnx otf parquet pdf png pt pyc pyd safetensors so sqlite svgz tar tgz tif tiff ttf vsix wasm " +
    "wav webm webp whl woff woff2 xz zip zst"
  ).split(" "),
);
const LOOKED_AT_CHARS = 8_000;
const MAX_AVERAGE_LINE_CHARS = 300;

export function isSkippedFolder(name: string): boolean {
  return FOLDERS.has(name);
}

/** @param name without its folders */
export function isSkippedFile(name: string): boolean {
  return ENDINGS.has(name.slice(name.lastIndexOf(".") + 1).toLowerCase()) || isLockFileOrMinified(name);
}

/** Binary data and minified code. */
export function isSkippedText(text: string, lineCount: number): boolean {
  return (
    text.slice(0, LOOKED_AT_CHARS).includes("\0") ||
    text.length > Math.max(4, lineCount) * MAX_AVERAGE_LINE_CHARS
  );
}
