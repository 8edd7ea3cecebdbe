ALTER TABLE "acts" ADD COLUMN "subject" text COLLATE "C";
CREATE INDEX "acts_by_time" ON "acts" ("at_ms","key");
CREATE INDEX "acts_by_author" ON "acts" ("author","at_ms");
CREATE INDEX "acts_by_subject" ON "acts" ("subject","at_ms") WHERE subject IS NOT NULL;
-- Whom a decision was about stands apart, so that it can be forgotten.
DROP TRIGGER acts_are_never_changed ON acts;
UPDATE acts SET subject = what::jsonb ->> 'userId', what = (what::jsonb - 'userId')::text
  WHERE what::jsonb ->> 'userId' IS NOT NULL;
CREATE TRIGGER acts_are_never_changed BEFORE UPDATE ON acts FOR EACH ROW
  WHEN (NEW.key IS DISTINCT FROM OLD.key OR NEW.guild_id IS DISTINCT FROM OLD.guild_id
    OR NEW.author IS DISTINCT FROM OLD.author OR NEW.what IS DISTINCT FROM OLD.what
    OR NEW.at_ms IS DISTINCT FROM OLD.at_ms OR OLD.subject IS NULL OR NEW.subject IS DISTINCT FROM '0')
  EXECUTE FUNCTION refuse('what people decided stays on record');
