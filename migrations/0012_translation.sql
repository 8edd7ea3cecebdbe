ALTER TABLE `jobs` ADD `translation` text;--> statement-breakpoint
ALTER TABLE `member_settings` ADD `translation` text;