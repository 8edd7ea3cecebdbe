CREATE TABLE "given_files" (
  "job_id" text COLLATE "C" NOT NULL REFERENCES "jobs"("id"),
  "key" text COLLATE "C" NOT NULL,
  PRIMARY KEY ("job_id", "key")
);
CREATE INDEX "given_files_by_key" ON "given_files" ("key");
ALTER TABLE "jobs" ADD COLUMN "files_removed_at_ms" bigint;
ALTER TABLE "jobs" ADD COLUMN "forgotten_at_ms" bigint;
CREATE INDEX "jobs_with_files" ON "jobs" ("id") WHERE files_removed_at_ms IS NULL AND state IN ('done', 'failed', 'cancelled');
CREATE INDEX "jobs_with_words" ON "jobs" ("id") WHERE forgotten_at_ms IS NULL AND state IN ('done', 'failed', 'cancelled');
CREATE INDEX "pictures_by_key" ON "pictures" ("key");
CREATE INDEX "videos_by_key" ON "videos" ("key");
-- What was given with a request before there was a table for it.
INSERT INTO given_files (job_id, key)
  SELECT jobs.id, image.value ->> 'key' FROM jobs, json_array_elements(jobs.images::json) AS image(value)
    WHERE jobs.images IS NOT NULL
  UNION SELECT id, mask_key FROM jobs WHERE mask_key IS NOT NULL;
DROP TRIGGER jobs_keep_what_was_accepted ON jobs;
CREATE TRIGGER jobs_keep_what_was_accepted
  BEFORE UPDATE OF id, parent_id, root_id, interaction_id, guild_id, channel_id, action, cell, speed, price_credits,
    from_archive, created_at_ms, visibility, remixed ON jobs
  FOR EACH ROW EXECUTE FUNCTION refuse('what was accepted is fixed');
-- Words and names of a job that ended may be forgotten, and never be replaced by others.
CREATE TRIGGER jobs_keep_their_words_until_forgotten
  BEFORE UPDATE OF user_id, prompt, images, mask_key ON jobs FOR EACH ROW
  WHEN (NEW.forgotten_at_ms IS NULL OR NEW.state NOT IN ('done', 'failed', 'cancelled') OR NEW.prompt <> ''
    OR NEW.images IS NOT NULL OR NEW.mask_key IS NOT NULL OR NEW.user_id NOT IN (OLD.user_id, '0'))
  EXECUTE FUNCTION refuse('what was accepted is fixed until it is forgotten');
CREATE TRIGGER jobs_stay_forgotten BEFORE UPDATE OF files_removed_at_ms, forgotten_at_ms ON jobs FOR EACH ROW
  WHEN ((OLD.forgotten_at_ms IS NOT NULL AND NEW.forgotten_at_ms IS NULL)
    OR (OLD.files_removed_at_ms IS NOT NULL AND NEW.files_removed_at_ms IS NULL))
  EXECUTE FUNCTION refuse('what was removed stays so');
DROP TRIGGER charges_stay_with_their_job ON charges;
CREATE TRIGGER charges_stay_with_their_job
  BEFORE UPDATE OF job_id, guild_id, channel_id, action, day, vendor_day ON charges
  FOR EACH ROW EXECUTE FUNCTION refuse('a charge stays with its job');
CREATE TRIGGER charges_stay_with_their_member BEFORE UPDATE OF user_id ON charges FOR EACH ROW
  WHEN (NEW.user_id NOT IN (OLD.user_id, '0'))
  EXECUTE FUNCTION refuse('a charge stays with its member until that one is forgotten');
-- What somebody used who was forgotten still counts for the server.
CREATE FUNCTION count_forgotten_charge() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE usage SET jobs = jobs - (OLD.credits > 0)::int, credits = credits - OLD.credits
    WHERE guild_id = OLD.guild_id AND user_id = OLD.user_id AND day = OLD.day
      AND channel_id = OLD.channel_id AND action = OLD.action;
  DELETE FROM usage
    WHERE guild_id = OLD.guild_id AND user_id = OLD.user_id AND day = OLD.day
      AND channel_id = OLD.channel_id AND action = OLD.action AND jobs = 0 AND credits = 0;
  INSERT INTO usage (guild_id, user_id, day, channel_id, action, jobs, credits)
    VALUES (NEW.guild_id, NEW.user_id, NEW.day, NEW.channel_id, NEW.action, (NEW.credits > 0)::int, NEW.credits)
    ON CONFLICT (guild_id, user_id, day, channel_id, action) DO UPDATE SET
      jobs = usage.jobs + excluded.jobs, credits = usage.credits + excluded.credits;
  RETURN NULL;
END $$;
CREATE TRIGGER charges_of_the_forgotten_are_counted AFTER UPDATE OF user_id ON charges FOR EACH ROW
  WHEN (NEW.user_id <> OLD.user_id)
  EXECUTE FUNCTION count_forgotten_charge();
