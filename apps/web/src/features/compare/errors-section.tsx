import { plural } from "@graft/ui/format";
import { MethodMark } from "@graft/ui/method-mark";
import { surestErrors } from "../gallery/surest-errors.ts";
import { TileGrid } from "../gallery/tile-grid.tsx";
import type { ComparedRun } from "./compared-run.ts";

/** The pictures each run took for the wrong class, the most confidently wrong first. */
export function ErrorsSection({ runs }: { runs: readonly ComparedRun[] }) {
  return (
    <section aria-labelledby="errors" className="panel p-4">
      <h2 className="section-title" id="errors">
        Errors of each run
      </h2>
      <div className="divide-y divide-line">
        {runs.map(({ run, name, predictions }) => {
          const items = surestErrors(predictions);
          return (
            <div className="py-4 last:pb-0" key={run.id}>
              <h3 className="mb-3 flex items-center gap-2 text-sm">
                <MethodMark method={run.method} />
                <span className="font-medium">{name}</span>
                <span className="text-muted">{plural(items.length, "error")}</span>
              </h3>
              {items.length === 0 ? (
                <p className="text-muted text-sm">Every test picture was recognised.</p>
              ) : (
                <TileGrid classNames={run.dataset.classNames} dense items={items} pageSize={12} />
              )}
            </div>
          );
        })}
      </div>
    </section>
  );
}
