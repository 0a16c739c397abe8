-- AlterTable
ALTER TABLE "Dataset" ADD COLUMN "nearDuplicatesAt" DATETIME;
ALTER TABLE "Dataset" ADD COLUMN "nearDuplicatesComplete" BOOLEAN NOT NULL DEFAULT true;

-- CreateTable
CREATE TABLE "NearDuplicate" (
    "datasetId" INTEGER NOT NULL,
    "firstId" INTEGER NOT NULL,
    "secondId" INTEGER NOT NULL,
    "similarity" REAL NOT NULL,
    "isMirrored" BOOLEAN NOT NULL,
    "scale" REAL NOT NULL,

    PRIMARY KEY ("firstId", "secondId"),
    CONSTRAINT "NearDuplicate_datasetId_fkey" FOREIGN KEY ("datasetId") REFERENCES "Dataset" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "NearDuplicate_firstId_fkey" FOREIGN KEY ("firstId") REFERENCES "Image" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "NearDuplicate_secondId_fkey" FOREIGN KEY ("secondId") REFERENCES "Image" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateIndex
CREATE INDEX "NearDuplicate_datasetId_idx" ON "NearDuplicate"("datasetId");

-- CreateIndex
CREATE INDEX "NearDuplicate_secondId_idx" ON "NearDuplicate"("secondId");
