ALTER TABLE `jobs` ADD `age_restricted` integer;--> statement-breakpoint
ALTER TABLE `jobs` ADD `spoiler` integer;