"use client";

import { ConfusionGrid } from "@graft/ui/confusion-grid";
import { plural } from "@graft/ui/format";
import { useState } from "react";
import type { GalleryItem } from "../gallery/gallery-item.ts";
import { type GalleryView, selectItems, viewText } from "../gallery/gallery-view.ts";
import { TileGrid } from "../gallery/tile-grid.tsx";
import { Choices } from "../shell/choices.tsx";

/** The confusion matrix and, below it, the pictures behind it; a click on a cell picks its pictures. */
export function PredictionsSection({
  items,
  counts,
  classNames,
  initialView,
}: {
  items: readonly GalleryItem[];
  /** Shape [k, k], rows = true class. */
  counts: readonly (readonly number[])[];
  classNames: readonly string[];
  initialView: GalleryView;
}) {
  const [view, setView] = useState(initialView);
  const choose = (next: GalleryView) => {
    setView(next);
    // The address follows, so that a reload or a sent link shows the same pictures.
    const address = new URL(location.href);
    const text = viewText(next);
    if (text === null) address.searchParams.delete("show");
    else address.searchParams.set("show", text);
    history.replaceState(null, "", address);
  };
  const shown = selectItems(items, view);
  const numWrong = items.filter((item) => item.truth !== item.predicted).length;
  // A matrix of few classes stands beside its pictures, a larger one above them.
  const beside = classNames.length <= 5;
  return (
    <div
      className={`grid grid-cols-1 gap-6 ${beside ? "items-start lg:grid-cols-[minmax(20rem,2fr)_5fr]" : ""}`}
    >
      <section aria-labelledby="confusion" className="panel min-w-0 p-4">
        <div className="mb-3">
          <h2 className="section-title" id="confusion">
            Confusion matrix
          </h2>
          <p className="text-muted text-sm">Choose a cell to see its pictures.</p>
        </div>
        <ConfusionGrid
          caption="Test images by true class (rows) and predicted class (columns)"
          classNames={classNames}
          counts={counts}
          onSelect={(cell) => choose(cell ? { kind: "cell", ...cell } : { kind: "errors" })}
          selected={view.kind === "cell" ? view : null}
        />
      </section>
      <section aria-labelledby="pictures" className="panel min-w-0 p-4">
        <div className="mb-4 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
          <h2 className="section-title" id="pictures">
            {heading(view, classNames)}
          </h2>
          <Choices
            choices={[
              {
                label: `Wrong ${numWrong}`,
                active: view.kind === "errors",
                choose: () => choose({ kind: "errors" }),
              },
              {
                label: `All ${items.length}`,
                active: view.kind === "all",
                choose: () => choose({ kind: "all" }),
              },
            ]}
            label="Which pictures to show"
          />
        </div>
        <p aria-live="polite" className="sr-only">
          {plural(shown.length, "picture")} shown
        </p>
        {shown.length === 0 ? (
          <p className="py-6 text-center text-muted text-sm">{nothing(view)}</p>
        ) : (
          <TileGrid classNames={classNames} items={shown} key={viewText(view)} pageSize={60} />
        )}
      </section>
    </div>
  );
}

function heading(view: GalleryView, classNames: readonly string[]): string {
  if (view.kind === "errors") return "Taken for the wrong class";
  if (view.kind === "all") return "All test pictures";
  const [truth, predicted] = [classNames[view.truth], classNames[view.predicted]];
  return view.truth === view.predicted
    ? `${truth}, recognised`
    : `${truth}, taken for ${predicted}`;
}

function nothing(view: GalleryView): string {
  return view.kind === "errors"
    ? "Every test picture was recognised."
    : "No picture is in this cell.";
}
