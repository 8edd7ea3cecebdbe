/**
 * Apiframe's replies, parsed leniently: only the used fields, everything else is ignored. Error texts are unspecified
 * and change, so kinds come from status and shape where these suffice.
 */
import * as z from 'zod';
import type { FailureKind } from '#domain/failure.ts';
import type { CheckOutcome, VendorBalance, VendorOutput } from '#ports/vendor.ts';
import type { VendorError } from '#vendors/failures.ts';
import type { HttpReply } from '#vendors/http-request.ts';
import { reportsModeration } from '#vendors/moderation.ts';
import {
  isLink,
  type PlacedLink,
  placedLinks,
  placedSources,
  sourceOf,
} from '#vendors/placed-links.ts';
import type { ApiframeTicket } from './apiframe-request.ts';

const errorSchema = z.object({
  error: z.string(),
  details: z.record(z.string(), z.unknown()).nullish().catch(null),
  creditsRequired: z.number().nullish().catch(null),
  creditsAvailable: z.number().nullish().catch(null),
});

const acceptedSchema = z.object({ jobId: z.string().min(1) });

const jobSchema = z.object({
  status: z.string(),
  progress: z.number().nullish().catch(null),
  error: z.string().nullish().catch(null),
  expired: z.boolean().nullish().catch(null),
  result: z.unknown().optional(),
});

const resultSchema = z.object({
  images: z.array(z.unknown()).nullish().catch(null),
  videos: z.array(z.unknown()).nullish().catch(null),
  gridUrl: z.unknown().optional(),
});

const accountSchema = z.object({ team: z.object({ credits: z.number() }) });

/** `...-3.png` is the third picture. */
const PLACE = /-([1-4])\.\w+(?:\?|$)/;

/** The id of the accepted job; null if the reply has none. */
export function readJobId(reply: HttpReply): string | null {
  const read = acceptedSchema.safeParse(reply.json);
  return read.success ? read.data.jobId : null;
}

/** `{"error": ...}` with a status of 400 or more. */
export function readError(reply: HttpReply): VendorError | null {
  const read = errorSchema.safeParse(reply.json);
  if (reply.status < 400 || !read.success) return null;
  const { error, details, creditsRequired, creditsAvailable } = read.data;
  const fields = Object.keys(details ?? {});
  const credits =
    creditsRequired == null ? '' : ` (needs ${creditsRequired}, has ${creditsAvailable ?? '?'})`;
  const detail = `${error}${fields.length === 0 ? '' : `: ${fields.join(', ')}`}${credits}`;
  // A schema error names its fields; a 400 that names none is about the parent.
  const code = reply.status === 400 && fields.length === 0 ? 'parent' : String(reply.status);
  return { code, detail };
}

/** The job's state. */
export function readJob(reply: HttpReply, ticket: ApiframeTicket): CheckOutcome | null {
  const read = jobSchema.safeParse(reply.json);
  if (!read.success) return null;
  const job = read.data;
  switch (job.status) {
    case 'COMPLETED':
      return readResult(job.result, job.expired ?? false, ticket);
    case 'FAILED':
    case 'CANCELLED': {
      const detail = job.error ?? job.status;
      return { kind: 'failed', failure: { kind: endingKind(detail), detail } };
    }
    default:
      // An undocumented state does not end the job; the deadline does.
      return { kind: 'running', percent: job.progress ?? null, preview: null };
  }
}

/** A failed job's kind by its text; clients have seen `provider_timeout`. */
function endingKind(detail: string): FailureKind {
  if (reportsModeration(detail)) return 'moderated';
  return /timed?[ _]?out/i.test(detail) ? 'timed-out' : 'generation-failed';
}

function readResult(result: unknown, expired: boolean, ticket: ApiframeTicket): CheckOutcome {
  const composite = typeof result === 'string' ? result : readGridUrl(result);
  const links = readLinks(result, ticket);
  if (links.length === 0 && !isLink(composite)) {
    if (!expired) return { kind: 'running', percent: null, preview: null };
    const detail = 'The pictures were deleted at the vendor';
    return { kind: 'failed', failure: { kind: 'picture-unavailable', detail } };
  }
  return { kind: 'finished', output: outputOf(links, composite, ticket) };
}

function outputOf(
  links: readonly PlacedLink[],
  composite: unknown,
  ticket: ApiframeTicket,
): VendorOutput {
  const sources = placedSources(links);
  const isVideos = ticket.shape === 'videos';
  return {
    pictures: isVideos ? [] : sources,
    composite: ticket.shape === 'grid' && isLink(composite) ? sourceOf(composite) : null,
    ...(isVideos ? { videos: sources.map(({ source }) => source) } : {}),
    handle: { ...ticket, pictures: links },
    seed: null,
  };
}

function readLinks(result: unknown, ticket: ApiframeTicket): readonly PlacedLink[] {
  // An older form of the reply: just one picture's URL.
  if (typeof result === 'string') {
    return ticket.shape === 'grid' || !isLink(result) ? [] : [{ cell: 1, url: result }];
  }
  const read = resultSchema.safeParse(result);
  const all = (ticket.shape === 'videos' ? read.data?.videos : read.data?.images) ?? [];
  return placedLinks(all.filter(isLink), PLACE, 1);
}

const readGridUrl = (result: unknown): unknown => resultSchema.safeParse(result).data?.gridUrl;

/** The team's credits; a key without a team has none. */
export function readBalance(reply: HttpReply): VendorBalance {
  const read = accountSchema.safeParse(reply.json);
  return read.success ? { amount: read.data.team.credits, unit: 'credits' } : null;
}
