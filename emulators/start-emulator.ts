/**
 * Serves an emulated vendor on a free port of this machine. It records every request, breaks what
 * the faults say, and tells of everything through `events`, so that tests wait for what happens
 * and never for time. `POST /faults` sets faults from another process.
 */
import type { AddressInfo } from 'node:net';
import { type HttpBindings, serve } from '@hono/node-server';
import { Hono } from 'hono';
import * as z from 'zod';
import type { DefinedEmulator, Delivery } from './define-emulator.ts';
import { createEmulatedJobs, type Durations, type EmulatedJob } from './emulated-jobs.ts';
import { createPictureStudio, type PictureStyle } from './emulated-pictures.ts';
import { EMULATED_VIDEO } from './emulated-views.ts';
import { type EmulatorClock, systemClock } from './emulator-clock.ts';
import { createDice } from './emulator-dice.ts';
import { createEvents, type EmulatorEvents } from './emulator-events.ts';
import { createFaults, type Faults, type Operation } from './emulator-faults.ts';
import { faultAfter, faultBefore, pictureFault } from './emulator-transport.ts';

/** A request as it came in. */
export type RecordedRequest = {
  readonly operation: Operation;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

export type EmulatorEvent =
  | { readonly kind: 'requested'; readonly request: RecordedRequest }
  | { readonly kind: 'job-changed'; readonly id: string; readonly state: string }
  /** Status null: nobody listened. */
  | { readonly kind: 'delivered'; readonly delivery: Delivery; readonly status: number | null };

export type EmulatorOptions = {
  readonly clock?: EmulatorClock;
  readonly seed?: number;
  readonly durations?: Partial<Durations>;
  readonly apiKey?: string;
  /** `painted` is what people should see; the others are quicker. */
  readonly pictures?: PictureStyle;
  readonly port?: number;
};

export type Emulator = {
  readonly name: string;
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly faults: Faults;
  /** The newest ones, oldest first. */
  readonly requests: readonly RecordedRequest[];
  readonly jobs: () => readonly EmulatedJob<unknown>[];
  /** Jobs accepted under an idempotency key: more than one would have been billed twice. */
  readonly billedCount: (idempotencyKey: string) => number;
  readonly events: EmulatorEvents<EmulatorEvent>;
  readonly close: () => Promise<void>;
};

/** A long-running playground must not fill memory with what it saw. */
const REQUESTS_KEPT = 5_000;

const DURATIONS: Durations = { queueMs: 800, medianMs: 9_000, sigma: 0.35 };

const faultsSchema = z.record(
  z.string(),
  z.union([
    z.boolean(),
    z.strictObject({
      times: z.number().int().positive().optional(),
      on: z.array(z.enum(['submit', 'check', 'picture', 'other'])).optional(),
      status: z.number().int().optional(),
      retryAfter: z.string().optional(),
      text: z.string().optional(),
    }),
  ]),
);

/** Starts the vendor of that name: the default export of the file named after it. */
export async function startEmulator(
  name: string,
  options: EmulatorOptions = {},
): Promise<Emulator> {
  if (!/^[a-z0-9]+$/.test(name)) throw new Error(`${name} is no vendor's name`);
  const module: { readonly default: DefinedEmulator } = await import(
    new URL(`./${name}.ts`, import.meta.url).href
  );
  return serveEmulator(module.default, options);
}

/** Serves any definition. */
export async function serveEmulator(
  definition: DefinedEmulator,
  options: EmulatorOptions = {},
): Promise<Emulator> {
  const clock = options.clock ?? systemClock;
  const apiKey = options.apiKey ?? definition.apiKey;
  const faults = createFaults(definition.faults);
  const dice = createDice(options.seed ?? 1);
  const durations = { ...DURATIONS, ...options.durations };
  const pictures = createPictureStudio(options.pictures ?? 'painted');
  const events = createEvents<EmulatorEvent>();
  const requests: RecordedRequest[] = [];
  let baseUrl = '';

  const post = async (delivery: Delivery): Promise<void> => {
    const { url, headers, body } = delivery;
    const status = await fetch(url, { method: 'POST', headers, body, redirect: 'manual' })
      .then((reply) => reply.status)
      .catch(() => null);
    events.emit({ kind: 'delivered', delivery, status });
  };
  const deliver = (delivery: Delivery): void => {
    if (faults.take('no-webhook') !== null) return;
    const times = faults.take('duplicate-webhook') === null ? 1 : 2;
    for (let time = 0; time < times; time++) void post(delivery);
  };

  const world = { clock, dice, faults, pictures, apiKey, origin: () => baseUrl, deliver };
  const { texts } = definition;
  const { routes, jobs } = definition.open(world, (changed) =>
    createEmulatedJobs({
      clock,
      dice,
      faults,
      durations,
      texts,
      changed: (job, state) => {
        changed(job, state);
        events.emit({ kind: 'job-changed', id: job.id, state: state.kind });
      },
    }),
  );

  const app = new Hono<{ Bindings: HttpBindings }>();
  // Browsers name the page that asks; bots and tests have none. A page that guesses the port breaks and fills nothing.
  app.on('POST', '*', async (context, next) =>
    context.req.header('origin') === undefined ? next() : context.text('No page may ask.\n', 403),
  );
  app.post('/faults', async (context) => {
    const wanted = faultsSchema.safeParse(await context.req.json());
    if (!wanted.success) return context.json({ error: z.prettifyError(wanted.error) }, 400);
    try {
      for (const [fault, setting] of Object.entries(wanted.data)) faults.set(fault, setting);
    } catch (error) {
      return context.json({ error: String(error) }, 400);
    }
    return context.json(faults.settings());
  });
  app.all('*', async (context) => {
    const { method, path, raw } = context.req;
    const operation = definition.operationOf(method, path);
    const body = await raw.clone().text();
    const { search } = new URL(raw.url);
    const headers = Object.fromEntries(raw.headers);
    const request = { operation, method, path: `${path}${search}`, headers, body };
    requests.push(request);
    if (requests.length > REQUESTS_KEPT) requests.shift();
    events.emit({ kind: 'requested', request });
    if (operation === 'picture') {
      const video = path.endsWith('.mp4') ? videoReply() : null;
      return pictureFault(faults) ?? video ?? routes.fetch(raw);
    }
    const instead = faultBefore(faults, operation, context.env, definition.errorReply);
    if (instead !== null) return instead;
    return faultAfter(faults, operation, context.env, await routes.fetch(raw));
  });

  const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: options.port ?? 0 });
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', reject);
  });
  baseUrl = `http://127.0.0.1:${portOf(server.address())}`;

  return {
    name: definition.name,
    baseUrl,
    apiKey,
    faults,
    requests,
    jobs: jobs.all,
    billedCount: (key) => jobs.all().filter((job) => job.idempotencyKey === key).length,
    events,
    close: async () => {
      jobs.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      });
      await pictures.close();
    },
  };
}

/** Videos are all alike: none is ever looked at but by its first bytes. */
const videoReply = (): Response =>
  new Response(Buffer.from(EMULATED_VIDEO), { headers: { 'content-type': 'video/mp4' } });

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('There is no port');
  return address.port;
}
