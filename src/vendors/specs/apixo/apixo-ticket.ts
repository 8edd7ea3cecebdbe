import * as z from 'zod';
import type { Json } from '#domain/json.ts';

/** A picture as follow-ups name it; APIXO counts from 0. */
const placeSchema = z.object({ taskId: z.string().min(1), index: z.number().int() });

const ticketSchema = z.object({
  taskId: z.string().min(1),
  shape: z.enum(['grid', 'single']),
  /** The grid's picture that an enlargement shows; further follow-ups are of that. */
  of: placeSchema.nullable(),
  /** Edits can be enlarged but not varied. */
  varies: z.boolean(),
  /**
   * How a reroll makes it again: by APIXO's own reroll, by its prompt, by the same variation (its
   * input), or not at all (an edit's mask is too large to keep).
   */
  again: z.union([
    z.enum(['reroll', 'prompt', 'never']),
    z.record(z.string(), z.union([z.string(), z.number()])),
  ]),
});

const handleSchema = ticketSchema.extend({
  /** An edit wants an address instead of a task. They live 15 days. */
  pictures: z.array(z.object({ cell: z.number(), url: z.string() })),
});

export type ApixoPlace = z.infer<typeof placeSchema>;
export type ApixoTicket = z.infer<typeof ticketSchema>;
export type ApixoHandle = z.infer<typeof handleSchema>;

/** Reads what `readSubmit` wrote; throws on anything else, which is a mix-up of vendors. */
export const readTicket = (ticket: Json | undefined): ApixoTicket => ticketSchema.parse(ticket);

/** Reads what `readCheck` wrote. */
export const readHandle = (handle: Json | undefined): ApixoHandle => handleSchema.parse(handle);
