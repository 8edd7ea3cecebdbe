-- Columns that were added since are as fixed as the rest: above all whether a job's channel was age-restricted, which
-- decides where its result may be shown, and whether its pictures are spoilers.
DROP TRIGGER jobs_keep_how_they_were_asked;
--> statement-breakpoint
DROP TRIGGER jobs_keep_what_was_accepted;
--> statement-breakpoint
CREATE TRIGGER jobs_keep_what_was_accepted
BEFORE UPDATE OF id, parent_id, root_id, interaction_id, interaction_at_ms, application_id, guild_id, channel_id,
  source_message_id, attachment_bytes_max, server_locale, age_restricted, action, cell, speed, visibility, translation,
  remixed, spoiler, price_credits, from_archive, created_at_ms ON jobs
BEGIN
  SELECT RAISE(ABORT, 'what was accepted is fixed');
END;
--> statement-breakpoint
-- A CHECK cannot be added to a table that is there. A flag with another value would be read as set by one query and as
-- not set by another.
CREATE TRIGGER jobs_facts_make_sense BEFORE INSERT ON jobs
WHEN NEW.remixed <> 1 OR NEW.age_restricted <> 1 OR NEW.spoiler <> 1 OR NEW.visibility <> 'stealth'
  OR NEW.translation NOT IN ('on', 'off')
BEGIN
  SELECT RAISE(ABORT, 'jobs_facts_make_sense');
END;
