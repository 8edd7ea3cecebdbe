-- A first generation may move to another vendor, as long as no vendor has taken it.
DROP TRIGGER jobs_keep_what_was_accepted;
--> statement-breakpoint
CREATE TRIGGER jobs_keep_what_was_accepted
BEFORE UPDATE OF id, parent_id, root_id, interaction_id, guild_id, channel_id, user_id, action, cell,
  prompt, speed, price_credits, from_archive, created_at_ms ON jobs
BEGIN
  SELECT RAISE(ABORT, 'what was accepted is fixed');
END;
--> statement-breakpoint
CREATE TRIGGER jobs_change_vendors_only_before_they_start BEFORE UPDATE OF vendor ON jobs
WHEN NEW.vendor <> OLD.vendor
  AND (NEW.state <> 'queued' OR OLD.state NOT IN ('queued', 'submitting')
    OR NEW.step_index <> 0 OR NEW.parent_id IS NOT NULL)
BEGIN
  SELECT RAISE(ABORT, 'a job keeps its vendor once it has begun');
END;
