import { plural } from "@graft/core/analysis/format";
import { type Db, listImages, readDataset, readNearDuplicates } from "@graft/db";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { DatasetFacts } from "@/features/datasets/facts";
import {
  DatasetGallery,
  PAGE_SIZE,
  parsePlace,
  placeWithin,
  readLabelErrors,
  toImageChoice,
} from "@/features/datasets/gallery";
import { NearDuplicatesSection, PAIRS_PER_PAGE } from "@/features/datasets/near-duplicates-section";
import { ExportMenu } from "@/features/export/export-menu";
import { PageLink } from "@/features/shell/links";
import { load } from "@/server/database";
import { parseId } from "@/server/http";
import { Problem } from "@/server/problem";

interface Props {
  readonly params: Promise<{ id: string }>;
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

const TABLES = [
  ["images", "Images and splits"],
  ["classes", "Classes"],
  ["splits", "Splits"],
] as const;

export const metadata: Metadata = { title: "Data set" };

export default async function DatasetPage({ params, searchParams }: Props) {
  const id = parseId((await params).id);
  if (id === null) notFound();
  const search = await searchParams;
  const loaded = await load((db) => readPage(db, id, search));
  if (!loaded.ok) return <Problem error={loaded.error} />;
  if (loaded.value === null) notFound();
  const { dataset, place, page, numSuspects, numMissed, nearDuplicates } = loaded.value;
  return (
    <div className="space-y-4">
      <header className="flex flex-wrap items-end justify-between gap-x-4 gap-y-3">
        <div className="min-w-0">
          <nav aria-label="Breadcrumb" className="text-muted text-sm">
            <PageLink className="hover:text-ink" href="/datasets">
              Data sets
            </PageLink>
          </nav>
          <h1 className="mt-1 break-words font-semibold text-2xl tracking-tight">{dataset.name}</h1>
          <p className="mt-1 text-muted text-sm">
            {plural(dataset.numImages, "image")} in{" "}
            {plural(dataset.classes.length, "class", "classes")}
          </p>
        </div>
        <ExportMenu
          id="export-images"
          tables={TABLES.map(([name, label]) => {
            return { label, address: `/api/export/datasets/${id}/${name}` };
          })}
        />
      </header>
      <DatasetFacts dataset={dataset} />
      <NearDuplicatesSection dataset={dataset} found={nearDuplicates} place={place} />
      <DatasetGallery
        dataset={dataset}
        images={page.images}
        numMissed={numMissed}
        numSuspects={numSuspects}
        place={place}
        total={page.total}
      />
    </div>
  );
}

async function readPage(db: Db, id: number, search: Awaited<Props["searchParams"]>) {
  const dataset = await readDataset(db, id);
  if (!dataset) return null;
  const numClasses = dataset.classes.length;
  const asked = parsePlace(search, numClasses);
  const errors = await readLabelErrors(db, { id, numClasses });
  const choice = toImageChoice(asked.choice, errors);
  const { total } = await listImages(db, id, { choice, offset: 0, limit: 0 });
  const place = { ...placeWithin(asked, total), pairsPage: asked.pairsPage ?? 1 };
  const offset = (place.page - 1) * PAGE_SIZE;
  const page = await listImages(db, id, { choice, offset, limit: PAGE_SIZE });
  const missed = await listImages(db, id, { choice: { kind: "missed" }, offset: 0, limit: 0 });
  const pairsAt = (pairsPage: number) =>
    readNearDuplicates(db, id, {
      offset: (pairsPage - 1) * PAIRS_PER_PAGE,
      limit: PAIRS_PER_PAGE,
    });
  let nearDuplicates = await pairsAt(place.pairsPage);
  if (nearDuplicates.pairs.length === 0 && nearDuplicates.total > 0) {
    place.pairsPage = Math.ceil(nearDuplicates.total / PAIRS_PER_PAGE);
    nearDuplicates = await pairsAt(place.pairsPage);
  }
  const counts = { numSuspects: errors.length, numMissed: missed.total };
  return { dataset, place, page, nearDuplicates, ...counts };
}
