import { byteSize } from "@graft/core/analysis/format";
import type { Artifact } from "@graft/db";
import { ScrollBox } from "@graft/ui/scroll-box";

/** The files a run made, each to be saved. */
export function ArtifactsSection({
  artifacts,
  runId,
}: {
  artifacts: readonly Artifact[];
  runId: number;
}) {
  if (artifacts.length === 0) return null;
  return (
    <section aria-labelledby="artifacts" className="panel min-w-0 p-4">
      <h2 className="section-title mb-2 scroll-mt-16" id="artifacts">
        Artifacts
      </h2>
      <ScrollBox label="Table of artifacts">
        <table className="w-full text-left text-sm tabular-nums">
          <thead className="border-line border-b text-muted text-xs">
            <tr>
              <th className="py-1.5 pr-3 font-medium" scope="col">
                File
              </th>
              <th className="px-3 py-1.5 font-medium" scope="col">
                Kind
              </th>
              <th className="px-3 py-1.5 text-end font-medium" scope="col">
                Size
              </th>
              <th className="py-1.5 pl-3 font-medium" scope="col">
                SHA-256
              </th>
            </tr>
          </thead>
          <tbody>
            {artifacts.map(({ name, kind, bytes, sha256 }) => (
              <tr className="border-line border-b last:border-b-0" key={`${name} ${sha256}`}>
                <th className="max-w-72 break-words py-1.5 pr-3 font-medium" scope="row">
                  <a className="link" download href={`/api/runs/${runId}/artifacts/${sha256}`}>
                    {name}
                  </a>
                </th>
                <td className="px-3 py-1.5">{kind}</td>
                <td className="whitespace-nowrap px-3 py-1.5 text-end">{byteSize(bytes)}</td>
                <td className="min-w-48 break-all py-1.5 pl-3 font-mono text-muted text-xs">
                  {sha256}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </section>
  );
}
