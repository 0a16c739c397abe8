import { expect, test } from "vitest";
import { request } from "./dashboard.ts";
import { endlessExperiment, startTrainer, writeImages, writeNet } from "./experiment.ts";
import { withDashboard } from "./with-dashboard.ts";

const NUM_TEST = 16;

const site = withDashboard(async ({ home }) => {
  await writeImages(home, 64);
  writeNet(home, 32);
});

test("two trainers write at once while the dashboard answers every request", async () => {
  const { temp, dashboard } = site;
  const { db } = temp;
  const trainers = ["first", "second"].map((name) =>
    startTrainer(temp.home, name, endlessExperiment(8, 16)),
  );
  try {
    const ended = Promise.all(trainers.map((one) => one.ended));
    const over = new AbortController();
    void ended.finally(() => over.abort());
    const isTraining = { status: "running", metrics: { some: {} } };
    await expect.poll(() => over.signal.aborted || db.run.count({ where: isTraining })).toBe(2);
    const runs = await db.run.findMany({ where: isTraining });
    const addresses = ["/", "/datasets", ...runs.map(({ id }) => `/runs/${id}`)];
    const answers = new Set<string>();
    const askAll = async () => {
      for (const address of addresses) {
        const { status } = await request(dashboard.port, address);
        answers.add(`${address}: ${status}`);
      }
    };
    for (let round = 0; round < 5; round++) await askAll();
    // All of these were answered while both of them trained.
    expect(await db.run.count({ where: isTraining })).toBe(2);

    for (const { id } of runs) await stop(id);
    while (!over.signal.aborted) await askAll();
    await askAll();
    // A run that was stopped is not finished, and the exit status says so.
    expect(await ended).toEqual([1, 1]);
    expect([...answers].sort()).toEqual(addresses.map((address) => `${address}: 200`).sort());
  } finally {
    for (const { kill } of trainers) kill();
  }

  const runs = await db.run.findMany({ include: { _count: { select: { predictions: true } } } });
  const ends = runs.map(({ status, _count }) => `${status}, ${_count.predictions} predictions`);
  expect(ends.sort()).toEqual([
    ...Array.from({ length: 2 }, () => "cancelled, 0 predictions"),
    ...Array.from({ length: 4 }, () => `finished, ${NUM_TEST} predictions`),
  ]);
});

/** As the button of a run's page does. */
async function stop(id: number): Promise<void> {
  const { status } = await request(site.dashboard.port, "/api/runs/changes", {
    method: "POST",
    headers: { origin: site.dashboard.address, "content-type": "application/json" },
    body: JSON.stringify({ ids: [id], change: { kind: "stop" } }),
  });
  expect(status).toBe(204);
}
