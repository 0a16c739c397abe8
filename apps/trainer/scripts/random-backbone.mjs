// The net of a pretraining with random weights, to compare the pretrained one with:
// `node apps/trainer/scripts/random-backbone.mjs experiments/pretrain.json FOLDER`.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { register } from "tsx/esm/api";

const [config, folder] = process.argv.slice(2);
if (!config || !folder) {
  process.stderr.write("error: give a pretraining file and the folder to write the net to\n");
  process.exit(1);
}
register();
const { parsePretrainConfig } = await import("@graft/core/contract");
const { graftHome } = await import("@graft/db/home");
const { writeRandomBackbone } = await import("../src/pretrain/build-pretrain-net.ts");
const json = JSON.parse(await readFile(config, "utf8"));
await writeRandomBackbone(parsePretrainConfig(json, config), {
  home: graftHome(),
  folder: path.resolve(folder),
});
process.exit(0);
