-- CreateTable
CREATE TABLE "Suppression" (
    "id" TEXT NOT NULL,
    "cluster" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "objectKey" TEXT NOT NULL,
    "namespace" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "createdBy" TEXT NOT NULL,
    "createdAtMs" BIGINT NOT NULL,
    "expiresAtMs" BIGINT NOT NULL,
    "endedBy" TEXT,
    "endedAtMs" BIGINT,

    CONSTRAINT "Suppression_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "Suppression_cluster_expiresAtMs_idx" ON "Suppression"("cluster", "expiresAtMs");
