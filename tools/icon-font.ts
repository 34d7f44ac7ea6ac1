/**
 * Makes media/ossicle-icons.woff, the font behind the icon `$(ossicle-logo)`, from media/ossicle-logo.svg.
 * Run it after a change of the mark: `node tools/icon-font.ts`.
 */
import { readFileSync, writeFileSync } from "node:fs";
import svg2ttf from "svg2ttf";
import svgpath from "svgpath";
import ttf2woff from "ttf2woff";

const UNITS_PER_EM = 1024;
/** The character that package.json names under `contributes.icons`. */
const CHARACTER = "&#xE001;";
/** A mark drawn on 16 × 16 fills the em square, as codicons do. */
const SCALE = UNITS_PER_EM / 16;

const media = new URL("../media/", import.meta.url);
const drawing = readFileSync(new URL("ossicle-logo.svg", media), "utf8");
const outline = /<path d="([^"]+)"/.exec(drawing)?.[1];
if (outline === undefined) throw new Error("media/ossicle-logo.svg has no path.");

// A font's y axis points up. Arcs become curves first, because mirroring would turn them inside out.
const glyph = svgpath(outline).unarc().scale(SCALE, -SCALE).translate(0, UNITS_PER_EM).round(0).toString();
const font = `<svg xmlns="http://www.w3.org/2000/svg"><defs><font id="ossicle-icons" horiz-adv-x="${UNITS_PER_EM}">
<font-face font-family="ossicle-icons" units-per-em="${UNITS_PER_EM}" ascent="${UNITS_PER_EM}" descent="0"/>
<missing-glyph horiz-adv-x="${UNITS_PER_EM}"/>
<glyph glyph-name="ossicle-logo" unicode="${CHARACTER}" horiz-adv-x="${UNITS_PER_EM}" d="${glyph}"/>
</font></defs></svg>`;

// A fixed time stamp, so that the same drawing gives the same bytes.
const ttf = svg2ttf(font, { ts: 0 }).buffer;
writeFileSync(new URL("ossicle-icons.woff", media), ttf2woff(Buffer.from(ttf)));
