-- What operators are shown of each process, and which of them holds which shard of the gateway. A shard is held for as long
-- as its holder's row in "gateways" has not lapsed, which is a far shorter term than that of "workers".
ALTER TABLE "workers" ADD COLUMN "began_at" timestamptz NOT NULL DEFAULT clock_timestamp();
ALTER TABLE "workers" ADD COLUMN "about" json NOT NULL DEFAULT '{}';
CREATE TABLE "gateways" (
  "worker" text COLLATE "C" PRIMARY KEY NOT NULL,
  "expires_at" timestamptz NOT NULL,
  "wanted" bigint NOT NULL
);
CREATE TABLE "shards" (
  "shard" bigint PRIMARY KEY NOT NULL,
  "worker" text COLLATE "C" NOT NULL REFERENCES "gateways"("worker") ON DELETE CASCADE
);
CREATE INDEX "shards_by_worker" ON "shards" ("worker");
