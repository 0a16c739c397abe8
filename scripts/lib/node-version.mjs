// Imported first by every script: plain words instead of a syntax error from an old Node.
const [major, minor] = process.versions.node.split(".").map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(
    `error: Graft needs Node 20.19 or later; this is ${process.versions.node}.\n` +
      "  Install a current Node (https://nodejs.org) and run the same command again.\n",
  );
  process.exit(1);
}
