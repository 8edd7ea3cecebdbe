/**
 * How fast `/imagine` is acknowledged, everything on disk first, beside a bare discord.js bot that only answers:
 * `npm run bench -- acknowledge [interactions] [at once] [rounds] [http]`. Both run in processes of their own against the
 * same bare Discord, in turns: as fast as they can, one by one, and as interactions come that wait for nobody. `http`:
 * Fourfold gets them as signed requests and answers in the response, beside the least that such an endpoint costs; the bare bot
 * is on the gateway as before. What was answered with "busy", or not at all, is counted apart.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '#system/free-port.ts';
import { createRequestSender } from '#test/campaign/overload-requests.ts';
import { openBareDiscord } from './setup/bare-discord.ts';
import { type BotName, startBotUnderTest } from './setup/bot-under-test.ts';
import { median, quantile } from './setup/figures.ts';

const GUILDS = 500;
const WARM_UP = 500;
const ALONE = 1_000;
/** Interactions a second, for so many seconds each. */
const RATES = [100, 300, 1_000, 2_000];
const RATE_SECONDS = 5;
/** What Discord has given up on is answered by nobody. */
const GIVEN_UP_MS = 5_000;
/** What Fourfold answers when it has too much to do. */
const BUSY = 'The bot is busy';

const [interactions = 6_000, atOnce = 64, rounds = 3] = process.argv.slice(2, 5).map(Number);
const isHttp = process.argv.includes('http');
const NAMES: readonly BotName[] = isHttp ? ['bare', 'endpoint', 'fourfold'] : ['bare', 'fourfold'];

type Figures = {
  /** Without those that were answered with "busy", or not at all. */
  readonly perSecond: number;
  readonly busyPercent: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly processorMs: number;
};

type Answer = { readonly ms: number; readonly body: string };
type Imagine = () => Promise<Answer>;

/** Given up, or dropped under load. */
const UNANSWERED: Answer = { ms: Number.POSITIVE_INFINITY, body: BUSY };

/** So many at once, the next as soon as one is answered. */
async function closedLoop(imagine: Imagine, count: number): Promise<Answer[]> {
  const answers: Answer[] = [];
  let left = count;
  const lane = async () => {
    while (left > 0) {
      left -= 1;
      answers.push(await imagine());
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return answers;
}

/** So many a second, whether or not the earlier ones were answered. */
async function openLoop(imagine: Imagine, perSecond: number): Promise<Answer[]> {
  const sent: Promise<Answer>[] = [];
  const fromMs = performance.now();
  while (sent.length < perSecond * RATE_SECONDS) {
    const due = ((performance.now() - fromMs) / 1000) * perSecond;
    while (sent.length < due) {
      const late = pause(GIVEN_UP_MS, UNANSWERED, { ref: false });
      sent.push(Promise.race([imagine(), late]));
    }
    await pause(1);
  }
  return Promise.all(sent);
}

async function measure(name: BotName): Promise<readonly (readonly [string, Figures])[]> {
  const discord = await openBareDiscord(GUILDS);
  const [port, metricsPort] = [await freePort(), await freePort()];
  const sender = isHttp && name !== 'bare' ? createRequestSender(port, discord.nextImagine) : null;
  const bot = await startBotUnderTest(name, discord, {
    APIFRAME_API_KEY: 'bench',
    APIFRAME_BASE_URL: discord.vendorUrl,
    HTTP_PORT: String(port),
    METRICS_PORT: String(metricsPort),
    ...(name === 'endpoint' ? { BENCH_ACCOUNTS: String(GUILDS) } : {}),
    ...(sender === null ? {} : { DISCORD_PUBLIC_KEY: sender.publicKey }),
  });
  const imagine: Imagine =
    sender === null
      ? discord.imagineAnswered
      : async () => {
          const answer = await sender.imagine();
          return answer.body === '' ? UNANSWERED : answer;
        };
  try {
    await closedLoop(imagine, WARM_UP);
    const figures = async (run: () => Promise<Answer[]>): Promise<Figures> => {
      const fromMs = performance.now();
      const usedMs = bot.processorMs();
      const answers = await run();
      const seconds = (performance.now() - fromMs) / 1000;
      const times = answers.map(({ ms }) => ms);
      const busy = answers.filter(({ body }) => body.includes(BUSY)).length;
      return {
        perSecond: (times.length - busy) / seconds,
        busyPercent: (100 * busy) / times.length,
        p50Ms: quantile(times, 0.5),
        p99Ms: quantile(times, 0.99),
        processorMs: (bot.processorMs() - usedMs) / times.length,
      };
    };
    const rows: [string, Figures][] = [
      [`${atOnce} at once`, await figures(() => closedLoop(imagine, interactions))],
      [
        'one by one',
        await figures(async () => {
          const answers: Answer[] = [];
          for (let i = 0; i < ALONE; i++) answers.push(await imagine());
          return answers;
        }),
      ],
    ];
    for (const rate of RATES) {
      rows.push([`${rate} a second`, await figures(() => openLoop(imagine, rate))]);
    }
    return rows;
  } finally {
    await bot.close();
    await sender?.close();
    await discord.close();
  }
}

type Field = keyof Figures;
const runs = new Map<string, Map<BotName, Figures[]>>();
for (let round = 0; round < rounds; round++) {
  for (const name of NAMES) {
    for (const [title, figures] of await measure(name)) {
      const all = runs.get(title) ?? new Map<BotName, Figures[]>();
      runs.set(title, all.set(name, [...(all.get(name) ?? []), figures]));
    }
  }
}
for (const [title, all] of runs) {
  const of = (field: Field, digits: number) =>
    [...all]
      .map(([name, seen]) => `${name} ${median(seen.map((one) => one[field])).toFixed(digits)}`)
      .join(', ');
  process.stdout.write(
    `${title}: a second: ${of('perSecond', 0)}; p50 ms: ${of('p50Ms', 2)}; p99 ms: ${of('p99Ms', 2)}; processor ms each: ${of('processorMs', 2)}; busy: ${of('busyPercent', 0)} %\n`,
  );
}
