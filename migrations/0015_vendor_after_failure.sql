-- A first generation may also move once its vendor gave it up without a charge.
DROP TRIGGER jobs_change_vendors_only_before_they_start;
--> statement-breakpoint
CREATE TRIGGER jobs_change_vendors_only_before_they_start BEFORE UPDATE OF vendor ON jobs
WHEN NEW.vendor <> OLD.vendor
  AND (NEW.state <> 'queued' OR OLD.state NOT IN ('queued', 'submitting', 'running')
    OR NEW.step_index <> 0 OR NEW.parent_id IS NOT NULL)
BEGIN
  SELECT RAISE(ABORT, 'a job keeps its vendor once a step of it is done');
END;
