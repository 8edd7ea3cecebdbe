/**
 * Four processes on one PostgreSQL and one bucket, people at work, and something that goes wrong every few seconds: kills,
 * stops that are longer than a process may be silent, restarts of the database, cut cables, clocks that are wrong. Then all
 * is well again, and what is left is judged from outside.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { startPostgres } from '#test/fixtures/postgres.ts';
import { startS3Server } from '#test/fixtures/s3-server.ts';
import { seeded } from '#test/simulation/seeded.ts';
import { judge, type Verdict } from './auditor.ts';
import { openCampaign } from './campaign.ts';
import { type Member, startMember } from './chaos-member.ts';
import type { Evidence } from './evidence.ts';

/** What came of it. */
export type ChaosRun = Verdict & {
  readonly evidence: Evidence;
  /** How often what went wrong. */
  readonly counts: ReadonlyMap<string, number>;
};

const CLOCK_OFFSETS_MS = [0, 40_000, -25_000, 3_000] as const;
const SHARDS = 4;
/** The longest that a process is taken as living without a beat is 15 s. */
const LONG_STOP_MS = 18_000;
const SHORT_STOP_MS = 6_500;
const QUIET_MS = [1_500, 5_000] as const;

type Disturbance = (member: Member) => Promise<void>;

const stopped =
  (ms: number): Disturbance =>
  async ({ pid }) => {
    const id = pid();
    if (id === null) return;
    process.kill(id, 'SIGSTOP');
    await pause(ms);
    if (pid() === id) process.kill(id, 'SIGCONT');
  };
const cutOff =
  (how: 'reset' | 'silent', ms: number): Disturbance =>
  async ({ cut, mend }) => {
    cut(how);
    await pause(ms);
    mend();
  };

/** Runs for so long; two things at most go wrong at a time. */
export async function runChaos(options: {
  readonly vendor: string;
  readonly seed: number;
  readonly minutes: number;
  readonly paceMs: number;
  readonly onProgress?: (text: string) => void;
}): Promise<ChaosRun> {
  const { vendor, seed, onProgress = () => {} } = options;
  const random = seeded(seed);
  const server = await startPostgres();
  const bucket = await startS3Server();
  const databaseUrl = await server.newDatabase();
  const campaign = await openCampaign({
    vendor,
    seed,
    reports: false,
    shards: SHARDS,
    environment: {
      DATABASE_URL: databaseUrl,
      ARCHIVE_URL: `s3://pictures?region=${bucket.region}&endpoint=${bucket.endpoint}`,
      AWS_ACCESS_KEY_ID: bucket.accessKeyId,
      AWS_SECRET_ACCESS_KEY: bucket.secretAccessKey,
      HTTP_PORT: '0',
    },
  });
  const found: string[] = [];
  const counts = new Map<string, number>();
  const members: Member[] = [];
  try {
    for (const [place, clockOffsetMs] of CLOCK_OFFSETS_MS.entries()) {
      members.push(
        await startMember({
          name: `process ${place}`,
          environment: campaign.environment,
          databaseUrl,
          clockOffsetMs,
          printed: campaign.printed,
          onFault: (what) => found.push(what),
        }),
      );
    }
    await Promise.all(members.map(({ up }) => up()));
    const disturbances: readonly (readonly [name: string, weight: number, Disturbance])[] = [
      ['killed', 5, ({ kill }) => kill()],
      ['terminated', 2, ({ terminate }) => terminate()],
      ['stopped for 18 s', 2, stopped(LONG_STOP_MS)],
      ['stopped for 6.5 s', 2, stopped(SHORT_STOP_MS)],
      ['cable cut for 8 s', 2, cutOff('reset', 8_000)],
      ['cable silent for 20 s', 2, cutOff('silent', 20_000)],
      ['cable silent for 40 s', 1, cutOff('silent', 40_000)],
      ['database restarted', 1, () => server.restart()],
    ];
    const choices = disturbances.flatMap((one) => Array.from({ length: one[1] }, () => one));
    const rest = campaign.begin({ paceMs: options.paceMs });
    const untilMs = Date.now() + options.minutes * 60_000;
    /** A process that something happens to has nothing else happen to it. */
    const busy = new Set<Member>();
    const disturb = async (): Promise<void> => {
      while (Date.now() < untilMs) {
        await pause(QUIET_MS[0] + random.unit() * (QUIET_MS[1] - QUIET_MS[0]));
        const free = members.filter((member) => !busy.has(member));
        const member = random.pick(free);
        const [name, , act] = random.pick(choices);
        busy.add(member);
        // Half of them while it starts.
        if (random.chance(0.5)) await member.up();
        onProgress(`${member.name}: ${name}`);
        counts.set(name, (counts.get(name) ?? 0) + 1);
        await act(member);
        busy.delete(member);
      }
    };
    await Promise.all([disturb(), disturb()]);
    await Promise.all(members.map(({ up }) => up()));
    await rest();
    const left = await campaign.quiet((open) => onProgress(`open: ${open.length}, ${open[0]}`));
    const evidence = await campaign.evidence();
    const { violations, figures } = judge(evidence);
    return {
      violations: [...found, ...left.map((what) => `never done: ${what}`), ...violations],
      figures,
      evidence,
      counts,
    };
  } finally {
    await Promise.all(members.map(({ close }) => close()));
    await campaign.close();
    await bucket.close();
    await server.close();
  }
}
