/**
 * Discord's HTTP requests instead of gateway events: `POST /interactions`, answered in the response, and `POST /events`
 * for webhook events of the application, such as sales. They only exist with a public key, and requests without a valid
 * signature are refused.
 */
import { z } from 'zod';
import { parseJson } from '#domain/json.ts';
import type { Clock } from '#ports/clock.ts';
import type { TakeInteraction } from '#ports/inline-reply.ts';
import type { Log } from '#ports/log.ts';
import { openInlineExchange } from './inline-exchange.ts';
import type { WebApp, WebContext } from './server.ts';
import { createSignedReader } from './signed-request.ts';

/** The endpoints for Discord and their handlers. */
export type InteractionEndpoint = {
  readonly routes: (app: WebApp) => void;
  /** Sets the handler of interactions; before, and after `close`, they are answered with 503. */
  onInteraction(take: TakeInteraction): void;
  /** Sets the handler of webhook events, by name, with raw data. */
  onEvent(take: (name: string, data: unknown) => void): void;
  /** Refuses everything from now on. */
  close(): void;
};

/** Discord's limit is three seconds; after this the answer may still arrive by a separate request. */
const RESPOND_WITHIN_MS = 2_600;
const PING = 1;
const PONG = { type: 1 } as const;

const interactionSchema = z.looseObject({ type: z.number() });
const eventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal(0) }),
  z.object({ type: z.literal(1), event: z.object({ type: z.string(), data: z.unknown() }) }),
]);

/** Creates the endpoint. */
export function createInteractionEndpoint(settings: {
  /** The application's public key, 64 hexadecimal digits. */
  readonly publicKey: string;
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn'>;
}): InteractionEndpoint {
  const { clock, log } = settings;
  const readSigned = createSignedReader(settings.publicKey, clock);
  let takeInteraction: TakeInteraction | null = null;
  let takeEvent: ((name: string, data: unknown) => void) | null = null;

  async function signedJson(context: WebContext) {
    const request = await readSigned(context);
    return request.kind === 'body'
      ? ({ kind: 'json', value: parseJson(request.text) } as const)
      : request;
  }

  async function interactions(context: WebContext): Promise<Response> {
    const request = await signedJson(context);
    if (request.kind === 'refused') return context.body(null, request.status);
    const read = interactionSchema.safeParse(request.value);
    if (!read.success) return context.body(null, 400);
    // Also before the bot is ready: Discord pings when the address is configured.
    if (read.data.type === PING) return context.json(PONG);
    if (takeInteraction === null) return context.body(null, 503);
    const exchange = openInlineExchange(context.env.outgoing, RESPOND_WITHIN_MS, clock);
    takeInteraction(read.data, exchange.reply);
    const body = await exchange.body;
    return body === null ? context.body(null, 202) : context.json(body);
  }

  async function events(context: WebContext): Promise<Response> {
    const request = await signedJson(context);
    if (request.kind === 'refused') return context.body(null, request.status);
    const read = eventSchema.safeParse(request.value);
    if (!read.success) {
      log.warn({ detail: read.error.message }, 'webhook event not readable');
      return context.body(null, 400);
    }
    if (read.data.type === 1) {
      // Discord repeats events that are not accepted within three seconds.
      if (takeEvent === null) return context.body(null, 503);
      takeEvent(read.data.event.type, read.data.event.data);
    }
    return context.body(null, 204);
  }

  return {
    routes: (app) => {
      app.post('/interactions', interactions);
      app.post('/events', events);
    },
    onInteraction: (take) => {
      takeInteraction = take;
    },
    onEvent: (take) => {
      takeEvent = take;
    },
    close: () => {
      takeInteraction = null;
      takeEvent = null;
    },
  };
}
