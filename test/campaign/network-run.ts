/**
 * One vendor, one seed: people at work while two things at a time go wrong with the network, pair after pair; then all
 * works again, and what is left is judged from outside.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { startBot } from '#test/fixtures/bot-process.ts';
import { judge, type Verdict } from './auditor.ts';
import { openCampaign } from './campaign.ts';
import { type Condition, endConditions } from './conditions.ts';
import type { Evidence } from './evidence.ts';

/** What came of it. */
export type NetworkRun = Verdict & { readonly evidence: Evidence; readonly pairs: number };

/** Runs the pairs one after the other, each for so long. */
export async function runNetworkPairs(options: {
  readonly vendor: string;
  readonly seed: number;
  readonly pairs: readonly (readonly [Condition, Condition])[];
  readonly eachMs: number;
  readonly paceMs?: number;
  /** Told how far it is, now and then. */
  readonly onProgress?: (text: string) => void;
}): Promise<NetworkRun> {
  const { vendor, seed, pairs, onProgress = () => {} } = options;
  const campaign = await openCampaign({ vendor, seed, reports: true });
  try {
    const bot = await startBot(campaign.environment);
    const rest = campaign.begin(options.paceMs === undefined ? {} : { paceMs: options.paceMs });
    for (const [place, pair] of pairs.entries()) {
      onProgress(
        `pair ${place + 1} of ${pairs.length}: ${pair.map(({ name }) => name).join(', ')}`,
      );
      for (const condition of pair) condition.begin(campaign);
      await pause(options.eachMs);
      endConditions(campaign);
    }
    await rest();
    const left = await campaign.quiet((open) => onProgress(`open: ${open.length}, ${open[0]}`));
    campaign.printed(bot.output());
    const evidence = await campaign.evidence();
    const { violations, figures } = judge(evidence);
    await bot.terminate();
    return {
      violations: [...left.map((what) => `never done: ${what}`), ...violations],
      figures,
      evidence,
      pairs: pairs.length,
    };
  } finally {
    await campaign.close();
  }
}
