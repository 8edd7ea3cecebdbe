import * as z from 'zod';
import type { Json } from '#domain/json.ts';

const ticketSchema = z.object({
  jobId: z.string().min(1),
  /** What the job makes; Apiframe's answers do not say. */
  shape: z.enum(['grid', 'solo', 'videos']),
  /**
   * How a reroll makes it again: by its prompt, by the same follow-up (its body, without webhook),
   * or not at all (a mask is too large to keep).
   */
  again: z.union([
    z.literal('prompt'),
    z.literal('never'),
    z.record(z.string(), z.union([z.string(), z.number()])),
  ]),
});

const handleSchema = ticketSchema.extend({
  /** Only for Animate, which wants an address instead of a job. They live about a day. */
  pictures: z.array(z.object({ cell: z.number(), url: z.string() })),
});

export type ApiframeTicket = z.infer<typeof ticketSchema>;
export type ApiframeHandle = z.infer<typeof handleSchema>;

/** Reads what `readSubmit` wrote; throws on anything else, which is a mix-up of vendors. */
export const readTicket = (ticket: Json | undefined): ApiframeTicket => ticketSchema.parse(ticket);

/** Reads what `readCheck` wrote. */
export const readHandle = (handle: Json | undefined): ApiframeHandle => handleSchema.parse(handle);
