-- CreateTable
CREATE TABLE "Snapshot" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "kind" TEXT NOT NULL,
    "origin" TEXT NOT NULL,
    "cluster" TEXT NOT NULL,
    "namespace" TEXT NOT NULL,
    "pod" TEXT NOT NULL,
    "nodeId" TEXT,
    "title" TEXT NOT NULL,
    "fileName" TEXT,
    "note" TEXT NOT NULL,
    "istioVersion" TEXT,
    "contentHash" TEXT NOT NULL,
    "takenAtMs" BIGINT NOT NULL,
    "createdAtMs" BIGINT NOT NULL,
    "createdBy" TEXT NOT NULL,
    "sizeBytes" INTEGER NOT NULL,
    "storedBytes" INTEGER NOT NULL,
    "resourceCount" INTEGER NOT NULL,
    "warnings" TEXT NOT NULL,
    "layout" BLOB NOT NULL,
    "frame" BLOB NOT NULL
);

-- CreateTable
CREATE TABLE "SnapshotResource" (
    "hash" TEXT NOT NULL PRIMARY KEY,
    "body" BLOB NOT NULL,
    "storedBytes" INTEGER NOT NULL,
    "refs" INTEGER NOT NULL,
    "touchedAtMs" BIGINT NOT NULL
);

-- CreateTable
CREATE TABLE "WatchedProxy" (
    "cluster" TEXT NOT NULL,
    "namespace" TEXT NOT NULL,
    "pod" TEXT NOT NULL,
    "createdBy" TEXT NOT NULL,
    "createdAtMs" BIGINT NOT NULL,
    "checkedAtMs" BIGINT,
    "error" TEXT,

    PRIMARY KEY ("cluster", "namespace", "pod")
);

-- CreateIndex
CREATE INDEX "Snapshot_cluster_namespace_pod_takenAtMs_idx" ON "Snapshot"("cluster", "namespace", "pod", "takenAtMs");

-- CreateIndex
CREATE INDEX "Snapshot_origin_createdAtMs_idx" ON "Snapshot"("origin", "createdAtMs");

-- CreateIndex
CREATE INDEX "SnapshotResource_refs_touchedAtMs_idx" ON "SnapshotResource"("refs", "touchedAtMs");
