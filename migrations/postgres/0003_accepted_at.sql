ALTER TABLE "jobs" ADD COLUMN "accepted_at_ms" bigint;
