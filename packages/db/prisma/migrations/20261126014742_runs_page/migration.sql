-- What people say and want of a run.
ALTER TABLE "Run" ADD COLUMN "numTested" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "Run" ADD COLUMN "name" TEXT;
ALTER TABLE "Run" ADD COLUMN "pinnedAt" DATETIME;
ALTER TABLE "Run" ADD COLUMN "archivedAt" DATETIME;
ALTER TABLE "Run" ADD COLUMN "deletedAt" DATETIME;
ALTER TABLE "Run" ADD COLUMN "stopRequestedAt" DATETIME;

UPDATE "Run" SET "numTested" = (SELECT count(*) FROM "Prediction" WHERE "runId" = "Run"."id");

-- CreateTable
CREATE TABLE "SavedView" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" TEXT NOT NULL,
    "query" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
);

-- CreateIndex
CREATE UNIQUE INDEX "SavedView_name_key" ON "SavedView"("name");

-- The key is the table: without an index beside it, it is half as large, and a curve lies in one piece.
CREATE TABLE "new_Metric" (
    "runId" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "step" INTEGER NOT NULL,
    "value" REAL NOT NULL,
    "at" DATETIME NOT NULL,

    PRIMARY KEY ("runId", "key", "step"),
    CONSTRAINT "Metric_runId_fkey" FOREIGN KEY ("runId") REFERENCES "Run" ("id") ON DELETE CASCADE ON UPDATE CASCADE
) WITHOUT ROWID;
INSERT INTO "new_Metric" ("runId", "key", "step", "value", "at") SELECT "runId", "key", "step", "value", "at" FROM "Metric";
DROP TABLE "Metric";
ALTER TABLE "new_Metric" RENAME TO "Metric";
