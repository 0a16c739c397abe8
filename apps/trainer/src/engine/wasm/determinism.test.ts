import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const script = fileURLToPath(new URL("../testing/train-small-net.ts", import.meta.url));
const run = promisify(execFile);

async function weightsAfterTraining(threads: number): Promise<string> {
  const { stdout } = await run(process.execPath, ["--import", "tsx", script, String(threads)]);
  return stdout;
}

test("training gives the same bits again, with any number of threads", async () => {
  const hashes = await Promise.all([1, 2, 3].map(weightsAfterTraining));
  expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/);
  expect(new Set(hashes).size).toBe(1);
});
