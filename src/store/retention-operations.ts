import type { RetentionStore } from '#ports/retention-store.ts';
import type { Engine } from './engine.ts';
import { readFileUse, unusedFiles } from './file-use.ts';
import {
  countUnfinished,
  dropFactsOfEnded,
  forgetJobs,
  forgetRest,
  forgetWords,
  readJobsOfPerson,
  readJobsWithFiles,
  removeFiles,
} from './retention-table.ts';
import type { createSettingsReaders } from './settings-cache.ts';

/** The retention operations over any engine. */
export function retentionOperations(
  { read, write }: Engine,
  settings: ReturnType<typeof createSettingsReaders>,
): RetentionStore {
  return {
    jobsWithFiles: (which) => read(() => readJobsWithFiles(which)),
    removeFiles: (ids, nowMs) => write(() => removeFiles(ids, nowMs)),
    unusedFiles: (keys) => read(() => unusedFiles(keys)),
    fileUse: (key) => read(() => readFileUse(key)),
    forgetWords: (endedBeforeMs, nowMs, limit) =>
      write(() => forgetWords(endedBeforeMs, nowMs, limit)),
    forgetJobs: (subject, nowMs, limit) => write(() => forgetJobs(subject, nowMs, limit)),
    forgetRest: async (subject) => {
      try {
        await write(() => forgetRest(subject));
      } finally {
        if (subject.kind === 'server') settings.dropGuild(subject.guildId);
        else settings.dropMember(subject.userId);
      }
    },
    dropFactsOfEnded: (prefix) => write(() => dropFactsOfEnded(prefix)),
    unfinishedOf: (subject) => read(() => countUnfinished(subject)),
    jobsOfPerson: (userId, limit) => read(() => readJobsOfPerson(userId, limit)),
  };
}
