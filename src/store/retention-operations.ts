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
    forgetJobs: (whose, nowMs, limit) => write(() => forgetJobs(whose, nowMs, limit)),
    forgetRest: async (whose) => {
      try {
        await write(() => forgetRest(whose));
      } finally {
        if (whose.kind === 'server') settings.dropGuild(whose.guildId);
        else settings.dropMember(whose.userId);
      }
    },
    dropFactsOfEnded: (prefix) => write(() => dropFactsOfEnded(prefix)),
    unfinishedOf: (whose) => read(() => countUnfinished(whose)),
    jobsOfPerson: (userId, limit) => read(() => readJobsOfPerson(userId, limit)),
  };
}
