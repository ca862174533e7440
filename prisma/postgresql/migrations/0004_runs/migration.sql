-- CreateTable
CREATE TABLE "Run" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "cluster" TEXT NOT NULL,
    "namespace" TEXT NOT NULL,
    "service" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "outcome" TEXT,
    "createdBy" TEXT NOT NULL,
    "createdAtMs" BIGINT NOT NULL,
    "startedAtMs" BIGINT,
    "endedAtMs" BIGINT,
    "version" INTEGER NOT NULL,
    "body" TEXT NOT NULL,

    CONSTRAINT "Run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RunEvent" (
    "runId" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "atMs" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "data" TEXT NOT NULL,

    CONSTRAINT "RunEvent_pkey" PRIMARY KEY ("runId", "seq")
);

-- CreateTable
CREATE TABLE "SavedPlan" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "cluster" TEXT NOT NULL,
    "namespace" TEXT NOT NULL,
    "service" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "plan" TEXT NOT NULL,
    "schedule" TEXT,
    "nextAtMs" BIGINT,
    "lastRunId" TEXT,
    "createdBy" TEXT NOT NULL,
    "createdAtMs" BIGINT NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "SavedPlan_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "KillSwitch" (
    "id" TEXT NOT NULL,
    "cluster" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "engagedBy" TEXT NOT NULL,
    "engagedAtMs" BIGINT NOT NULL,
    "releasedBy" TEXT,
    "releasedAtMs" BIGINT,

    CONSTRAINT "KillSwitch_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Notification" (
    "id" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "runId" TEXT,
    "event" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL,
    "createdAtMs" BIGINT NOT NULL,
    "nextAtMs" BIGINT,
    "sentAtMs" BIGINT,
    "error" TEXT,

    CONSTRAINT "Notification_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "Run_cluster_createdAtMs_idx" ON "Run"("cluster", "createdAtMs");

-- CreateIndex
CREATE INDEX "Run_state_idx" ON "Run"("state");

-- CreateIndex
CREATE INDEX "SavedPlan_cluster_kind_idx" ON "SavedPlan"("cluster", "kind");

-- CreateIndex
CREATE INDEX "SavedPlan_nextAtMs_idx" ON "SavedPlan"("nextAtMs");

-- CreateIndex
CREATE INDEX "KillSwitch_cluster_engagedAtMs_idx" ON "KillSwitch"("cluster", "engagedAtMs");

-- CreateIndex
CREATE INDEX "Notification_state_nextAtMs_idx" ON "Notification"("state", "nextAtMs");

-- CreateIndex
CREATE INDEX "Notification_createdAtMs_idx" ON "Notification"("createdAtMs");
