/** As in a language without a translation. */
export const l10n = {
  t: (message: string, ...args: (string | number)[]) =>
    message.replace(/\{(\d+)\}/g, (_, index) => String(args[Number(index)])),
};
