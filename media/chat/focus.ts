/** Where the keyboard goes when what had it is gone. */
export const FIELD_ID = "field";

export function focusField(): void {
  document.getElementById(FIELD_ID)?.focus();
}
