ALTER TABLE "jobs" ADD COLUMN "server_locale" text COLLATE "C";
