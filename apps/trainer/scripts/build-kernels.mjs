// Compiles assembly/*.ts to src/generated/kernels.wasm, and writes how its argument records lie in memory
// to src/generated/kernel-records.ts. Needs nothing but the npm package assemblyscript.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { main } from "assemblyscript/asc";

const root = fileURLToPath(new URL("..", import.meta.url));
const target = `${root}src/generated`;
const DATA_SECTION = 11;

process.chdir(root); // the compiler resolves its files from here
mkdirSync(target, { recursive: true });
await compile();
writeFileSync(`${target}/kernel-records.ts`, recordModule(readRecords()));

async function compile() {
  const { error } = await main(
    // The memory is tfjs's own, so that kernels work on its tensors where they lie.
    `assembly/index.ts --outFile src/generated/kernels.wasm -O3 --noAssert --runtime stub
     --enable simd,threads,bulk-memory
     --importMemory --sharedMemory --initialMemory 256 --maximumMemory 65536`.split(/\s+/),
    { stderr: { write: (text) => process.stderr.write(text) } },
  );
  if (error) fail(error.message);
  const wasm = readFileSync(`${target}/kernels.wasm`);
  if (sectionsOf(wasm).includes(DATA_SECTION)) {
    fail("assembly/ must not contain constants in memory: they would overwrite tfjs's");
  }
}

/** Ids of a WebAssembly module's sections. */
function sectionsOf(wasm) {
  const ids = [];
  let at = 8; // magic number and version
  while (at < wasm.length) {
    ids.push(wasm[at]);
    let size = 0;
    let shift = 0;
    let byte;
    do {
      at += 1;
      byte = wasm[at];
      size |= (byte & 127) << shift;
      shift += 7;
    } while (byte & 128);
    at += 1 + size;
  }
  return ids;
}

/** Fields of every exported class, in order; each takes four bytes. */
function readRecords() {
  const classes = new Map();
  for (const file of readdirSync(`${root}assembly`).filter((name) => name.endsWith(".ts"))) {
    const source = readFileSync(`${root}assembly/${file}`, "utf8");
    for (const [, name, base, body] of source.matchAll(
      /export class (\w+)(?: extends (\w+))? \{\n([^}]*)\}/g,
    )) {
      const fields = [...body.matchAll(/^ {2}(\w+): (usize|i32|f32);$/gm)];
      classes.set(name, { base, fields: fields.map(([, field, type]) => [field, type]) });
    }
  }
  const fieldsOf = (name) => {
    const { base, fields } = classes.get(name);
    return base ? [...fieldsOf(base), ...fields] : fields;
  };
  return [...classes.keys()].map((name) => [name, fieldsOf(name)]);
}

function recordModule(records) {
  const lines = records.map(([name, fields]) => {
    const list = fields.map(([field, type]) => `    ${field}: "${type}",\n`).join("");
    return `  ${name}: {\n${list}  },\n`;
  });
  return `// Written by scripts/build-kernels.mjs from assembly/; do not edit.
/** Fields of the kernels' argument records in their order, four bytes each. */
export const RECORDS = {\n${lines.join("")}} as const;\n`;
}

function fail(message) {
  process.stderr.write(`build-kernels: ${message}\n`);
  process.exit(1);
}
