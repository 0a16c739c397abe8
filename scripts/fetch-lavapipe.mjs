// Gets Mesa's lavapipe, a Vulkan driver that computes on the processor, for the tests of the WebGPU
// engine. For Debian 12, whose own is too old; nothing is installed: it lands in Graft's backends folder.
import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";

const PACKAGES = ["mesa-vulkan-drivers", "libdrm2"];
const SUITE = "bookworm-backports";
const LIBRARIES = /^(libvulkan\.so\.1|libvulkan_lvp\.so|libdrm\.so\.2)$/;

const home = path.resolve(
  process.env.GRAFT_BACKENDS ||
    path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), ".cache"), "graft/backends"),
);
const target = path.join(home, "lavapipe");
const work = mkdtempSync(path.join(os.tmpdir(), "graft-lavapipe-"));
try {
  fetchPackages();
  const libraries = path.join(work, "root/usr/lib/x86_64-linux-gnu");
  const lib = path.join(work, "lavapipe/lib");
  mkdirSync(lib, { recursive: true });
  for (const name of readdirSync(libraries)) {
    if (LIBRARIES.test(name)) copyFileSync(path.join(libraries, name), path.join(lib, name));
  }
  checkLinked(lib);
  const manifest = {
    file_format_version: "1.0.0",
    ICD: { library_path: path.join(target, "lib/libvulkan_lvp.so"), api_version: "1.4.305" },
  };
  writeFileSync(path.join(work, "lavapipe/lvp_icd.json"), `${JSON.stringify(manifest)}\n`);
  rmSync(target, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  execFileSync("cp", ["-r", path.join(work, "lavapipe"), `${target}.new`]);
  renameSync(`${target}.new`, target);
  process.stdout.write(`lavapipe is in ${target}; the tests find it there.\n`);
} catch (error) {
  process.stderr.write(`error: ${error.stderr?.toString().trim() || error.message}\n`);
  process.exitCode = 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** With apt's own signature checks, on lists apart from the system's. */
function fetchPackages() {
  const list = path.join(work, "sources.list");
  const mirror = debianMirror();
  const suites = [SUITE, "bookworm"].map((suite) => `deb ${mirror} ${suite} main\n`);
  writeFileSync(list, suites.join(""));
  const lists = path.join(work, "lists");
  mkdirSync(path.join(lists, "partial"), { recursive: true });
  const options = [
    ["Dir::Etc::sourcelist", list],
    ["Dir::Etc::sourceparts", "-"],
    ["Dir::State::lists", lists],
    ["Dir::Cache::pkgcache", ""],
    ["Dir::Cache::srcpkgcache", ""],
    ["APT::Sandbox::User", ""],
  ].flatMap(([name, value]) => ["-o", `${name}=${value}`]);
  const run = (...args) =>
    execFileSync("apt-get", [...options, ...args], {
      cwd: work,
      stdio: ["ignore", "ignore", "pipe"],
    });
  run("update");
  run("download", ...PACKAGES.map((name) => `${name}/${SUITE}`), "libvulkan1");
  for (const name of readdirSync(work).filter((file) => file.endsWith(".deb"))) {
    execFileSync("dpkg-deb", ["-x", path.join(work, name), path.join(work, "root")]);
  }
}

/** The one that this machine is set up with. */
function debianMirror() {
  const output = execFileSync("apt-get", ["indextargets", "--format", "$(SITE) $(RELEASE)"]);
  const line = output
    .toString()
    .split("\n")
    .find((text) => text.endsWith(" bookworm"));
  if (!line) throw new Error("this is for Debian 12; elsewhere install mesa-vulkan-drivers 25");
  return line.split(" ")[0];
}

function checkLinked(lib) {
  const output = execFileSync("ldd", [path.join(lib, "libvulkan_lvp.so")], {
    env: { ...process.env, LD_LIBRARY_PATH: lib },
  });
  const missing = [...output.toString().matchAll(/^\s*(\S+) => not found/gm)].map(
    ([, name]) => name,
  );
  if (missing.length > 0) {
    throw new Error(
      `lavapipe also needs ${missing.join(", ")}: apt-get install mesa-vulkan-drivers`,
    );
  }
}
