import { byteSize } from "@graft/core/analysis/format";
import type { Artifact, RunDetail } from "@graft/db";
import { typed } from "@/server/http";
import { Command } from "../shell/controls.tsx";

/** The file that every whole model has; core's `learning/model` describes it. */
const DESCRIPTION = "graft-model.json";

/** The files of a run's model; none where it left no whole one. */
export function modelFiles(artifacts: readonly Artifact[]): readonly Artifact[] {
  const files = artifacts.filter(({ kind }) => kind === "model");
  return files.some(({ name }) => name === DESCRIPTION) ? files : [];
}

/** How to use the model that a run left behind: one command each for judging images and taking it home. */
export function ModelSection({ run }: { run: Pick<RunDetail, "id" | "artifacts"> }) {
  const files = modelFiles(run.artifacts);
  if (files.length === 0) return null;
  const size = byteSize(files.reduce((sum, { bytes }) => sum + bytes, 0));
  return (
    <section aria-labelledby="model" className="panel p-4 text-sm">
      <h2 className="section-title mb-2 scroll-mt-16" id="model">
        Use this model
      </h2>
      <p className="mb-4 text-muted">
        This run kept its whole model ({size}), from the image file to the probabilities. An export
        judges the run’s test images again before it is written, and fails if the answers differ.
      </p>
      <div className="grid gap-4 md:grid-cols-2">
        <Use
          command={`pnpm trainer predict ${run.id} photos/`}
          what="Judge image files and folders"
        />
        <Use
          command={`pnpm trainer export ${run.id} --to browser`}
          what="Give it away as a page that any browser opens"
        />
        <Use
          command={`pnpm trainer export ${run.id} --to folder`}
          what="Take it to another computer with Graft"
        />
        <Use
          command={`pnpm trainer export ${run.id} --to onnx`}
          what="Use it in another program (ONNX)"
        />
      </div>
    </section>
  );
}

function Use({ what, command }: { what: string; command: string }) {
  return (
    <div className="min-w-0">
      <p className="mb-1">{what}</p>
      <Command text={typed(command)} />
    </div>
  );
}
