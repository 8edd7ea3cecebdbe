/**
 * One vendor, one seed: a bot at work is killed again and again and started on the same data, until it may finish; then
 * what is left is judged from outside.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type BotProcess, startBot } from '#test/fixtures/bot-process.ts';
import { seeded } from '#test/simulation/seeded.ts';
import { judge, type Verdict } from './auditor.ts';
import { type Campaign, openCampaign } from './campaign.ts';
import type { Evidence } from './evidence.ts';
import { createKillPlan, type Death, type KillPlan } from './kill-plan.ts';

/** What came of it. */
export type CrashRun = Verdict & {
  readonly evidence: Evidence;
  readonly kills: number;
  /** Kills at a step of its own choice. */
  readonly stepKills: number;
};

const KILL_POINTS = new URL('./kill-points.ts', import.meta.url).href;
/** A step that is not reached within this after the start is given up, and the instant counts. */
const PATIENCE_MS = 6_000;

/** Runs to the end. The plan is shared by runs, so that steps which one vendor has not are visited at another. */
export async function runCrashes(options: {
  readonly vendor: string;
  readonly seed: number;
  readonly kills: number;
  readonly plan?: KillPlan;
  readonly paceMs?: number;
  readonly until?: number;
}): Promise<CrashRun> {
  const { vendor, seed } = options;
  const random = seeded(seed);
  const plan = options.plan ?? createKillPlan(random);
  // Half of the runs are told by reports, half have to ask.
  const campaign = await openCampaign({ vendor, seed, reports: seed % 2 === 0 });
  const folder = mkdtempSync(join(tmpdir(), 'fourfold-kills-'));
  const found: string[] = [];
  let kills = 0;
  let stepKills = 0;
  try {
    const rest = campaign.begin(options.paceMs === undefined ? {} : { paceMs: options.paceMs });
    for (; kills < options.kills && Date.now() < (options.until ?? Number.MAX_VALUE); kills++) {
      const life = await live(campaign, join(folder, String(kills)), plan.next());
      plan.saw(life.steps);
      if (life.killedAt !== null) {
        plan.killedAt(life.killedAt);
        stepKills++;
      }
      if (life.fault !== null) found.push(life.fault);
    }
    const last = await startBot(campaign.environment);
    await rest();
    const left = await campaign.quiet();
    found.push(...left.map((what) => `without another start it was never done: ${what}`));
    campaign.printed(last.output());
    // What a start finds to do must have been done: nothing may come twice.
    await last.terminate();
    const check = await startBot(campaign.environment);
    await campaign.quiet();
    campaign.printed(check.output());
    const evidence = await campaign.evidence();
    const verdict = judge(evidence);
    await check.terminate();
    return {
      ...verdict,
      evidence,
      violations: [...found, ...verdict.violations],
      kills,
      stepKills,
    };
  } finally {
    await campaign.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

type Life = {
  readonly steps: readonly string[];
  readonly killedAt: string | null;
  /** It ended by itself, which no kill explains. */
  readonly fault: string | null;
};

async function live(campaign: Campaign, file: string, death: Death): Promise<Life> {
  const environment = {
    ...campaign.environment,
    // Started very often.
    NODE_COMPILE_CACHE: join(tmpdir(), 'fourfold-compiled'),
    NODE_OPTIONS: `--import=${KILL_POINTS}`,
    KILL_STEPS: file,
    ...(death.kind === 'step' ? { KILL_AT: `${death.name}#${death.count}` } : {}),
  };
  const early = death.kind === 'instant' && death.after === 'start' ? death.ms : null;
  const starting = startBot(environment, early === null ? {} : { killAfterMs: early });
  const bot = await starting.catch((error: unknown) => String(error));
  const reason = typeof bot === 'string' ? bot : await endOf(bot, death);
  if (typeof bot !== 'string') campaign.printed(bot.output());
  const lines = readLines(file);
  const killedAt = lines.find((line) => line.startsWith('killed '))?.slice('killed '.length);
  const steps = lines.filter((line) => !line.startsWith('killed '));
  const isKilled = killedAt !== undefined || / null /.test(reason ?? ' null ');
  return { steps, killedAt: killedAt ?? null, fault: isKilled ? null : reason };
}

/** Waits for the death that was planned and helps where it does not come; why it ended by itself, else null. */
async function endOf(bot: BotProcess, death: Death): Promise<string | null> {
  const ms = death.kind === 'instant' && death.after === 'ready' ? death.ms : PATIENCE_MS;
  const first = await Promise.race([bot.ended, pause(ms, 'late' as const)]);
  if (first === 'late') {
    await bot.kill();
    return null;
  }
  return first === null ? null : `the bot ended with ${first}:\n${bot.output().slice(-2_000)}`;
}

function readLines(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').filter(Boolean);
  } catch (error) {
    // Killed before its first step.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
