import { describe, expect, it } from 'vitest';
import { FINAL_STATES, JOB_STATES, type JobState } from '#domain/job.ts';
import type { JobEvent, JobEventKind } from '#domain/job-event.ts';
import { TRANSITIONS, transition } from '#domain/job-transitions.ts';
import { aJob, aResult } from '#test/fixtures/jobs.ts';

const NOW_MS = 1_800_000_000_000;

/** One event of each kind. */
const EVENTS: { readonly [kind in JobEventKind]: Extract<JobEvent, { readonly kind: kind }> } = {
  acknowledged: { kind: 'acknowledged', progressMessageId: null },
  'submit-began': { kind: 'submit-began' },
  'submit-accepted': {
    kind: 'submit-accepted',
    acceptedAtMs: NOW_MS - 1,
    checkAtMs: NOW_MS + 5,
    deadlineAtMs: NOW_MS + 9,
  },
  'submit-deferred': { kind: 'submit-deferred', retryAtMs: NOW_MS + 5 },
  'submit-postponed': { kind: 'submit-postponed', retryAtMs: NOW_MS + 5 },
  'vendor-changed': { kind: 'vendor-changed', vendor: 'other' },
  'submit-unclear': { kind: 'submit-unclear', retryAtMs: NOW_MS + 5 },
  'progress-seen': { kind: 'progress-seen', percent: 40, checkAtMs: NOW_MS + 5 },
  'check-deferred': { kind: 'check-deferred', retryAtMs: NOW_MS + 5 },
  'step-finished': { kind: 'step-finished' },
  'result-archived': { kind: 'result-archived', result: aResult() },
  'post-began': { kind: 'post-began' },
  'delivery-deferred': { kind: 'delivery-deferred', retryAtMs: NOW_MS + 5 },
  'result-delivered': {
    kind: 'result-delivered',
    channelId: aJob().origin.channelId,
    messageId:
      aJob().finalMessageId ??
      (() => {
        throw new Error('the fixture has a message');
      })(),
  },
  'result-withheld': { kind: 'result-withheld' },
  'job-failed': { kind: 'job-failed', failure: { kind: 'moderated', detail: '' } },
  'job-cancelled': { kind: 'job-cancelled' },
  'notice-deferred': { kind: 'notice-deferred', retryAtMs: NOW_MS + 5 },
  'notice-shown': { kind: 'notice-shown' },
};

const pairs = JOB_STATES.flatMap((state) =>
  Object.values(EVENTS).map((event) => [state, event.kind, event] as const),
);

describe('transition', () => {
  it.each(pairs)('%s takes %s exactly as the table says', (state, kind, event) => {
    const expected: Partial<Record<JobEventKind, JobState>> = TRANSITIONS[state];
    const outcome = transition(aJob({ state }), event, NOW_MS);
    expect(outcome?.job.state ?? null).toBe(expected[kind] ?? null);
  });

  it.each(pairs)(
    '%s with %s books exactly when a final state is reached',
    (state, _kind, event) => {
      const outcome = transition(aJob({ state }), event, NOW_MS);
      if (outcome === null) return expect(outcome).toBeNull();
      const reached = outcome.job.state !== state && FINAL_STATES.includes(outcome.job.state);
      const booking = outcome.job.state === 'done' ? 'settle' : 'refund';
      expect(outcome.ledger).toBe(reached ? booking : null);
    },
  );

  it('can still end from every state that is not final', () => {
    const canEnd = (state: JobState, seen: readonly JobState[] = []): boolean =>
      FINAL_STATES.includes(state) ||
      Object.values(TRANSITIONS[state]).some(
        (next) => !seen.includes(next) && next !== state && canEnd(next, [...seen, state]),
      );
    expect(JOB_STATES.filter((state) => !canEnd(state))).toEqual([]);
  });

  it.each([
    ['grows', 20, 45, 45],
    ['never goes back', 60, 45, 60],
    ['keeps what is known where the vendor is silent', 60, null, 60],
    ['never shows 100', 60, 100, 99],
    ['never shows less than 0', null, -5, 0],
  ] as const)('progress %s', (_title, known, seen, shown) => {
    const job = aJob({ state: 'running', progressPercent: known });
    const event: JobEvent = { kind: 'progress-seen', percent: seen, checkAtMs: NOW_MS };
    expect(transition(job, event, NOW_MS)?.job.progressPercent).toBe(shown);
  });

  it('counts tries that failed and forgets them when the vendor accepts', () => {
    const queued = aJob({ state: 'queued', attempts: 2 });
    const deferred = transition(queued, EVENTS['submit-deferred'], NOW_MS);
    expect(deferred?.job.attempts).toBe(3);
    const accepted = transition(
      aJob({ state: 'submitting', attempts: 3 }),
      EVENTS['submit-accepted'],
      NOW_MS,
    );
    expect(accepted?.job.attempts).toBe(0);
  });

  it.each([
    [0, 1],
    [3, 3],
  ])(
    'does not count a try that the bot’s own disk stood in the way of, after %i',
    (before, after) => {
      const running = aJob({ state: 'running', attempts: before });
      const waits = { ...EVENTS['check-deferred'], isUncounted: true } as const;
      expect(transition(running, waits, NOW_MS)?.job.attempts).toBe(after);
    },
  );
});
