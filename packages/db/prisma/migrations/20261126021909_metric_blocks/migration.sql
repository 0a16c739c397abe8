-- CreateTable
CREATE TABLE "MetricBlock" (
    "runId" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "block" INTEGER NOT NULL,
    "count" INTEGER NOT NULL,
    "sum" REAL NOT NULL,
    "low" REAL NOT NULL,
    "high" REAL NOT NULL,

    PRIMARY KEY ("runId", "key", "block"),
    CONSTRAINT "MetricBlock_runId_fkey" FOREIGN KEY ("runId") REFERENCES "Run" ("id") ON DELETE CASCADE ON UPDATE CASCADE
) WITHOUT ROWID;

-- The block size is that of runs/metric-block.ts.
INSERT INTO "MetricBlock" ("runId", "key", "block", "count", "sum", "low", "high")
SELECT "runId", "key", "step" / 256, count(*), sum("value"), min("value"), max("value")
FROM "Metric" GROUP BY "runId", "key", "step" / 256;

-- CreateIndex
CREATE INDEX "RunEvent_runId_type_idx" ON "RunEvent"("runId", "type");
