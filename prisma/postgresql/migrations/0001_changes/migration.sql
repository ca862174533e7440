-- CreateTable
CREATE TABLE "Plan" (
    "hash" TEXT NOT NULL,
    "cluster" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "createdAtMs" BIGINT NOT NULL,
    "body" TEXT NOT NULL,
    "claimedBy" TEXT,

    CONSTRAINT "Plan_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "Change" (
    "id" TEXT NOT NULL,
    "cluster" TEXT NOT NULL,
    "namespace" TEXT NOT NULL,
    "service" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "actorType" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "planHash" TEXT NOT NULL,
    "intent" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "objects" TEXT NOT NULL,
    "verify" TEXT,
    "error" TEXT,
    "undoOf" TEXT,
    "undoneBy" TEXT,
    "requestId" TEXT NOT NULL,
    "startedAtMs" BIGINT NOT NULL,
    "finishedAtMs" BIGINT,

    CONSTRAINT "Change_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Lease" (
    "name" TEXT NOT NULL,
    "holder" TEXT NOT NULL,
    "expiresAtMs" BIGINT NOT NULL,

    CONSTRAINT "Lease_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE INDEX "Plan_createdAtMs_idx" ON "Plan"("createdAtMs");

-- CreateIndex
CREATE INDEX "Change_cluster_startedAtMs_idx" ON "Change"("cluster", "startedAtMs");

-- CreateIndex
CREATE INDEX "Change_cluster_namespace_service_idx" ON "Change"("cluster", "namespace", "service");
