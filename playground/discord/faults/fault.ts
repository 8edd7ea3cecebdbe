import { z } from 'zod';

const times = z.number().int().min(1).default(1);
const match = { route: z.string(), times };

/**
 * What can go wrong, as a value. A fault with `route` waits for the next `times` REST calls of that
 * route (a name of the route table, or `*`); interaction faults wait for the next acts; the
 * others happen at once.
 */
export const faultSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('delay'), ...match, ms: z.number().min(0) }),
  z.object({
    kind: z.literal('refuse'),
    ...match,
    status: z.number().int(),
    code: z.number().int().default(0),
    message: z.string().default('A fault of the playground'),
    /** A refused form (50035) names this field, written as in `embeds.0.title`. */
    field: z.string().optional(),
    /** In this channel alone. */
    channelId: z.string().optional(),
  }),
  /** Everything happened, and then an error of the server is answered. */
  z.object({ kind: z.literal('late-error'), ...match, status: z.number().int().default(500) }),
  /** The message is taken, its files are not, and the answer says so. */
  z.object({ kind: z.literal('drop-files'), ...match }),
  /** Text and links with these words are refused from now on: 200000 is AutoMod's, 240000 harmful links'. */
  z.object({
    kind: z.literal('block-words'),
    words: z.string().min(1),
    code: z.literal([200000, 240000]).default(200000),
  }),
  /** No file is taken in this channel from now on (400001). */
  z.object({ kind: z.literal('limit-uploads'), channelId: z.string() }),
  /** A moderator times the bot out: it reads, and writes nothing (50013). `told`: app_permissions say so. */
  z.object({
    kind: z.literal('time-out-bot'),
    guildId: z.string(),
    ms: z.number().min(0),
    told: z.boolean().default(false),
  }),
  /** The application stays, its bot leaves the server (50001 everywhere). */
  z.object({ kind: z.literal('remove-bot'), guildId: z.string() }),
  /** A thread that takes no messages any more: locked (160005) or archived (50083). */
  z.object({
    kind: z.literal('close-thread'),
    channelId: z.string(),
    code: z.literal([160005, 50083]),
  }),
  z.object({
    kind: z.literal('rate-limit'),
    ...match,
    retryAfterMs: z.number().min(0),
    scope: z.enum(['user', 'global', 'shared']).default('user'),
  }),
  /** The connection is cut before anything happened. */
  z.object({ kind: z.literal('lose-request'), ...match }),
  /** Everything happened, and then the connection was cut. */
  z.object({ kind: z.literal('lose-answer'), ...match }),
  z.object({ kind: z.literal('duplicate-interactions'), times }),
  z.object({ kind: z.literal('delay-interactions'), times, ms: z.number().min(0) }),
  z.object({ kind: z.literal('lose-interactions'), times }),
  z.object({ kind: z.literal('disconnect-gateway'), code: z.number().int().default(4000) }),
  z.object({ kind: z.literal('request-reconnect') }),
  z.object({ kind: z.literal('invalid-session'), resumable: z.boolean().default(false) }),
  /** The next `times` heartbeats get no answer. */
  z.object({ kind: z.literal('zombie'), times }),
  z.object({ kind: z.literal('delete-channel'), channelId: z.string() }),
  /** For the bot unless `userId` names somebody. Granting is the way back. */
  z.object({
    kind: z.literal(['deny-permission', 'grant-permission']),
    channelId: z.string(),
    permission: z.string(),
    userId: z.string().optional(),
  }),
  z.object({ kind: z.literal('close-direct-messages'), userId: z.string() }),
  z.object({ kind: z.literal('expire-token'), interactionId: z.string() }),
  /** `told`: whether the interaction's attachment_size_limit owns up to it. */
  z.object({
    kind: z.literal('lower-file-limit'),
    bytes: z.number().int().min(1),
    told: z.boolean().default(false),
  }),
]);

/** A fault, complete with its defaults. */
export type Fault = z.output<typeof faultSchema>;
/** A fault as a test writes it. */
export type FaultInput = z.input<typeof faultSchema>;
/** Faults that wait for a REST call. */
export type RequestFault = Extract<Fault, { readonly route: string }>;
/** Faults that wait for a person's act. */
export type DeliveryFault = Extract<
  Fault,
  { readonly kind: 'duplicate-interactions' | 'delay-interactions' | 'lose-interactions' }
>;
