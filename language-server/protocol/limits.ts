/** Larger files are not shown to the model: they are generated, or data. */
export const MAX_FILE_BYTES = 1_000_000;
