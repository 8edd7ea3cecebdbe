/**
 * How fast `/imagine` is acknowledged, everything on disk first, beside a bare discord.js bot that only answers:
 * `npm run bench -- acknowledge [interactions] [at once] [rounds]`. Both run in processes of their own against the
 * same bare Discord, in turns.
 */
import { openBareDiscord } from './stage/bare-discord.ts';
import { type BotName, startBotUnderTest } from './stage/bot-under-test.ts';

const GUILDS = 500;
const WARM_UP = 500;
const ALONE = 1_000;

const [interactions = 6_000, atOnce = 64, rounds = 3] = process.argv.slice(2).map(Number);

type Figures = {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly processorMs: number;
};

/** So many at once, the next as soon as one is answered. */
async function closedLoop(imagine: () => Promise<number>, count: number): Promise<number[]> {
  const times: number[] = [];
  let left = count;
  const lane = async () => {
    while (left > 0) {
      left -= 1;
      times.push(await imagine());
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return times;
}

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.floor((sorted.length - 1) * share)] ?? 0;

async function measure(name: BotName): Promise<{ busy: Figures; alone: Figures }> {
  const discord = await openBareDiscord(GUILDS);
  const bot = await startBotUnderTest(name, discord, {
    APIFRAME_API_KEY: 'bench',
    APIFRAME_BASE_URL: discord.vendorUrl,
  });
  try {
    await closedLoop(discord.imagine, WARM_UP);
    const figures = async (run: () => Promise<number[]>): Promise<Figures> => {
      const fromMs = performance.now();
      const usedMs = bot.processorMs();
      const times = (await run()).toSorted((one, other) => one - other);
      return {
        perSecond: times.length / ((performance.now() - fromMs) / 1000),
        p50Ms: quantile(times, 0.5),
        p99Ms: quantile(times, 0.99),
        processorMs: (bot.processorMs() - usedMs) / times.length,
      };
    };
    const busy = await figures(() => closedLoop(discord.imagine, interactions));
    const alone = await figures(async () => {
      const times: number[] = [];
      for (let i = 0; i < ALONE; i++) times.push(await discord.imagine());
      return times;
    });
    return { busy, alone };
  } finally {
    await bot.close();
    await discord.close();
  }
}

const line = (name: string, { perSecond, p50Ms, p99Ms, processorMs }: Figures) =>
  `${name.padEnd(22)} ${perSecond.toFixed(0).padStart(6)}/s   p50 ${p50Ms.toFixed(2)} ms   p99 ${p99Ms.toFixed(2)} ms   ${processorMs.toFixed(2)} ms of processor each\n`;

for (let round = 1; round <= rounds; round++) {
  for (const name of ['bare', 'fourfold'] as const) {
    const { busy, alone } = await measure(name);
    process.stdout.write(
      line(`${name}, ${atOnce} at once`, busy) + line(`${name}, one by one`, alone),
    );
  }
}
