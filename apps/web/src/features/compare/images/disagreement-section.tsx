"use client";

import { useMemo } from "react";
import { Choices } from "../../shell/choices.tsx";
import { replaceParams } from "../../shell/replace-params.ts";
import { useAddressParams } from "../../shell/use-address-params.ts";
import { type AlignedImages, sharedImages } from "../align-images.ts";
import type { ShownRun } from "../shown-run.ts";
import { chooseGroup, groupDisagreement } from "./disagreement.ts";
import { ImageList } from "./image-list.tsx";

/** The images on which the runs part, group by group, with what every run said of each. */
export function DisagreementSection({
  aligned: { classNames, images },
  runs,
}: {
  aligned: AlignedImages;
  runs: readonly ShownRun[];
}) {
  const asked = useAddressParams().get("group");
  const groups = useMemo(() => {
    const names = runs.map(({ name }) => name);
    return groupDisagreement(sharedImages(images), names);
  }, [images, runs]);
  const chosen = chooseGroup(groups, asked);
  return (
    <section aria-labelledby="disagreement" className="panel p-4">
      <div className="mb-4 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h2 className="section-title" id="disagreement">
          Where they disagree
        </h2>
        <Choices
          choices={groups.map(({ id, label, images: { length } }) => ({
            label: `${label} ${length}`,
            active: id === chosen?.id,
            choose: () => replaceParams({ group: id }),
          }))}
          label="Which images to show"
        />
      </div>
      {chosen && chosen.images.length > 0 ? (
        <ImageList
          classNames={classNames}
          key={chosen.id}
          label={chosen.label}
          images={chosen.images}
          runs={runs}
        />
      ) : (
        <p className="py-6 text-center text-muted text-sm">No image is in this group.</p>
      )}
    </section>
  );
}
