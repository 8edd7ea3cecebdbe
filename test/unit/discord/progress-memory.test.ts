/**
 * Of several processes any may see a job's progress, and one alone sees its end. How: thousands of jobs are offered to an
 * editor that hears of no end; what it has forgotten it shows again.
 */
import { expect, it } from 'vitest';
import { createProgressEditor } from '#discord/delivery/progress-editor.ts';
import { type JobId, mintJobId } from '#domain/ids.ts';
import { listeningLog } from '#test/fixtures/discord-edge.ts';
import { discordJob } from '#test/fixtures/discord-job.ts';

const REMEMBERED = 4_096;

it('remembers no more than so many jobs that it never saw end', async () => {
  const shown: JobId[] = [];
  let nowMs = 0;
  const editor = createProgressEditor({
    message: {
      edit: async ({ id }) => {
        shown.push(id);
        return { kind: 'ok', value: null };
      },
      become: () => Promise.reject(new Error('no job ends here')),
      find: () => Promise.reject(new Error('no job ends here')),
      identify: () => Promise.reject(new Error('no job ends here')),
      remove: () => Promise.reject(new Error('no job ends here')),
    },
    clock: {
      nowMs: () => {
        nowMs += 10_000;
        return nowMs;
      },
      sleepUntil: async () => {},
    },
    log: listeningLog().log,
  });
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  const offer = async (number: number) => {
    const id = mintJobId(number, new Uint8Array(7));
    editor.offer(discordJob({ id, progressPercent: 40 }), null);
    await settled();
    return id;
  };
  const first = await offer(1);
  await offer(1);
  expect(shown).toEqual([first]);
  for (let number = 2; number <= REMEMBERED + 1; number++) await offer(number);
  await offer(1);
  expect(shown).toHaveLength(REMEMBERED + 2);
  expect(shown.at(-1)).toBe(first);
});
