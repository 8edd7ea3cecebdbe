/**
 * What must be true after every tick, judged from outside: by what people were promised when they asked, by the
 * vendor's receipts and by the messages in the channel. Of the program it hears one thing, the balance that it tells,
 * and compares it with what ought to be there. It reads no job and no step.
 */
import type { Job } from '#domain/job.ts';
import type { Store } from '#ports/store.ts';
import type { DiscordServer, PostedMessage } from './simulated-discord.ts';
import { GUILD, MONTHLY_CREDITS } from './simulated-person.ts';
import type { VendorServer } from './simulated-vendor.ts';

export type Evidence = {
  readonly store: Pick<Store, 'account'>;
  readonly vendor: VendorServer;
  readonly discord: DiscordServer;
  /** Every job as it was accepted: its words and its price. */
  readonly jobs: readonly Pick<Job, 'id' | 'request' | 'priceCredits'>[];
  readonly nowMs: number;
};

/** Pictures of a whole grid; fewer are paid as a part, rounded up. */
const WHOLE_GRID = 4;

/** What became of one job, as its person and the vendor know it. */
type Fate = {
  readonly id: string;
  readonly shown: ReadonlySet<PostedMessage['kind']>;
  /** Once at least, nobody could be told that the result is kept. */
  readonly isUntold: boolean;
  readonly isPart: boolean;
  /** What its pictures are worth. */
  readonly dueCredits: number;
};

/** The broken promises, in words; none when all is well. */
export async function audit(evidence: Evidence): Promise<readonly string[]> {
  const { store, vendor, nowMs } = evidence;
  const fates = fatesOf(evidence);
  const account = await store.account(GUILD, MONTHLY_CREDITS, nowMs);
  const findings = [...auditBills(evidence), ...vendor.complaints, ...auditMessages(evidence)];
  for (const { id, shown } of fates) {
    if (!shown.has('notice')) continue;
    if (shown.has('final')) findings.push(`${id} failed and was posted as well`);
    if (shown.has('kept')) findings.push(`${id} failed and is kept as well`);
  }
  const mostSpent = sumDue(fates.filter(isShown));
  const leastAccounted = sumDue(fates.filter(isOwed));
  const { available, reserved, spent } = account;
  if (available < 0) findings.push(`available is ${available}`);
  if (spent > mostSpent) findings.push(`spent ${spent}, shown is worth ${mostSpent}`);
  if (spent + reserved < leastAccounted) {
    findings.push(`spent ${spent} and reserved ${reserved}, shown is worth ${leastAccounted}`);
  }
  const total = available + reserved + spent;
  if (total !== MONTHLY_CREDITS) findings.push(`${total} credits exist of ${MONTHLY_CREDITS}`);
  return findings;
}

/** What must hold once faults have stopped and nothing is left to do. */
export async function auditEnd(evidence: Evidence): Promise<readonly string[]> {
  const findings = [...(await audit(evidence))];
  const fates = fatesOf(evidence);
  for (const { id, shown, isUntold } of fates) {
    if (shown.size === 0 && !isUntold) findings.push(`${id} never ended: nothing was shown`);
  }
  const { reserved, spent } = await evidence.store.account(GUILD, MONTHLY_CREDITS, evidence.nowMs);
  if (reserved !== 0) findings.push(`${reserved} credits are reserved for nothing`);
  const least = sumDue(fates.filter(isOwed));
  if (spent < least) findings.push(`spent ${spent}, shown is worth ${least}`);
  return findings;
}

/** What rare things happened, so that tests can demand that they did. */
export function occurrences(evidence: Evidence): readonly string[] {
  const fates = fatesOf(evidence);
  return [
    ...(fates.some((fate) => fate.isPart && isOwed(fate)) ? ['a part was paid'] : []),
    ...(fates.some(({ shown, isUntold }) => isUntold && shown.size === 0)
      ? ['a result that nobody was told of was refunded']
      : []),
    ...(fates.some(({ shown }) => shown.has('kept')) ? ['a kept result was paid'] : []),
  ];
}

const sumDue = (fates: readonly Fate[]): number =>
  fates.reduce((sum, { dueCredits }) => sum + dueCredits, 0);

const isShown = ({ shown }: Fate): boolean => shown.has('final') || shown.has('kept');

/** Where somebody was told once and not the other time, with a crash in between, either may count. */
const isOwed = (fate: Fate): boolean => isShown(fate) && !fate.isUntold;

function fatesOf({ vendor, discord, jobs }: Evidence): readonly Fate[] {
  return jobs.map(({ id, request, priceCredits }) => {
    const messages = discord.messages.filter(({ jobId }) => jobId === id);
    const receipts = vendor.jobs.filter(
      ({ isKept, prompt }) => !isKept && prompt === request.prompt,
    );
    const pictures = receipts.at(-1)?.pictures ?? WHOLE_GRID;
    return {
      id,
      shown: new Set(messages.map(({ kind }) => kind)),
      isUntold: discord.untold.has(id),
      isPart: pictures < WHOLE_GRID,
      dueCredits: Math.ceil((priceCredits * pictures) / WHOLE_GRID),
    };
  });
}

function auditMessages({ discord }: Evidence): readonly string[] {
  const finals = new Map<string, number>();
  for (const { jobId, kind } of discord.messages) {
    if (kind === 'final') finals.set(jobId, (finals.get(jobId) ?? 0) + 1);
  }
  return [...finals].flatMap(([jobId, count]) =>
    count > 1 ? [`${count} final messages for ${jobId}`] : [],
  );
}

/** Nothing is bought twice: neither under one key nor under two. */
function auditBills({ vendor }: Evidence): readonly string[] {
  const findings: string[] = [];
  const count = (names: readonly string[]) => {
    const counts = new Map<string, number>();
    for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
    return [...counts].filter(([, times]) => times > 1);
  };
  for (const [key, times] of count(vendor.jobs.map((job) => job.key))) {
    findings.push(`billed ${times} times for key ${key.slice(0, 6)}`);
  }
  for (const [order, times] of count(
    vendor.jobs
      .filter(({ isKept, ending }) => !isKept && ending !== 'gives-up')
      .map((job) => job.order),
  )) {
    findings.push(`billed ${times} times for "${order}"`);
  }
  // A picture is prepared once: what was lost before anything was built on it may be bought again.
  const used = vendor.jobs.filter(({ isKept, ticket }) => isKept && vendor.builtOn.has(ticket));
  for (const [order, times] of count(used.map((job) => job.order))) {
    findings.push(`prepared ${times} times: ${order}`);
  }
  return findings;
}
