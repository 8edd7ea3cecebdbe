/**
 * What must be true after every tick, checked from the outside: by the vendor's receipts, by the
 * messages in the channel, and by a small model of the books. It trusts nothing the program says
 * of itself but its balances.
 */
import { isFinal, type Job } from '#domain/job.ts';
import type { Store } from '#ports/store.ts';
import type { DiscordServer } from './simulated-discord.ts';
import { GUILD, MONTHLY_CREDITS } from './simulated-person.ts';
import type { VendorServer } from './simulated-vendor.ts';

export type Evidence = {
  readonly store: Store;
  readonly vendor: VendorServer;
  readonly discord: DiscordServer;
  /** Every job that was accepted. */
  readonly jobs: readonly Job[];
  readonly nowMs: number;
};

/** The broken promises, in words; none when all is well. */
export async function audit(evidence: Evidence): Promise<readonly string[]> {
  const { store, vendor, discord, jobs, nowMs } = evidence;
  const findings: string[] = [];
  const bills = new Map<string, number>();
  for (const { key } of vendor.jobs) bills.set(key, (bills.get(key) ?? 0) + 1);
  for (const [key, count] of bills) {
    if (count > 1) findings.push(`billed ${count} times for key ${key.slice(0, 6)}`);
  }
  const orders = new Map<string, number>();
  for (const { order, isKept } of vendor.jobs) {
    if (!isKept) orders.set(order, (orders.get(order) ?? 0) + 1);
  }
  for (const [order, count] of orders) {
    if (count > 1) findings.push(`billed ${count} times for "${order}"`);
  }
  findings.push(...vendor.complaints, ...(await auditKept(evidence)));
  const finals = new Map<string, number>();
  for (const { jobId, kind } of discord.messages) {
    if (kind === 'final') finals.set(jobId, (finals.get(jobId) ?? 0) + 1);
  }
  for (const [jobId, count] of finals) {
    if (count > 1) findings.push(`${count} final messages for ${jobId}`);
  }
  const current = await Promise.all(jobs.map(({ id }) => store.findJob(id)));
  const held = current.reduce(
    (sum, job) => (job === null || isFinal(job.state) ? sum : sum + job.priceCredits),
    0,
  );
  const spent = current.reduce(
    (sum, job) => (job?.state === 'done' ? sum + job.priceCredits : sum),
    0,
  );
  const account = await store.account(GUILD, MONTHLY_CREDITS, nowMs);
  if (account.available < 0) findings.push(`available is ${account.available}`);
  if (account.reserved !== held) findings.push(`reserved ${account.reserved}, unfinished ${held}`);
  if (account.spent !== spent) findings.push(`spent ${account.spent}, done ${spent}`);
  const total = account.available + account.reserved + account.spent;
  if (total !== MONTHLY_CREDITS) findings.push(`${total} credits exist of ${MONTHLY_CREDITS}`);
  for (const job of current) {
    if (job?.state === 'failed' && finals.has(job.id)) {
      findings.push(`${job.id} failed and was posted as well`);
    }
  }
  return findings;
}

/**
 * A picture is prepared once: of the receipts for it, one at most has its handle kept or is still
 * being worked for. One whose job ended without the handle was lost, and may be bought again.
 */
async function auditKept({ store, vendor, jobs }: Evidence): Promise<readonly string[]> {
  const useful = new Map<string, number>();
  const receipts = vendor.jobs.filter(
    ({ isKept, order, key }) =>
      isKept && vendor.jobs.some((other) => other.order === order && other.key !== key),
  );
  if (receipts.length === 0) return [];
  for (const { id } of jobs) {
    const job = await store.findJob(id);
    for (const step of await store.stepsOf(id)) {
      const receipt = receipts.find(({ key }) => key === step.idempotencyKey);
      if (receipt === undefined || job === null) continue;
      if (step.handle === null && isFinal(job.state)) continue;
      useful.set(receipt.order, (useful.get(receipt.order) ?? 0) + 1);
    }
  }
  return [...useful].flatMap(([order, count]) =>
    count > 1 ? [`prepared ${count} times: ${order}`] : [],
  );
}

/** What must hold once faults have stopped and nothing is left to do. */
export async function auditEnd(evidence: Evidence): Promise<readonly string[]> {
  const findings = [...(await audit(evidence))];
  for (const { id } of evidence.jobs) {
    const job = await evidence.store.findJob(id);
    if (job === null || !isFinal(job.state)) {
      findings.push(`${id} never ended: ${job?.state ?? 'gone'}`);
      continue;
    }
    const shown = evidence.discord.messages.filter(({ jobId }) => jobId === id);
    const expected = job.state === 'done' ? 'final' : 'notice';
    const withheld = job.state === 'done' && job.finalMessageId === null;
    if (!withheld && shown.filter(({ kind }) => kind === expected).length !== 1) {
      findings.push(`${id} is ${job.state} with ${shown.length} messages`);
    }
  }
  return findings;
}
