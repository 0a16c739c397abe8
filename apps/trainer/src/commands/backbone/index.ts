import { Command } from "commander";

/** `trainer backbone list | show | layers | pull`: the pretrained nets. */
export function backboneCommand(): Command {
  const command = new Command("backbone").description(
    "find, download and look into pretrained nets",
  );
  command
    .command("list")
    .description("list the nets that can be named, and which are on this machine")
    .option("--json", "one JSON object per net")
    .action(async (options: { json?: true }) => {
      const { backboneListCommand } = await import("./list.ts");
      await backboneListCommand(options);
    });
  command
    .command("show <name>")
    .description("show what is known of a net: size, range, licence, hash, and how to use it")
    .option("--json", "as one JSON object")
    .action(async (name: string, options: { json?: true }) => {
      const { backboneShowCommand } = await import("./show.ts");
      await backboneShowCommand(name, options);
    });
  command
    .command("layers <net>")
    .description("list the layers of a net (a name, or the path of a model.json) with their shapes")
    .option("--json", "one JSON object per layer")
    .action(async (net: string, options: { json?: true }) => {
      const { backboneLayersCommand } = await import("./layers.ts");
      await backboneLayersCommand(net, options);
    });
  command
    .command("pull <name-or-url>")
    .description("download a net once; later uses need no network")
    .option("--sha256 <digits>", "what the model must have; else the first download is trusted")
    .option("--again", "download it even if it is here; it must be the same as before")
    .option("--json", "as one JSON object")
    .addHelpText("after", WHERE)
    .action(async (name: string, options: { sha256?: string; again?: true; json?: true }) => {
      const { backbonePullCommand } = await import("./pull.ts");
      await backbonePullCommand(name, options);
    });
  return command;
}

const WHERE = `
An address is that of the model.json of a tfjs LayersModel: https, or http on this machine.
The folder is $GRAFT_MODELS, else graft/models in $XDG_CACHE_HOME or ~/.cache.`;
