-- Whose turn is next is found without looking at all who wait.
CREATE INDEX "jobs_waiting_by_age" ON "jobs" ("vendor","speed","id","guild_id") WHERE waits_for_slot = 1;
