ALTER TABLE "jobs" ADD COLUMN "age_restricted" bigint;
ALTER TABLE "jobs" ADD COLUMN "spoiler" bigint;
