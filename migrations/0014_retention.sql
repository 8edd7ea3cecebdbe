-- STRICT and WITHOUT ROWID are added by hand: drizzle cannot say them. So is everything below the last index.
CREATE TABLE `given_files` (
	`job_id` text NOT NULL,
	`key` text NOT NULL,
	PRIMARY KEY(`job_id`, `key`),
	FOREIGN KEY (`job_id`) REFERENCES `jobs`(`id`) ON UPDATE no action ON DELETE no action
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `given_files_by_key` ON `given_files` (`key`);--> statement-breakpoint
ALTER TABLE `jobs` ADD `files_removed_at_ms` integer;--> statement-breakpoint
ALTER TABLE `jobs` ADD `forgotten_at_ms` integer;--> statement-breakpoint
CREATE INDEX `jobs_with_files` ON `jobs` (`id`) WHERE files_removed_at_ms IS NULL AND state IN ('done', 'failed', 'cancelled');--> statement-breakpoint
CREATE INDEX `jobs_with_words` ON `jobs` (`id`) WHERE forgotten_at_ms IS NULL AND state IN ('done', 'failed', 'cancelled');--> statement-breakpoint
CREATE INDEX `pictures_by_key` ON `pictures` (`key`);--> statement-breakpoint
CREATE INDEX `videos_by_key` ON `videos` (`key`);--> statement-breakpoint
-- What was given with a request before there was a table for it.
INSERT INTO given_files (job_id, key)
  SELECT jobs.id, json_extract(image.value, '$.key') FROM jobs, json_each(jobs.images) AS image
    WHERE jobs.images IS NOT NULL
  UNION SELECT id, mask_key FROM jobs WHERE mask_key IS NOT NULL;
--> statement-breakpoint
DROP TRIGGER jobs_keep_what_was_accepted;
--> statement-breakpoint
DROP TRIGGER jobs_keep_what_was_given;
--> statement-breakpoint
CREATE TRIGGER jobs_keep_what_was_accepted
BEFORE UPDATE OF id, parent_id, root_id, interaction_id, guild_id, channel_id, action, cell, speed, price_credits,
  from_archive, created_at_ms ON jobs
BEGIN
  SELECT RAISE(ABORT, 'what was accepted is fixed');
END;
--> statement-breakpoint
-- Words and names of a job that ended may be forgotten, and never be replaced by others.
CREATE TRIGGER jobs_keep_their_words_until_forgotten
BEFORE UPDATE OF user_id, prompt, images, mask_key ON jobs
WHEN NEW.forgotten_at_ms IS NULL OR NEW.state NOT IN ('done', 'failed', 'cancelled') OR NEW.prompt <> ''
  OR NEW.images IS NOT NULL OR NEW.mask_key IS NOT NULL OR NEW.user_id NOT IN (OLD.user_id, '0')
BEGIN
  SELECT RAISE(ABORT, 'what was accepted is fixed until it is forgotten');
END;
--> statement-breakpoint
CREATE TRIGGER jobs_stay_forgotten BEFORE UPDATE OF files_removed_at_ms, forgotten_at_ms ON jobs
WHEN (OLD.forgotten_at_ms IS NOT NULL AND NEW.forgotten_at_ms IS NULL)
  OR (OLD.files_removed_at_ms IS NOT NULL AND NEW.files_removed_at_ms IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'what was removed stays so');
END;
--> statement-breakpoint
DROP TRIGGER charges_stay_with_their_job;
--> statement-breakpoint
CREATE TRIGGER charges_stay_with_their_job
BEFORE UPDATE OF job_id, guild_id, channel_id, action, day, vendor_day ON charges
BEGIN
  SELECT RAISE(ABORT, 'a charge stays with its job');
END;
--> statement-breakpoint
CREATE TRIGGER charges_stay_with_their_member BEFORE UPDATE OF user_id ON charges
WHEN NEW.user_id NOT IN (OLD.user_id, '0')
BEGIN
  SELECT RAISE(ABORT, 'a charge stays with its member until that one is forgotten');
END;
--> statement-breakpoint
-- What somebody used who was forgotten still counts for the server.
CREATE TRIGGER charges_of_the_forgotten_are_counted AFTER UPDATE OF user_id ON charges
WHEN NEW.user_id <> OLD.user_id
BEGIN
  UPDATE usage SET jobs = jobs - (OLD.credits > 0), credits = credits - OLD.credits
    WHERE guild_id = OLD.guild_id AND user_id = OLD.user_id AND day = OLD.day
      AND channel_id = OLD.channel_id AND action = OLD.action;
  DELETE FROM usage
    WHERE guild_id = OLD.guild_id AND user_id = OLD.user_id AND day = OLD.day
      AND channel_id = OLD.channel_id AND action = OLD.action AND jobs = 0 AND credits = 0;
  INSERT INTO usage (guild_id, user_id, day, channel_id, action, jobs, credits)
    VALUES (NEW.guild_id, NEW.user_id, NEW.day, NEW.channel_id, NEW.action, NEW.credits > 0, NEW.credits)
    ON CONFLICT (guild_id, user_id, day, channel_id, action) DO UPDATE SET
      jobs = jobs + excluded.jobs, credits = credits + excluded.credits;
END;
