/** VS Code's own themes in which pictures are taken, by the names of the pictures. */
export const THEMES = {
  dark: "Default Dark Modern",
  light: "Default Light Modern",
  "high-contrast": "Default High Contrast",
};
