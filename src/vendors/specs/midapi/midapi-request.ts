/** An action as MidAPI's bodies; one billable call each, follow-ups by task and picture from 0. */
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
import type { VideoResolution } from '#vendors/video-resolution.ts';

/** What is asked, and what will be known of its task. */
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

/** Relax has a spelling of its own here. */
const SPEEDS = { relax: 'relaxed', fast: 'fast', turbo: 'turbo' } as const satisfies Record<
  Speed,
  string
>;

/** What the operator chose. */
export type MidapiChoices = {
  /** Where the vary route counts from, which is disputed. */
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

/** Its page's default is false. */
const translation = (asked?: true): { enableTranslation?: true } =>
  asked === true ? { enableTranslation: true } : {};

function vary(body: { readonly taskId: string; readonly imageIndex: number }): MidapiCall {
  return { kind: 'call', path: VARY, body, shape: 'grid', again: body };
}

function animate(request: VendorRequest, { videos, resolution }: MidapiChoices): MidapiCall {
  const url = startOf(request);
  if (url === null) return refused('action-unavailable', 'The picture has no address');
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

/** A video has its picture's shape: where that has no value, the nearest one cuts off the least. */
function videoRatio({ parent }: VendorRequest, parsed: ParsedPrompt): { aspectRatio?: string } {
  // Nobody knows the shape of a picture that a person gave without a ratio.
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

/** Goes on by itself where the words stayed the same, and by the words where they are others. */
function extend(request: VendorRequest, parent: VendorParent): MidapiCall {
  const { taskId, shape } = readHandle(parent.handle);
  if (shape !== 'videos') return refused('action-unavailable', 'Only what was animated goes on');
  const { text } = parsePrompt(request.prompt);
  const isManual = text !== '' && text !== parsePrompt(parent.prompt).text;
  const body = {
    taskId,
    taskType: isManual ? 'mj_video_extend_manual' : 'mj_video_extend_auto',
    // Counted from 0, under another name than a picture's.
    index: cellOf(request, parent) - 1,
    ...(isManual ? { prompt: text } : {}),
  };
  return { kind: 'call', path: EXTEND, body, shape: 'extended', again: 'prompt' };
}

const cellOf = (request: VendorRequest, parent: VendorParent) => request.cell ?? parent.cell ?? 1;

/** Where a video starts: the link we are given, else the vendor's own, which does not live long. */
function startOf(request: VendorRequest): string | null {
  const [given] = request.imageUrls ?? [];
  const { parent } = request;
  if (parent === null || given !== undefined) return given ?? null;
  const cell = cellOf(request, parent);
  const own = readHandle(parent.handle).pictures.find((picture) => picture.cell === cell);
  return own?.url ?? null;
}

// A prompt as MidAPI's fields. What has a field goes there and nowhere else, because nobody says
// which of the two would win; all other flags stay in the text, where the vendor's users put them.

/** Versions that it can be told; without one it takes its own default. */
export const MIDAPI_VERSIONS: readonly Version[] = [
  ...(['v7', 'v6.1', 'v6', 'v5.2', 'v5.1'] as const),
  'niji6',
];

/** The closed list of the field, which is all that it makes. */
const RATIOS: readonly string[] = [
  ...['1:2', '9:16', '2:3', '3:4', '5:6', '1:1'],
  ...['6:5', '4:3', '3:2', '16:9', '2:1'],
];

/** "Increment by 5 each time". As it has a field, nothing says that its flag would be heeded in the words. */
const VARIETY_STEP = 5;

type Field = { readonly name: string; readonly value: string | number };

/** What the prompt says, taken apart into text and fields. */
type MidapiPrompt = {
  readonly text: string;
  readonly fields: { readonly [field: string]: Json };
  /** Asked for; not in the fields where it has no value there. */
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
  /** Parameters that the fields say. */
  readonly taken: readonly ParameterName[];
};

/**
 * What kind of task it is, with its pictures. A task has one kind of them: where a prompt has several,
 * image prompts come first and an omni reference before a style, and the others stay flags of the text, as
 * do codes and weights, which have no field.
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

/** The parameter's links; null unless there are some and nothing but them. */
function plainLinks(parsed: ParsedPrompt, name: 'oref' | 'sref'): readonly string[] | null {
  const references = referencesOf(parsed, name);
  const isPlain = references.every(({ kind, weight }) => kind === 'link' && weight === null);
  return references.length > 0 && isPlain ? references.map(({ target }) => target) : null;
}

const spelled = (version: Version): string =>
  isNiji(version) ? `niji${versionNumber(version)}` : versionNumber(version);

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

/** The receipt for one call. */
export type MidapiTicket = z.infer<typeof ticketSchema>;

/** Reads what `readSubmit` wrote; throws on anything else, which is a mix-up of vendors. */
export const readTicket = (ticket: Json | undefined): MidapiTicket => ticketSchema.parse(ticket);

/** Reads what `readCheck` wrote. */
export const readHandle = (handle: Json | undefined) => handleSchema.parse(handle);
