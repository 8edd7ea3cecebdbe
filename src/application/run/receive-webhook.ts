/**
 * A vendor's webhook. All it can do is make the job that its address names due now, so that a worker polls the vendor.
 * Repeated, late, reordered, forged and replayed reports therefore change nothing. Where the answer to a submit was
 * lost, the task it names is saved first: for vendors without idempotency keys that is how the job is found again.
 */

import { type AppContext, findVendor } from '#application/app-context.ts';
import { type JobId, parseJobId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import type { Step } from '#ports/job-store.ts';
import type { VendorWebhook } from '#ports/vendor.ts';
import type { WebhookDelivery } from '#ports/webhook-delivery.ts';
import { noteTask } from './noted-task.ts';

/** What happened to a report. `unknown` does not reveal which part of the address was wrong. */
export type WebhookOutcome =
  | { readonly kind: 'woken' }
  /** Genuine, but nothing to do: only progress, or the job has moved on. */
  | { readonly kind: 'ignored' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'forged' }
  | { readonly kind: 'unreadable' };

/** The parts of the address that a report was sent to. */
export type WebhookAddress = {
  readonly vendor: string;
  readonly job: string;
  readonly token: string;
};

/** Handles the reports sent to one address. */
export type WebhookReceiver = (delivery: WebhookDelivery) => Promise<WebhookOutcome>;

/**
 * The receiver of an address that was given to a vendor; null for any other. It needs only the address, so that the
 * body of a request to any other address is never read.
 */
export async function findWebhookReceiver(
  context: AppContext,
  address: WebhookAddress,
): Promise<WebhookReceiver | null> {
  const vendor = findVendor(context, address.vendor);
  const id = parseJobId(address.job);
  const job = id === null ? null : await context.store.findJob(id);
  if (vendor?.webhook === undefined || job === null) return null;
  const stepIndex = addressedStep(context, address, job);
  if (stepIndex === null) return null;
  const { webhook, name } = vendor;
  return (delivery) => receive(context, { webhook, name, jobId: job.id, stepIndex }, delivery);
}

/** Wakes the job of a genuine report. */
async function receive(
  context: AppContext,
  found: {
    readonly webhook: VendorWebhook;
    readonly name: string;
    readonly jobId: JobId;
    readonly stepIndex: number;
  },
  delivery: WebhookDelivery,
): Promise<WebhookOutcome> {
  const { webhook, name, stepIndex } = found;
  // Reading the body took time, so the job is loaded again.
  const job = await context.store.findJob(found.jobId);
  if (job === null) return { kind: 'unknown' };
  const verdict = webhook.verify(delivery);
  if (verdict.kind !== 'genuine') {
    const { kind, detail } = verdict;
    const line = kind === 'forged' ? 'webhook forged' : 'webhook unreadable';
    context.log.warn({ job: job.id, vendor: name, detail }, line);
    return { kind };
  }
  const isPast = stepIndex !== job.stepIndex || job.vendor !== name;
  if (isPast || (job.state !== 'submitting' && job.state !== 'running')) return { kind: 'ignored' };
  const step = (await context.store.stepsOf(job.id)).find(({ index }) => index === stepIndex);
  if (step === undefined || isOfAnother(webhook, step, verdict.task)) return { kind: 'ignored' };
  if (step.ticket === null && verdict.task !== null && webhook.ticketOf !== undefined) {
    await noteTask(context.store, { jobId: job.id, stepIndex, vendor: name }, verdict.task);
  } else if (!verdict.final) {
    return { kind: 'ignored' };
  }
  await wake(context, job.id);
  return { kind: 'woken' };
}

async function wake(context: AppContext, id: JobId): Promise<void> {
  await context.store.wakeJob(id, context.clock.nowMs());
  context.wake();
}

/** The step that the token belongs to: the current one, or an earlier one that reports late. */
function addressedStep(
  { webhooks }: Pick<AppContext, 'webhooks'>,
  { token, vendor }: WebhookAddress,
  { id, stepIndex }: Job,
): number | null {
  for (let index = stepIndex; index >= 0; index--) {
    if (webhooks.isTokenOf(token, { vendor, jobId: id, stepIndex: index })) return index;
  }
  return null;
}

/** A genuine report of another task, replayed to this address. */
function isOfAnother(webhook: VendorWebhook, { ticket }: Step, task: string | null): boolean {
  if (task === null || ticket === null) return false;
  const own = webhook.taskOf(ticket);
  return own !== null && own !== task;
}
