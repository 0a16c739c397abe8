import { byteSize } from "@graft/core/analysis/format";
import { AppError } from "@graft/core/contract/errors";
import { verifyCached } from "../../backbone/sources/cached-model.ts";
import { findBackbone } from "../../backbone/sources/find-backbone.ts";
import { pullModel } from "../../backbone/sources/pull-model.ts";
import { modelsHome } from "../../files/user-cache.ts";
import { describeBackbone } from "./index.ts";

interface PullCommandOptions {
  readonly sha256?: string;
  readonly again?: true;
  readonly json?: true;
}

/** `trainer backbone pull`: downloads a net once, or checks the files of one that is here. */
export async function backbonePullCommand(
  nameOrUrl: string,
  { sha256, again, json }: PullCommandOptions,
): Promise<void> {
  const home = modelsHome();
  const controller = new AbortController();
  const stop = (): void => controller.abort(STOPPED);
  process.once("SIGINT", stop).once("SIGTERM", stop);
  const address = await addressOf(nameOrUrl, home);
  const model = await pullModel(address, {
    home,
    sha256: sha256 === undefined ? undefined : requireSha256(sha256),
    again: again ?? false,
    signal: controller.signal,
    onProgress: showProgress,
  });
  await verifyCached(model);
  const entry = await findBackbone(address, home);
  console.log(json ? JSON.stringify(entry) : describeBackbone(entry));
}

const STOPPED = new AppError({
  code: "BACKBONE_INCOMPLETE",
  message: "Stopped; no model was stored.",
  hint: "Run the same command again to resume.",
});

async function addressOf(nameOrUrl: string, home: string): Promise<string> {
  if (/^[a-z][a-z0-9+.-]*:/i.test(nameOrUrl)) return nameOrUrl;
  const { name, url } = await findBackbone(nameOrUrl, home);
  if (url) return url;
  throw new AppError({
    code: "BACKBONE_NOT_FOUND",
    message: `${name} is part of Graft; there is nothing to download.`,
    hint: `\`pnpm trainer backbone show ${name}\` says how an experiment uses it.`,
  });
}

const MILLISECONDS_BETWEEN_LINES = 10_000;
let shownAt = performance.now();

function requireSha256(text: string): string {
  const hash = text.toLowerCase();
  if (/^[0-9a-f]{64}$/.test(hash)) return hash;
  throw new AppError({
    code: "OUT_OF_RANGE",
    message: `--sha256 ${text}: expected 64 hexadecimal digits`,
    hint: "It is the SHA-256 of model.json and its weight files, one after the other.",
  });
}

/** On a terminal one line that grows; in a file one now and then. */
function showProgress(received: number, total: number): void {
  if (!process.stderr.isTTY) {
    if (performance.now() - shownAt < MILLISECONDS_BETWEEN_LINES) return;
    shownAt = performance.now();
    process.stderr.write(`${byteSize(received)} of ${byteSize(total)}\n`);
    return;
  }
  const end = received === total ? "\n" : "";
  process.stderr.write(`\r\u001b[2K${byteSize(received)} of ${byteSize(total)}${end}`);
}
