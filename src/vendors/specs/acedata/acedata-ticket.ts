import * as z from 'zod';
import type { Json } from '#domain/json.ts';

const hintsSchema = z.record(z.string(), z.union([z.string(), z.boolean()]));

/** What Ace is told beside the prompt, because it bills by it; follow-ups repeat their root's. */
export type BillingHints = z.infer<typeof hintsSchema>;

const ticketSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('task'),
    taskId: z.string().min(1),
    shape: z.enum(['grid', 'solo', 'videos']),
    hints: hintsSchema,
  }),
  /** What describe and shorten answered at once. */
  z.object({ kind: z.literal('answer'), texts: z.array(z.string()).min(1) }),
]);

const handleSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('picture'),
    /** Looks like a number and is beyond what a number holds. */
    imageId: z.string().min(1),
    shape: z.enum(['grid', 'solo']),
    /** What Ace itself lists for this picture; null where it lists nothing. */
    actions: z.array(z.string()).nullable(),
    hints: hintsSchema,
    /** Only for videos, which start from an address. They live about a day. */
    pictures: z.array(z.object({ cell: z.number(), url: z.string() })),
  }),
  z.object({ kind: z.literal('videos'), videoId: z.string().min(1) }),
  z.object({ kind: z.literal('texts') }),
]);

export type AcedataTicket = z.infer<typeof ticketSchema>;
export type AcedataTask = Extract<AcedataTicket, { readonly kind: 'task' }>;
export type AcedataHandle = z.infer<typeof handleSchema>;
export type AcedataPicture = Extract<AcedataHandle, { readonly kind: 'picture' }>;

/** Reads what `readSubmit` wrote; throws on anything else, which is a mix-up of vendors. */
export const readTicket = (ticket: Json | undefined): AcedataTicket => ticketSchema.parse(ticket);

/** Reads what `readCheck` wrote. */
export const readHandle = (handle: Json | undefined): AcedataHandle => handleSchema.parse(handle);
