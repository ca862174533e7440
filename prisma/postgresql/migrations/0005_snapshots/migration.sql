-- CreateTable
CREATE TABLE "Snapshot" (
    "id" TEXT NOT NULL,
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
    "layout" BYTEA NOT NULL,
    "frame" BYTEA NOT NULL,

    CONSTRAINT "Snapshot_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SnapshotResource" (
    "hash" TEXT NOT NULL,
    "body" BYTEA NOT NULL,
    "storedBytes" INTEGER NOT NULL,
    "refs" INTEGER NOT NULL,
    "touchedAtMs" BIGINT NOT NULL,

    CONSTRAINT "SnapshotResource_pkey" PRIMARY KEY ("hash")
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

    CONSTRAINT "WatchedProxy_pkey" PRIMARY KEY ("cluster", "namespace", "pod")
);

-- CreateIndex
CREATE INDEX "Snapshot_cluster_namespace_pod_takenAtMs_idx" ON "Snapshot"("cluster", "namespace", "pod", "takenAtMs");

-- CreateIndex
CREATE INDEX "Snapshot_origin_createdAtMs_idx" ON "Snapshot"("origin", "createdAtMs");

-- CreateIndex
CREATE INDEX "SnapshotResource_refs_touchedAtMs_idx" ON "SnapshotResource"("refs", "touchedAtMs");
