import "./lib/node-version.mjs";
import { setUp } from "./lib/set-up.mjs";

await setUp();
process.stderr.write("Graft is ready: npm run demo, or pnpm trainer --help.\n");
