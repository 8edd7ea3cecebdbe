-- A first generation may also move once its vendor gave it up without a charge.
DROP TRIGGER jobs_change_vendors_only_before_they_start ON jobs;
CREATE TRIGGER jobs_change_vendors_only_before_they_start BEFORE UPDATE OF vendor ON jobs FOR EACH ROW
  WHEN (NEW.vendor <> OLD.vendor
    AND (NEW.state <> 'queued' OR OLD.state NOT IN ('queued', 'submitting', 'running')
      OR NEW.step_index <> 0 OR NEW.parent_id IS NOT NULL))
  EXECUTE FUNCTION refuse('a job keeps its vendor once a step of it is done');
