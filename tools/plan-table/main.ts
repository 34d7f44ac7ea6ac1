/** `npm run plans`: prints the README's table of plans. */
import { planTable } from "./table.ts";

console.log(planTable());
