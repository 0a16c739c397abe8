import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { partialName } from "./partial-files.ts";
import { sweepPartials } from "./sweep-partials.ts";
import { useTempFolders } from "./testing/processes.ts";

const tempFolder = useTempFolders();

/** A name as a process gave it that has ended since. */
function nameOfTheDead(target: string): string {
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  return partialName(target).replace(`.${process.pid}-`, `.${pid}-`);
}

test("what a killed process left unfinished is removed, what a living one writes is not", async () => {
  const home = tempFolder();
  mkdirSync(path.join(home, "cache", "pixels"), { recursive: true });
  mkdirSync(path.join(home, "artifacts", "ab"), { recursive: true });
  const places = ["graft.db", "cache/pixels/a.bin", "artifacts/ab/abcd"];
  const dead = places.map((place) => nameOfTheDead(path.join(home, place)));
  for (const file of dead) writeFileSync(file, "half");
  const deadFolder = nameOfTheDead(path.join(home, "recover"));
  mkdirSync(deadFolder);
  writeFileSync(path.join(deadFolder, "part"), "half");
  const kept = [
    partialName(path.join(home, "graft.db")),
    partialName(path.join(home, "cache", "pixels", "a.bin")),
    path.join(home, "graft.db"),
    path.join(home, "artifacts", "ab", "abcd"),
    // Somebody else's, in a home that is a folder of theirs.
    nameOfTheDead(path.join(home, "letter")),
    // Of another machine, and from an earlier version: perhaps still in the making.
    path.join(home, "cache", "a.bin.elsewhere-1.1-1-0123456789ab.partial"),
    path.join(home, "cache", "b.bin.01234567-89ab-cdef-0123-456789abcdef.tmp"),
  ];
  for (const file of kept) writeFileSync(file, "whole");

  expect((await sweepPartials(home)).toSorted()).toEqual([...dead, deadFolder].toSorted());
  expect(kept.filter((file) => !existsSync(file))).toEqual([]);

  const longAgo = new Date(Date.now() - 3 * 24 * 3600 * 1000);
  for (const file of kept.slice(-2)) utimesSync(file, longAgo, longAgo);
  expect((await sweepPartials(home)).toSorted()).toEqual(kept.slice(-2).toSorted());
  expect(readdirSync(path.join(home, "cache"))).toEqual(["pixels"]);
});

test("a process that came later with the same number is not taken for the owner", async () => {
  const home = tempFolder();
  const [, start] = /-(\d+)-[0-9a-f]{12}/.exec(partialName("x")) ?? [];
  const earlier = partialName(path.join(home, "graft.db")).replace(
    `-${start}-`,
    `-${Number(start) - 1}-`,
  );
  writeFileSync(earlier, "half");
  expect(await sweepPartials(home)).toEqual(start ? [earlier] : []);
});

test("a folder that is not there has nothing to sweep", async () => {
  expect(await sweepPartials(path.join(tempFolder(), "nothing"))).toEqual([]);
});
