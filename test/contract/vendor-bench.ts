/** What the vendor tests share: a vendor beside its emulator, on a clock that the test moves. */

import { createHash } from 'node:crypto';
import { ACTION_NAMES, type ActionName, actionRow } from '#domain/action.ts';
import { type Cell, tileSize } from '#domain/geometry.ts';
import type { Json } from '#domain/json.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import { aspectRatioOf } from '#domain/prompt/read.ts';
import { isNiji, versionNumber } from '#domain/prompt/version.ts';
import { type Emulator, startEmulator } from '#emulators/start-emulator.ts';
import { writeMask } from '#images/mask.ts';
import { createManualClock, type ManualClock } from '#playground/discord/clock.ts';
import type {
  CheckOutcome,
  SubmitOutcome,
  Vendor,
  VendorOutput,
  VendorParent,
  VendorRequest,
  VendorSubmission,
} from '#ports/vendor.ts';
import { stepCount } from '#test/fixtures/plans.ts';
import type { VendorFixture } from '#test/fixtures/vendors/vendor-fixture.ts';
import type { ConfiguredVendor, DefinedVendor } from '#vendors/define-vendor.ts';
import type { HttpTimeouts } from '#vendors/http-exchange.ts';
import { createHttpVendor } from '#vendors/http-vendor.ts';

export type VendorBench = {
  readonly vendor: Vendor;
  readonly configured: ConfiguredVendor;
  readonly emulator: Emulator;
  readonly clock: ManualClock;
  readonly [Symbol.asyncDispose]: () => Promise<void>;
};

/** Every job of the bench takes this long, once it runs. */
export const JOB_MS = 8_000;
export const QUEUE_MS = 1_000;

/** Opens an emulator and the vendor configured for it; `await using` closes both. */
export async function openBench(
  definition: DefinedVendor,
  environment: Readonly<Record<string, string>>,
  timeouts: Partial<HttpTimeouts> = {},
): Promise<VendorBench> {
  const clock = createManualClock(Date.UTC(2026, 10, 20, 10));
  const emulator = await startEmulator(definition.name, {
    clock,
    pictures: 'flat',
    durations: { queueMs: QUEUE_MS, medianMs: JOB_MS, sigma: 0 },
  });
  const configured = configure(definition, emulator.baseUrl, emulator.apiKey, environment);
  const vendor = createHttpVendor(configured, { clock, timeouts });
  return {
    vendor,
    configured,
    emulator,
    clock,
    [Symbol.asyncDispose]: async () => {
      await vendor.close?.();
      await emulator.close();
    },
  };
}

/** The same with everything that the vendor's fixture turns on. */
export async function openFixture(
  definition: DefinedVendor,
  { environment, speaks = [] }: Pick<VendorFixture, 'environment' | 'speaks'>,
  timeouts: Partial<HttpTimeouts> = {},
): Promise<VendorBench> {
  const bench = await openBench(definition, environment, timeouts);
  for (const fault of speaks) bench.emulator.faults.set(fault, true);
  return bench;
}

/** The vendor as an operator would set it up. */
export function configure(
  definition: DefinedVendor,
  baseUrl: string,
  apiKey: string,
  environment: Readonly<Record<string, string>> = {},
): ConfiguredVendor {
  const prefix = definition.name.toUpperCase();
  const configuration = definition.configure({
    [`${prefix}_API_KEY`]: apiKey,
    [`${prefix}_BASE_URL`]: baseUrl,
    ...environment,
  });
  if (configuration.kind === 'configured') return configuration.vendor;
  throw new Error(`${definition.name} cannot be configured: ${JSON.stringify(configuration)}`);
}

export const WEBHOOK_URL = 'http://127.0.0.1:9/webhooks/vendor/job-1/c2VjcmV0LXdlYmhvb2s';

export function requestFor(action: ActionName, more: Partial<VendorRequest> = {}): VendorRequest {
  return {
    action,
    cell: null,
    prompt: 'a red fox in fog --ar 3:2 --stylize 250',
    speed: 'fast',
    parent: null,
    mask: null,
    ...more,
  };
}

export function submissionFor(
  request: VendorRequest,
  more: Partial<VendorSubmission> = {},
): VendorSubmission {
  // As for the bot: the same request has the same key, another one never has.
  const digest = createHash('sha256').update(JSON.stringify(request)).digest('hex').slice(0, 16);
  const idempotencyKey = `key-${request.action}-${more.stepIndex ?? 0}-${digest}`;
  return {
    ...{ request, stepIndex: 0, previous: [], idempotencyKey, reference: 'job-1' },
    webhookUrl: WEBHOOK_URL,
    ...more,
  };
}

/** As the database would give it back. */
export const throughJson = (value: Json): Json => JSON.parse(JSON.stringify(value));

/** The ticket, or an error that says why there is none. */
export function ticketOf(outcome: SubmitOutcome): Json {
  if (outcome.kind === 'accepted') return throughJson(outcome.ticket);
  throw new Error(`Not accepted: ${JSON.stringify(outcome)}`);
}

export function outputOf(outcome: CheckOutcome): VendorOutput {
  if (outcome.kind === 'finished') return outcome.output;
  throw new Error(`Not finished: ${JSON.stringify(outcome)}`);
}

/** Runs a request's whole plan, as a worker would, and answers with the last step's output. */
export async function runPlan(bench: VendorBench, request: VendorRequest): Promise<VendorOutput> {
  const { vendor, clock } = bench;
  const previous: Json[] = [];
  for (;;) {
    const stepIndex = previous.length;
    const ticket = ticketOf(await vendor.submit(submissionFor(request, { stepIndex, previous })));
    clock.advance(QUEUE_MS + JOB_MS);
    const output = outputOf(await vendor.check(ticket));
    if (output.endsPlan === true || stepIndex + 1 === stepCount(vendor, request)) return output;
    previous.push(throughJson(output.handle));
  }
}

/** What to start from where an action starts from links. */
export const IMAGE_URLS = ['https://pictures.example/one.png', 'https://pictures.example/two.png'];

/** A mask as the region editor makes it: the picture's size, its upper left quarter to be repainted. */
export function regionMask(prompt: string): Promise<Uint8Array> {
  const { width, height } = tileSize(aspectRatioOf(parsePrompt(prompt)));
  const data = new Uint8Array(width * height);
  for (let row = 0; row < height / 2; row++) data.fill(255, row * width, row * width + width / 2);
  return writeMask({ width, height, data }, 'white');
}

/** A finished grid as a parent; the handle has been through the database. */
export async function makeParent(
  bench: VendorBench,
  cell: Cell,
  prompt?: string,
): Promise<VendorParent> {
  const request = requestFor('imagine', prompt === undefined ? {} : { prompt });
  const { handle } = await runPlan(bench, request);
  return { action: 'imagine', cell, prompt: request.prompt, handle: throughJson(handle) };
}

/** A finished job that the action can follow: videos for what lengthens them, else a grid. */
export async function makeParentFor(
  bench: VendorBench,
  action: ActionName,
  cell: Cell,
): Promise<VendorParent> {
  const grid = await makeParent(bench, cell, promptFor(bench.vendor, action));
  if (!actionRow(action).offeredOn.includes('video')) return grid;
  const request = requestFor('animate-low', { parent: grid, imageUrls: IMAGE_URLS.slice(0, 1) });
  const { handle } = await runPlan(bench, request);
  return { action: 'animate-low', cell, prompt: request.prompt, handle: throughJson(handle) };
}

/** A prompt of a version that has the action. */
export function promptFor({ capabilities }: Vendor, action: ActionName): string {
  const { prompt } = requestFor('imagine');
  const version = capabilities.actions[action]?.versions?.findLast((each) => !isNiji(each));
  return version === undefined ? prompt : `${prompt} --version ${versionNumber(version)}`;
}

/** The actions a vendor claims, beside the first. */
export const claimedFollowUps = (vendor: Vendor): readonly ActionName[] =>
  ACTION_NAMES.filter(
    (action) => action !== 'imagine' && vendor.capabilities.actions[action] !== undefined,
  );
