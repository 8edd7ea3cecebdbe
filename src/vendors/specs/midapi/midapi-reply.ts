/**
 * MidAPI's replies: an envelope whose `code` is authoritative, at any HTTP status. Shapes differ between documentation,
 * callbacks and observed replies, so links are searched in every known field.
 */
import * as z from 'zod';
import { parseJson } from '#domain/json.ts';
import type { CheckOutcome, VendorBalance, VendorOutput } from '#ports/vendor.ts';
import type { VendorError } from '#vendors/failures.ts';
import type { HttpReply } from '#vendors/http-request.ts';
import { reportsModeration } from '#vendors/moderation.ts';
import { isLink, type PlacedLink, placedLinks, placedSources } from '#vendors/placed-links.ts';
import type { MidapiTicket } from './midapi-request.ts';

const ACCEPTED = 200;

const envelopeSchema = z.object({
  code: z.number(),
  msg: z.string().nullish().catch(null),
  data: z.unknown().optional(),
});

const taskSchema = z.object({ taskId: z.string().min(1) });

const recordSchema = z.object({
  successFlag: z.number().nullish().catch(null),
  resultInfoJson: z.unknown().optional(),
  resultUrls: z.unknown().optional(),
  errorCode: z.number().nullish().catch(null),
  errorMessage: z.string().nullish().catch(null),
});

const linkSchema = z.union([
  z.string().transform((resultUrl) => ({ resultUrl })),
  z.object({ resultUrl: z.string() }),
]);

/** `..._0_2.jpeg` is the third picture. */
const PLACE = /_0_([0-3])\.\w+(?:\?|$)/;

/** The id of the accepted task; null if the reply has none. */
export function readTaskId(reply: HttpReply): string | null {
  const envelope = envelopeSchema.safeParse(reply.json);
  const read = taskSchema.safeParse(envelope.data?.data);
  return read.success ? read.data.taskId : null;
}

/** An envelope with any code but 200. */
export function readError(reply: HttpReply): VendorError | null {
  const read = envelopeSchema.safeParse(reply.json);
  if (!read.success || read.data.code === ACCEPTED) return null;
  const { code, msg } = read.data;
  const detail = msg ?? `code ${code}`;
  // One code means both a bad request and a moderated prompt; only the text distinguishes them.
  return { code: code === 400 && reportsModeration(detail) ? 'judged' : String(code), detail };
}

/** The task's state. */
export function readRecord(reply: HttpReply, ticket: MidapiTicket): CheckOutcome | null {
  const envelope = envelopeSchema.safeParse(reply.json);
  if (!envelope.success) return null;
  const read = recordSchema.safeParse(envelope.data.data);
  // Right after a submit the record may not exist yet.
  if (!read.success) return { kind: 'running', percent: null, preview: null };
  const record = read.data;
  const links = readLinks(record.resultInfoJson, record.resultUrls);
  const hasFailed = record.successFlag === 2 || record.successFlag === 3;
  // Links besides a failure have been observed: the pictures are kept.
  if (links.length > 0 && (record.successFlag === 1 || record.successFlag === 2)) {
    return { kind: 'finished', output: outputOf(links, ticket) };
  }
  if (!hasFailed) return { kind: 'running', percent: null, preview: null };
  const detail = record.errorMessage ?? `code ${record.errorCode ?? record.successFlag}`;
  const kind = reportsModeration(detail) ? 'moderated' : 'generation-failed';
  return { kind: 'failed', failure: { kind, detail } };
}

function outputOf(links: readonly PlacedLink[], ticket: MidapiTicket): VendorOutput {
  const sources = placedSources(links);
  const isVideos = ticket.shape === 'videos' || ticket.shape === 'extended';
  return {
    pictures: isVideos ? [] : sources,
    composite: null,
    ...(isVideos ? { videos: sources.map(({ source }) => source) } : {}),
    handle: { ...ticket, pictures: links },
    seed: null,
  };
}

function readLinks(info: unknown, urls: unknown): readonly PlacedLink[] {
  const inner = typeof info === 'string' ? parseJson(info) : info;
  const nested = z.object({ resultUrls: z.array(z.unknown()) }).safeParse(inner);
  const list = nested.data?.resultUrls ?? (Array.isArray(urls) ? urls : []);
  const found = list.flatMap((item: unknown) => {
    const read = linkSchema.safeParse(item);
    return read.success && isLink(read.data.resultUrl) ? [read.data.resultUrl] : [];
  });
  return placedLinks(found, PLACE);
}

/** Credits left; the route is undocumented, so its absence means "unknown". */
export function readBalance(reply: HttpReply): VendorBalance {
  const read = z.object({ code: z.literal(ACCEPTED), data: z.number() }).safeParse(reply.json);
  return read.success ? { amount: read.data.data, unit: 'credits' } : null;
}

const linkReplySchema = z.object({
  code: z.literal(ACCEPTED),
  data: z.string().regex(/^https?:\/\//),
});

/** The download link exchanged for a result's own; null if there is none. */
export function readDownloadLink(reply: HttpReply): string | null {
  const read = linkReplySchema.safeParse(reply.json);
  return read.success ? read.data.data : null;
}
