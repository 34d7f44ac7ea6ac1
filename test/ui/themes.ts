import { TAKES_PICTURES } from "../pictures.ts";

/** VS Code's own themes in which pictures are taken, by the names of the pictures. */
export const THEMES: Record<string, string> = TAKES_PICTURES
  ? {
      dark: "Default Dark Modern",
      light: "Default Light Modern",
      "high-contrast": "Default High Contrast",
      "high-contrast-light": "Default High Contrast Light",
    }
  : {};
