import { afterEach, describe, expect, it } from 'vitest';
import { acceptJob } from '#application/requests/accept-job.ts';
import type { LogFacts } from '#ports/log.ts';
import { setupContext } from '#test/fixtures/app-context.ts';
import { newJobRequest } from '#test/fixtures/jobs.ts';

const PROMPT = 'a red fox beside the old mill --ar 3:2';
const QUOTED = 'Your prompt "A red fox beside the old mill" was not taken';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** Everything that is logged while a vendor quotes the prompt in its refusal, or in its answer about progress. */
async function linesOf(where: 'submit' | 'check', logPrompts: boolean): Promise<string> {
  const failure = { kind: 'moderated', detail: QUOTED } as const;
  const setup = await setupContext({
    settings: { logPrompts },
    script:
      where === 'submit'
        ? { submit: [{ kind: 'refused', failure }] }
        : { check: [{ kind: 'failed', failure }] },
  });
  closers.push(setup.close);
  const lines: string[] = [];
  const line = (facts: LogFacts, message: string) => {
    lines.push(`${message} ${JSON.stringify(facts)}`);
  };
  // What runs the job is the setup's own, so that the log is exchanged there.
  Object.assign(setup.context, { log: { debug: line, info: line, warn: line, error: line } });
  await acceptJob(setup.context, {
    origin: setup.origin(),
    ...newJobRequest({ action: 'imagine', prompt: PROMPT }),
    vendor: 'scripted',
    parent: null,
  });
  await setup.run();
  await setup.run();
  return lines.join('\n');
}

describe.each(['submit', 'check'] as const)('what a vendor says at %s', (where) => {
  it('is logged without the words of the prompt', async () => {
    const lines = await linesOf(where, false);
    expect(lines).toContain('Your prompt \\"[prompt]\\" was not taken');
    expect(lines).not.toMatch(/fox|mill/);
  });

  it('is logged whole with LOG_PROMPTS, and so is the prompt', async () => {
    const lines = await linesOf(where, true);
    expect(lines).toContain('A red fox beside the old mill');
    expect(lines).toContain(JSON.stringify(PROMPT));
  });
});
