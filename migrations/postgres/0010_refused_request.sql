ALTER TABLE "notices" ADD COLUMN "needed_credits" bigint DEFAULT 0 NOT NULL;
