import { byteSize } from "@graft/core/analysis/format";
import { type Db, readImage } from "@graft/db";
import { Notice } from "@graft/ui/blocks";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { readLabelErrors } from "@/features/datasets/gallery";
import { Opinions, summariseOpinions } from "@/features/datasets/opinions";
import { ExportMenu } from "@/features/export/export-menu";
import { imageAddress } from "@/features/shared/run-words";
import { PageLink } from "@/features/shell/links";
import { load } from "@/server/database";
import { parseId } from "@/server/http";
import { Problem } from "@/server/problem";

interface Props {
  readonly params: Promise<{ id: string; imageId: string }>;
}

export const metadata: Metadata = { title: "Image" };

export default async function ImagePage({ params }: Props) {
  const { id, imageId: imageText } = await params;
  const [datasetId, imageId] = [parseId(id), parseId(imageText)];
  if (datasetId === null || imageId === null) notFound();
  const image = await load((db) => readPage(db, datasetId, imageId));
  if (!image.ok) return <Problem error={image.error} />;
  if (image.value === null) notFound();
  const { dataset, source, tile, group, label, hash, width, height, bytes } = image.value;
  const { duplicates, opinions, isSuspect } = image.value;
  const className = dataset.classNames[label] ?? "";
  const summary = summariseOpinions(opinions, {
    label,
    classNames: dataset.classNames,
    isSuspect,
  });
  const place = tile === null ? source : `${source} at ${tile.x}, ${tile.y}`;
  return (
    <div className="space-y-4">
      <header>
        <nav aria-label="Breadcrumb" className="break-words text-muted text-sm">
          <PageLink className="hover:text-ink" href="/datasets">
            Data sets
          </PageLink>{" "}
          <span aria-hidden="true">/</span>{" "}
          <PageLink className="hover:text-ink" href={`/datasets/${dataset.id}`}>
            {dataset.name}
          </PageLink>
        </nav>
        <h1 className="mt-1 break-all font-semibold text-2xl tracking-tight">{place}</h1>
        <p className="mt-1 text-muted text-sm">
          Labelled <span className="font-medium text-ink">{className}</span>
          {group === null ? "" : `, group ${group}`}; {width} × {height} pixels, {byteSize(bytes)}
        </p>
      </header>
      {duplicates.length > 0 ? (
        <Notice
          kind={duplicates.some((other) => other.label !== label) ? "warning" : "info"}
          title="This data set contains this image more than once."
        >
          <ul>
            {duplicates.map((other) => (
              <li key={other.id}>
                <PageLink href={`/datasets/${dataset.id}/images/${other.id}`}>
                  {other.source}
                </PageLink>
                , labelled {dataset.classNames[other.label]}
              </li>
            ))}
          </ul>
        </Notice>
      ) : null}
      <div className="grid grid-cols-1 items-start gap-4 md:grid-cols-[minmax(14rem,20rem)_1fr]">
        <div className="panel overflow-hidden">
          <img
            alt={`${className}, ${place}`}
            className="aspect-square w-full bg-sunken object-contain"
            height={320}
            src={imageAddress(hash)}
            width={320}
          />
        </div>
        <section aria-labelledby="opinions" className="panel min-w-0 p-4">
          <div className="flex flex-wrap items-center justify-between gap-2">
            <h2 className="section-title" id="opinions">
              Predictions
            </h2>
            {opinions.length > 0 ? (
              <ExportMenu
                id="export-opinions"
                tables={[
                  {
                    label: "Predictions",
                    address: `/api/export/datasets/${dataset.id}/opinions`,
                    query: `image=${imageId}`,
                  },
                ]}
              />
            ) : null}
          </div>
          {summary === null ? null : <p className="mt-1 mb-3 text-muted text-sm">{summary}</p>}
          <Opinions image={image.value} />
        </section>
      </div>
    </div>
  );
}

async function readPage(db: Db, datasetId: number, imageId: number) {
  const image = await readImage(db, { datasetId, imageId });
  if (!image) return null;
  const numClasses = image.dataset.classNames.length;
  const errors = await readLabelErrors(db, { id: datasetId, numClasses });
  return { ...image, isSuspect: errors.some((error) => error.image === imageId) };
}
