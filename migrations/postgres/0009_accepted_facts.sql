-- As in the SQLite file: columns that were added since are as fixed as the rest.
DROP TRIGGER jobs_keep_what_was_accepted ON jobs;
CREATE TRIGGER jobs_keep_what_was_accepted
  BEFORE UPDATE OF id, parent_id, root_id, interaction_id, interaction_at_ms, application_id, guild_id, channel_id,
    source_message_id, attachment_bytes_max, server_locale, age_restricted, action, cell, speed, visibility, translation,
    remixed, spoiler, price_credits, from_archive, created_at_ms ON jobs
  FOR EACH ROW EXECUTE FUNCTION refuse('what was accepted is fixed');
ALTER TABLE jobs ADD CONSTRAINT jobs_facts_make_sense CHECK (
  coalesce(remixed, 1) = 1 AND coalesce(age_restricted, 1) = 1 AND coalesce(spoiler, 1) = 1
  AND coalesce(visibility, 'stealth') = 'stealth' AND coalesce(translation, 'on') IN ('on', 'off')
);
