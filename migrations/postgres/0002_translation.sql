ALTER TABLE "jobs" ADD COLUMN "translation" text COLLATE "C";
ALTER TABLE "member_settings" ADD COLUMN "translation" text COLLATE "C";
