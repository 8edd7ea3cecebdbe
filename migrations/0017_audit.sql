ALTER TABLE `acts` ADD `subject` text;--> statement-breakpoint
CREATE INDEX `acts_by_time` ON `acts` (`at_ms`,`key`);--> statement-breakpoint
CREATE INDEX `acts_by_author` ON `acts` (`author`,`at_ms`);--> statement-breakpoint
CREATE INDEX `acts_by_subject` ON `acts` (`subject`,`at_ms`) WHERE subject IS NOT NULL;--> statement-breakpoint
-- By hand from here on: whom a decision was about stands apart, so that it can be forgotten.
DROP TRIGGER acts_are_never_changed;
--> statement-breakpoint
UPDATE acts SET subject = json_extract(what, '$.userId'), what = json_remove(what, '$.userId')
  WHERE json_extract(what, '$.userId') IS NOT NULL;
--> statement-breakpoint
CREATE TRIGGER acts_are_never_changed BEFORE UPDATE ON acts
WHEN NEW.key IS NOT OLD.key OR NEW.guild_id IS NOT OLD.guild_id OR NEW.author IS NOT OLD.author
  OR NEW.what IS NOT OLD.what OR NEW.at_ms IS NOT OLD.at_ms OR OLD.subject IS NULL OR NEW.subject IS NOT '0'
BEGIN
  SELECT RAISE(ABORT, 'what people decided stays on record');
END;
