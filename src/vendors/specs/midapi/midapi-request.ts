/** Request bodies for MidAPI; one billable call each, follow-ups by task and picture from 0. */
import * as z from 'zod';
import type { Ratio } from '#domain/geometry.ts';
import type { Json } from '#domain/json.ts';
import { formatAspectRatio } from '#domain/prompt/aspect.ts';
import { JOB_PARAMETERS, withoutParameters } from '#domain/prompt/change.ts';
import type { ParameterName } from '#domain/prompt/flag.ts';
import { formatPrompt } from '#domain/prompt/format.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import type { ParsedPrompt } from '#domain/prompt/prompt.ts';
import {
  aspectRatioOf,
  hasParameter,
  numberOf,
  referencesOf,
  versionOf,
} from '#domain/prompt/read.ts';
import { isNiji, type Version, versionNumber } from '#domain/prompt/version.ts';
import type { Speed } from '#domain/speed.ts';
import type { VendorParent, VendorRequest } from '#ports/vendor.ts';
import { type RefusedCall, refused } from '#vendors/define-vendor.ts';
import { LINKS_OF_TWO_WEEKS_MS, unexpiredLink } from '#vendors/placed-links.ts';
import type { VideoResolution } from '#vendors/video-resolution.ts';

/** The request, and the known facts about its task. */
type MidapiCall =
  | ({
      readonly kind: 'call';
      readonly path: string;
      readonly body: { readonly [field: string]: Json };
    } & Omit<MidapiTicket, 'taskId'>)
  | RefusedCall;

const GENERATE = '/api/v1/mj/generate';
const VARY = '/api/v1/mj/generateVary';
const UPSCALE = '/api/v1/mj/generateUpscale';
const EXTEND = '/api/v1/mj/generateVideoExtend';

const BATCHES: readonly (number | null)[] = [1, 2, 4];

/** Relax is spelled `relaxed` here. */
const SPEEDS = { relax: 'relaxed', fast: 'fast', turbo: 'turbo' } as const satisfies Record<
  Speed,
  string
>;

/** The operator's settings. */
export type MidapiChoices = {
  /** The vary route's first index, which sources disagree about. */
  readonly varyIndexBase: 0 | 1;
  /** Videos of one Animate. */
  readonly videos: number;
  readonly resolution: VideoResolution;
  /** Null for none. */
  readonly waterMark: string | null;
};

/** The request's call. */
export function planCall(request: VendorRequest, choices: MidapiChoices): MidapiCall {
  const call = unmarkedCall(request, choices);
  const { waterMark } = choices;
  if (call.kind === 'refused' || waterMark === null) return call;
  return { ...call, body: { ...call.body, waterMark } };
}

function unmarkedCall(request: VendorRequest, choices: MidapiChoices): MidapiCall {
  const { action, parent } = request;
  if (action === 'imagine') return imagine(request);
  if (action === 'animate-high' || action === 'animate-low') return animate(request, choices);
  if (parent === null) return refused('internal', `${action} without a parent`);
  const { taskId, again } = readHandle(parent.handle);
  const imageIndex = cellOf(request, parent) - 1;
  switch (action) {
    case 'reroll':
      return again === 'prompt' ? imagine(request) : vary(again);
    case 'vary':
      return vary({ taskId, imageIndex: imageIndex + choices.varyIndexBase });
    case 'upscale-subtle': {
      const body = { taskId, imageIndex };
      return { kind: 'call', path: UPSCALE, body, shape: 'solo', again: 'prompt' };
    }
    case 'extend-low':
      return extend(request, parent);
    default:
      return refused('action-unavailable', `MidAPI has no ${action}`);
  }
}

function imagine({ prompt, speed, translate }: VendorRequest): MidapiCall {
  const { text, fields, ratio, betweenSteps } = midapiPrompt(prompt);
  if (!RATIOS.includes(formatAspectRatio(ratio)))
    return refused('input-refused', `MidAPI makes ${RATIOS.join(', ')}`, {
      kind: 'ratio-missing',
      vendorLabel: 'MidAPI',
      ratios: RATIOS,
      ratio,
    });
  if (betweenSteps !== null) {
    const nearest = Math.round(betweenSteps / VARIETY_STEP) * VARIETY_STEP;
    return refused('input-refused', `MidAPI takes variety in steps of ${VARIETY_STEP}`, {
      kind: 'between-steps',
      vendorLabel: 'MidAPI',
      parameter: '--chaos',
      step: VARIETY_STEP,
      value: betweenSteps,
      nearest,
    });
  }
  if (text === '')
    return refused('input-refused', 'MidAPI wants words beside the pictures', {
      kind: 'words-missing',
      vendorLabel: 'MidAPI',
    });
  const isOmni = fields.taskType === 'mj_omni_reference';
  const body = {
    prompt: text,
    ...(isOmni ? {} : { speed: SPEEDS[speed] }),
    ...fields,
    ...translation(translate),
  };
  return { kind: 'call', path: GENERATE, body, shape: 'grid', again: 'prompt' };
}

/** The documented default is false. */
const translation = (asked?: true): { enableTranslation?: true } =>
  asked === true ? { enableTranslation: true } : {};

function vary(body: { readonly taskId: string; readonly imageIndex: number }): MidapiCall {
  return { kind: 'call', path: VARY, body, shape: 'grid', again: body };
}

function animate(request: VendorRequest, { videos, resolution }: MidapiChoices): MidapiCall {
  const url = startOf(request);
  if (url === null)
    return refused('action-unavailable', 'The picture has no address', {
      kind: 'picture-too-old',
      vendorLabel: 'MidAPI',
    });
  const parsed = parsePrompt(request.prompt);
  const prompt = parsed.text || parsePrompt(request.parent?.prompt ?? '').text;
  if (prompt === '') return refused('input-refused', 'MidAPI wants words for a video');
  const asked = numberOf(parsed, 'bs');
  const body = {
    taskType: resolution === '720p' ? 'mj_video_hd' : 'mj_video',
    prompt,
    fileUrls: [url],
    ...videoRatio(request, parsed),
    motion: request.action === 'animate-high' ? 'high' : 'low',
    videoBatchSize: BATCHES.includes(asked) ? asked : videos,
    ...translation(request.translate),
  };
  return { kind: 'call', path: GENERATE, body, shape: 'videos', again: 'prompt' };
}

/** A video has its picture's ratio: if the field lacks it, the nearest value crops the least. */
function videoRatio({ parent }: VendorRequest, parsed: ParsedPrompt): { aspectRatio?: string } {
  // The ratio of an uploaded picture is unknown unless the prompt names it.
  if (parent === null && !hasParameter(parsed, 'ar')) return {};
  const said = hasParameter(parsed, 'ar') ? parsed : parsePrompt(parent?.prompt ?? '');
  const { width, height } = aspectRatioOf(said);
  const distance = (typed: string): number => {
    const [across = 1, down = 1] = typed.split(':').map(Number);
    return Math.abs(Math.log(width / height) - Math.log(across / down));
  };
  const [nearest] = RATIOS.toSorted((one, other) => distance(one) - distance(other));
  return nearest === undefined ? {} : { aspectRatio: nearest };
}

/** Extends automatically if the prompt is unchanged, and by the prompt if it was edited. */
function extend(request: VendorRequest, parent: VendorParent): MidapiCall {
  const { taskId, shape } = readHandle(parent.handle);
  if (shape !== 'videos') return refused('action-unavailable', 'Only what was animated goes on');
  const { text } = parsePrompt(request.prompt);
  const isManual = text !== '' && text !== parsePrompt(parent.prompt).text;
  const body = {
    taskId,
    taskType: isManual ? 'mj_video_extend_manual' : 'mj_video_extend_auto',
    // Counted from 0, under a different name than a picture's.
    index: cellOf(request, parent) - 1,
    ...(isManual ? { prompt: text } : {}),
  };
  return { kind: 'call', path: EXTEND, body, shape: 'extended', again: 'prompt' };
}

const cellOf = (request: VendorRequest, parent: VendorParent) => request.cell ?? parent.cell ?? 1;

/** A video's start picture: our own link if there is one, else the vendor's, which expires soon. */
function startOf(request: VendorRequest): string | null {
  const [given] = request.imageUrls ?? [];
  const { parent } = request;
  if (parent === null || given !== undefined) return given ?? null;
  const cell = cellOf(request, parent);
  return (
    unexpiredLink(readHandle(parent.handle).pictures, cell, parent, LINKS_OF_TWO_WEEKS_MS) ?? null
  );
}

// A prompt as MidAPI's fields. A parameter with a field is sent only there, because precedence over a flag is
// undocumented; all other flags stay in the text, where the vendor's users put them.

/** Versions of its field; without one it uses its own default. */
export const MIDAPI_VERSIONS: readonly Version[] = [
  ...(['v7', 'v6.1', 'v6', 'v5.2', 'v5.1'] as const),
  'niji6',
];

/** The field's allowed values, which are all the supported ratios. */
const RATIOS: readonly string[] = [
  ...['1:2', '9:16', '2:3', '3:4', '5:6', '1:1'],
  ...['6:5', '4:3', '3:2', '16:9', '2:1'],
];

/** "Increment by 5 each time". Since it has a field, its flag may be ignored in the text. */
const VARIETY_STEP = 5;

type Field = { readonly name: string; readonly value: string | number };

/** The prompt, split into text and fields. */
type MidapiPrompt = {
  readonly text: string;
  readonly fields: { readonly [field: string]: Json };
  /** The requested ratio; not among the fields if they have no such value. */
  readonly ratio: Ratio;
  /** A `--chaos` that the field has no value for. */
  readonly betweenSteps: number | null;
};

function midapiPrompt(prompt: string): MidapiPrompt {
  const parsed = parsePrompt(prompt);
  const numeric = (name: ParameterName, field: string): Field | null => {
    const value = numberOf(parsed, name);
    return value === null ? null : { name: field, value };
  };
  const ratio = aspectRatioOf(parsed);
  const chaos = numberOf(parsed, 'chaos');
  const version = versionOf(parsed);
  const hasVersion = hasParameter(parsed, 'version') || hasParameter(parsed, 'niji');
  const rows: readonly (readonly [readonly ParameterName[], Field | null])[] = [
    [
      ['ar'],
      hasParameter(parsed, 'ar') ? { name: 'aspectRatio', value: formatAspectRatio(ratio) } : null,
    ],
    [
      ['version', 'niji'],
      hasVersion && MIDAPI_VERSIONS.includes(version)
        ? { name: 'version', value: spelled(version) }
        : null,
    ],
    [['chaos'], numeric('chaos', 'variety')],
    [['stylize'], numeric('stylize', 'stylization')],
    [['weird'], numeric('weird', 'weirdness')],
  ];
  const task = taskOf(parsed);
  const taken = rows.filter(([, field]) => field !== null).flatMap(([names]) => names);
  const text = formatPrompt({
    ...withoutParameters(parsed, [...taken, ...task.taken, ...JOB_PARAMETERS]),
    imageUrls: [],
  });
  return {
    text,
    fields: {
      ...task.fields,
      ...Object.fromEntries(
        rows.flatMap(([, field]) => (field === null ? [] : [[field.name, field.value]])),
      ),
    },
    ratio,
    betweenSteps: chaos !== null && chaos % VARIETY_STEP !== 0 ? chaos : null,
  };
}

type MidapiTask = {
  readonly fields: { readonly [field: string]: Json };
  /** Parameters expressed by the fields. */
  readonly taken: readonly ParameterName[];
};

/**
 * The task type, with its pictures. A task has pictures of one kind: if a prompt has several kinds, image prompts take
 * precedence, then an omni reference, then a style, and the others stay flags in the text, as do codes and weights,
 * which have no field.
 */
function taskOf(parsed: ParsedPrompt): MidapiTask {
  const imagePrompts = parsed.imageUrls.map(({ url }) => url);
  if (imagePrompts.length > 0) {
    return { fields: { taskType: 'mj_img2img', fileUrls: imagePrompts }, taken: [] };
  }
  const omni = plainLinks(parsed, 'oref');
  if (omni !== null) {
    const weight = numberOf(parsed, 'ow');
    return {
      fields: {
        taskType: 'mj_omni_reference',
        fileUrls: omni,
        ...(weight === null ? {} : { ow: weight }),
      },
      taken: ['oref', 'ow'],
    };
  }
  const styles = plainLinks(parsed, 'sref');
  if (styles !== null) {
    return { fields: { taskType: 'mj_style_reference', fileUrls: styles }, taken: ['sref'] };
  }
  return { fields: { taskType: 'mj_txt2img' }, taken: [] };
}

/** The parameter's links; null unless it consists of links only. */
function plainLinks(parsed: ParsedPrompt, name: 'oref' | 'sref'): readonly string[] | null {
  const references = referencesOf(parsed, name);
  const isPlain = references.every(({ kind, weight }) => kind === 'link' && weight === null);
  return references.length > 0 && isPlain ? references.map(({ target }) => target) : null;
}

const spelled = (version: Version): string =>
  isNiji(version) ? `niji${versionNumber(version)}` : versionNumber(version);

const ticketSchema = z.object({
  taskId: z.string().min(1),
  /** The shape of the output; the reply lists links without their kind. */
  shape: z.enum(['grid', 'solo', 'videos', 'extended']),
  /** How to reroll: by prompt, or by repeating the variation of the same picture. */
  again: z.union([
    z.literal('prompt'),
    z.object({ taskId: z.string(), imageIndex: z.number().int() }),
  ]),
});

const handleSchema = ticketSchema.extend({
  /** For Animate, which takes a URL. Valid for 15 days. */
  pictures: z.array(z.object({ cell: z.number(), url: z.string() })),
});

/** The receipt for one call. */
export type MidapiTicket = z.infer<typeof ticketSchema>;

/** Parses a ticket written by `readSubmit`; throws on anything else, such as another vendor's. */
export const readTicket = (ticket: Json | undefined): MidapiTicket => ticketSchema.parse(ticket);

/** Parses a handle written by `readCheck`; throws on anything else. */
export const readHandle = (handle: Json | undefined) => handleSchema.parse(handle);
