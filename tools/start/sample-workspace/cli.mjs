// node cli.mjs WIDTH HEIGHT prints the area of a rectangle.
const [width, height] = process.argv.slice(2).map(Number);
console.log(width * height);
