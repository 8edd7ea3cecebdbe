import * as z from 'zod';
import type { Json } from '#domain/json.ts';

const ticketSchema = z.object({
  taskId: z.string().min(1),
  /** What the task makes; the answer lists links and not what they are. */
  shape: z.enum(['grid', 'solo', 'videos', 'extended']),
  /** How a reroll makes it again: by its prompt, or as the same variation of the same picture. */
  again: z.union([
    z.literal('prompt'),
    z.object({ taskId: z.string(), imageIndex: z.number().int() }),
  ]),
});

const handleSchema = ticketSchema.extend({
  /** For Animate, which wants an address. They live 15 days. */
  pictures: z.array(z.object({ cell: z.number(), url: z.string() })),
});

export type MidapiTicket = z.infer<typeof ticketSchema>;

/** Reads what `readSubmit` wrote; throws on anything else, which is a mix-up of vendors. */
export const readTicket = (ticket: Json | undefined): MidapiTicket => ticketSchema.parse(ticket);

/** Reads what `readCheck` wrote. */
export const readHandle = (handle: Json | undefined) => handleSchema.parse(handle);
