/** Apart from what needs VS Code: the tool outside of it names them too. */

/** The recorder's extension, and the vendor of its model. */
export const RECORDER = "ossicle-recorder";
