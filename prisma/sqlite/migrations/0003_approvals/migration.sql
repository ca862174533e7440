-- CreateTable
CREATE TABLE "Approval" (
    "planHash" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "comment" TEXT NOT NULL,
    "atMs" BIGINT NOT NULL,

    PRIMARY KEY ("planHash", "actor")
);
