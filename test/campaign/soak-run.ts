/**
 * A steady mixed load for as long as told, with one fault of the network at a time for half of it: what the process uses
 * and how fast it answers, look by look.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { startBot } from '#test/fixtures/bot-process.ts';
import { seeded } from '#test/simulation/seeded.ts';
import { median, quantile } from '../../bench/setup/figures.ts';
import { judge, type Verdict } from './auditor.ts';
import { type Campaign, openCampaign } from './campaign.ts';
import { CONDITIONS, endConditions } from './conditions.ts';
import { filesMib, type ProcessFacts, processFacts } from './process-facts.ts';

/** One look. */
export type SoakLook = ProcessFacts & {
  readonly atSeconds: number;
  readonly databaseMib: number;
  readonly archiveMib: number;
  /** First answers since the last look, and the time that one of a hundred of them exceeded, faults included. */
  readonly answers: number;
  readonly answerP99Ms: number;
};

/** How a figure stood in the second quarter of a run and in the last: medians. */
export type Growth = { readonly early: number; readonly late: number };

/** Enough for a run of many hours. */
const CREDITS = 10_000_000;
const DISCORD_EPOCH_MS = 1_420_070_400_000;
const CALLBACK = /\/interactions\/(\d+)\/[^/]+\/callback$/;

/** Runs for so many minutes, looks so often, and is judged. */
export async function runSoak(options: {
  readonly minutes: number;
  readonly everySeconds: number;
  readonly paceMs: number;
  readonly vendor: string;
  readonly seed: number;
  readonly onLook: (look: SoakLook) => void;
}): Promise<Verdict & { readonly looks: readonly SoakLook[] }> {
  const { vendor, seed, everySeconds, paceMs } = options;
  const random = seeded(seed);
  const campaign = await openCampaign({ vendor, seed, reports: true });
  const looks: SoakLook[] = [];
  try {
    const bot = await startBot(campaign.environment);
    await campaign.give(CREDITS);
    const rest = campaign.begin({ paceMs });
    const answerTimes = watchAnswers(campaign);
    const startedAtMs = performance.now();
    while (performance.now() - startedAtMs < options.minutes * 60_000) {
      random.pick(CONDITIONS).begin(campaign);
      await pause(everySeconds * 500);
      endConditions(campaign);
      await pause(everySeconds * 500);
      const times = answerTimes();
      const look = {
        ...(await processFacts(bot)),
        atSeconds: Math.round((performance.now() - startedAtMs) / 1_000),
        databaseMib: filesMib(campaign.dataDir, /^fourfold\.db/),
        archiveMib: filesMib(campaign.dataDir, /^archive\//),
        answers: times.length,
        answerP99Ms: quantile(times, 0.99),
      };
      looks.push(look);
      options.onLook(look);
    }
    await rest();
    const left = await campaign.quiet();
    campaign.printed(bot.output());
    const { violations, figures } = judge(await campaign.evidence());
    await bot.terminate();
    return { violations: [...left, ...violations], figures, looks };
  } finally {
    await campaign.close();
  }
}

/** The first quarter is left out: caches fill, and the allocator finds its size. */
export function growthOf(looks: readonly SoakLook[], figure: (look: SoakLook) => number): Growth {
  const quarter = Math.floor(looks.length / 4);
  const middle = (from: number, to: number) => median(looks.slice(from, to).map(figure));
  return { early: middle(quarter, 2 * quarter), late: middle(3 * quarter, looks.length) };
}

/** From the interaction to the callback at Discord, in ms; each call gives what came since the last. */
function watchAnswers({ playground }: Campaign): () => readonly number[] {
  let taken = playground.traffic.all().length;
  return () => {
    const requests = playground.traffic.all().slice(taken);
    taken += requests.length;
    return requests.flatMap(({ atMs, path }) => {
      const id = CALLBACK.exec(path)?.[1];
      return id === undefined ? [] : [atMs - Number(BigInt(id) >> 22n) - DISCORD_EPOCH_MS];
    });
  };
}
