import * as z from 'zod';
import type { Json } from '#domain/json.ts';
import { VERSIONS } from '#domain/prompt/version.ts';

const ticketSchema = z.object({
  taskId: z.string().min(1),
  /** `/mj`, or one with a speed: a task is asked about where it was submitted. */
  root: z.string().regex(/^\/mj(?:-(?:relax|fast|turbo)\/mj)?$/),
  /** What the task makes. A `window` waits for a prompt or mask; nothing runs or costs until then. */
  shape: z.enum(['grid', 'solo', 'texts', 'videos', 'window']),
  /** The window was answered: its task still says so for a moment. */
  confirmed: z.boolean(),
  /** The version its prompt named; null where the account chooses it. */
  version: z.enum(VERSIONS).nullable(),
});

const handleSchema = ticketSchema.extend({
  /** Custom ids, as the answer listed them; none at servers of the original kind. */
  buttons: z.array(z.string()),
  /** Only for videos, which want an address. They live about a day. */
  links: z.array(z.object({ cell: z.number(), url: z.string() })),
});

export type MjproxyTicket = z.infer<typeof ticketSchema>;
export type MjproxyHandle = z.infer<typeof handleSchema>;

/** Reads what `readSubmit` wrote; throws on anything else, which is a mix-up of vendors. */
export const readTicket = (ticket: Json | undefined): MjproxyTicket => ticketSchema.parse(ticket);

/** Reads what `readCheck` wrote. */
export const readHandle = (handle: Json | undefined): MjproxyHandle => handleSchema.parse(handle);
