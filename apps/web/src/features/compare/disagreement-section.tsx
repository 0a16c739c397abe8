"use client";

import { roundPercent } from "@graft/ui/format";
import { Picture } from "@graft/ui/image-tile";
import { MethodMark } from "@graft/ui/method-mark";
import { useState } from "react";
import { pictureAddress } from "../gallery/gallery-item.ts";
import { Choices } from "../shell/choices.tsx";
import type { AlignedPicture } from "./align-pictures.ts";
import type { DisagreementGroup } from "./disagreement.ts";

interface NamedRun {
  readonly name: string;
  readonly method: string;
}

const PAGE = 48;

/** The pictures on which the runs part, group by group, with what every run said of each. */
export function DisagreementSection({
  groups,
  runs,
}: {
  groups: readonly DisagreementGroup[];
  runs: readonly NamedRun[];
}) {
  const [chosen, setChosen] = useState(firstDivided(groups));
  const [numShown, setNumShown] = useState(PAGE);
  const group = groups.find(({ id }) => id === chosen);
  const pictures = group?.pictures ?? [];
  return (
    <section aria-labelledby="disagreement" className="panel p-4">
      <div className="mb-4 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h2 className="section-title" id="disagreement">
          Where they disagree
        </h2>
        <Choices
          choices={groups.map(({ id, label, pictures: { length } }) => ({
            label: `${label} ${length}`,
            active: id === chosen,
            choose: () => {
              setChosen(id);
              setNumShown(PAGE);
            },
          }))}
          label="Which pictures to show"
        />
      </div>
      {pictures.length === 0 ? (
        <p className="py-6 text-center text-muted text-sm">No picture is in this group.</p>
      ) : (
        <ul className="grid grid-cols-[repeat(auto-fill,minmax(9rem,1fr))] gap-3">
          {pictures.slice(0, numShown).map((picture) => (
            <li key={picture.key}>
              <DividedPicture picture={picture} runs={runs} />
            </li>
          ))}
        </ul>
      )}
      {pictures.length > numShown ? (
        <p className="mt-4">
          <button className="button" onClick={() => setNumShown(numShown + PAGE)} type="button">
            Show {Math.min(PAGE, pictures.length - numShown)} more
          </button>
        </p>
      ) : null}
    </section>
  );
}

/** The first group that divides the runs and is not empty: two runs begin with it, more have it in between. */
function firstDivided(groups: readonly DisagreementGroup[]): string {
  const filled = groups.filter(({ pictures }) => pictures.length > 0);
  return (
    (filled.find(({ id }) => id !== "all" && id !== "none") ?? filled[0] ?? groups[0])?.id ?? ""
  );
}

function DividedPicture({ picture, runs }: { picture: AlignedPicture; runs: readonly NamedRun[] }) {
  const { hash, source, trueName, outcomes } = picture;
  return (
    <figure className="overflow-hidden rounded-md border border-line bg-surface">
      <Picture alt={`${trueName}: ${source}`} src={pictureAddress(hash)} />
      <figcaption className="px-2 py-1.5 text-xs leading-5" title={source}>
        <span className="block truncate font-medium">{trueName}</span>
        <ul>
          {outcomes.map(({ correct, predictedName, probability }, index) => {
            const run = runs[index];
            const said = `${run?.name}: ${predictedName}, ${roundPercent(probability)}`;
            return run ? (
              <li className="flex items-center gap-1.5" key={run.name} title={said}>
                <MethodMark method={run.method} />
                <span className="sr-only">{run.name}:</span>
                <span className={`min-w-0 truncate ${correct ? "text-hit" : "text-miss"}`}>
                  <span aria-hidden="true">{correct ? "✓" : "→"}</span> {predictedName}
                </span>
                <span className="ml-auto text-faint tabular-nums">{roundPercent(probability)}</span>
              </li>
            ) : null;
          })}
        </ul>
      </figcaption>
    </figure>
  );
}
