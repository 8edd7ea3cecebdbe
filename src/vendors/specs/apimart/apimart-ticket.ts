import * as z from 'zod';
import type { Json } from '#domain/json.ts';
import { VERSIONS } from '#domain/prompt/version.ts';

const ticketSchema = z.object({
  taskId: z.string().min(1),
  /**
   * What the task makes: a `solo` is a crop, an `upscaled` a larger render. A `window` waits for its
   * mask, 30 minutes at most, and costs nothing.
   */
  shape: z.enum(['grid', 'solo', 'upscaled', 'texts', 'videos', 'window']),
  /** Made from a prompt: only such tasks can be animated by number. */
  isImagine: z.boolean(),
  /** The window was answered: its task still says so for a moment. */
  confirmed: z.boolean(),
  /** The version its prompt named; null where the vendor chooses it. */
  version: z.enum(VERSIONS).nullable(),
});

const handleSchema = ticketSchema.extend({
  /** Custom ids, as the answer listed them. */
  buttons: z.array(z.string()),
  /** Only for videos of what is no imagine. They live about a day. */
  links: z.array(z.object({ cell: z.number(), url: z.string() })),
});

export type ApimartTicket = z.infer<typeof ticketSchema>;
export type ApimartHandle = z.infer<typeof handleSchema>;

/** Reads what `readSubmit` wrote; throws on anything else, which is a mix-up of vendors. */
export const readTicket = (ticket: Json | undefined): ApimartTicket => ticketSchema.parse(ticket);

/** Reads what `readCheck` wrote. */
export const readHandle = (handle: Json | undefined): ApimartHandle => handleSchema.parse(handle);
