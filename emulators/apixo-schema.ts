/**
 * Bodies as APIXO's pages have them, in either dialect, every object closed: a name of the other
 * dialect is refused, which the real service may or may not do. The fields of an edit in dialect C
 * are taken to be those of upload-paint, which it replaced.
 */
import * as z from 'zod';

export type Dialect = 'C' | 'B';

const RATIOS = [
  ...(['1:1', '1:2', '2:1', '2:3', '3:2', '3:4', '4:3', '5:6', '6:5', '9:16', '16:9'] as const),
] as const;

const prompt = z
  .string('Missing required field: input.prompt')
  .min(1, 'Missing required field: input.prompt')
  .max(2000);
const ratio = z.enum(RATIOS).optional();
const chaos = z.number().int().min(0).max(100).optional();
const stylize = z.number().int().min(0).max(1000).optional();
const weird = z.number().int().min(0).max(3000).optional();
const link = z.url({ protocol: /^https?$/ });

const parent = {
  taskId: z.string().min(1),
  imageIndex: z.number().int().min(0).max(3),
};

const side = z.number().int().min(1).max(8192);

const edit = {
  prompt,
  image_urls: z.tuple([link]),
  mask: z
    .union([
      z.strictObject({ url: z.string().regex(/^(?:https?:\/\/|data:image\/png;base64,)/) }),
      z.strictObject({
        areas: z
          .array(
            z.strictObject({
              width: z.number().int().min(500).max(4096),
              height: z.number().int().min(500).max(4096),
              points: z.array(z.number()).min(6),
            }),
          )
          .min(1),
      }),
    ])
    .optional(),
  canvas: z.strictObject({ width: side, height: side }).optional(),
  imgPos: z
    .strictObject({
      x: z.number().int().min(0),
      y: z.number().int().min(0),
      width: side,
      height: side,
    })
    .optional(),
};

const fieldsC = {
  version: z.enum(['6', '6.1', '7', 'niji 6', 'niji 7']).optional(),
  speed: z.enum(['fast', 'turbo', 'draft', 'relaxed']).optional(),
  enableTranslation: z.boolean().optional(),
};
const paintC = { aspect_ratio: ratio, variety: chaos, stylization: stylize, weirdness: weird };
const fieldsB = {
  version: z.enum(['v6', 'v6.1', 'v7', 'niji 6', 'niji 7']).optional(),
  speed: z.enum(['fast', 'turbo']).optional(),
  enableTranslation: z.boolean().optional(),
};
const paintB = { aspect: ratio, chaos, stylize, weird };

const vary = z.strictObject({
  mode: z.literal('vary'),
  ...parent,
  type: z.union([z.literal(0), z.literal(1)]),
  prompt: prompt.optional(),
});

const upscale = z.strictObject({
  mode: z.literal('upscale'),
  ...parent,
  type: z.number().int().min(0).max(3),
});

const isDraftable = (input: {
  readonly mode: string;
  readonly speed?: unknown;
  readonly version?: unknown;
}) => input.speed !== 'draft' || input.version === '7';

export const inputFormC = z
  .discriminatedUnion('mode', [
    z.strictObject({
      mode: z.literal('text-to-image'),
      prompt,
      image_urls: z.array(link).max(20).optional(),
      ...fieldsC,
      ...paintC,
    }),
    z.strictObject({
      mode: z.literal('image-to-image'),
      prompt,
      image_urls: z.array(link).min(1).max(20),
      ...fieldsC,
      ...paintC,
    }),
    z.strictObject({ mode: z.literal('image-edit'), ...edit, ...fieldsC }),
    vary,
    upscale,
    z.strictObject({ mode: z.literal('reroll'), taskId: z.string().min(1) }),
    z.strictObject({ mode: z.literal('enhance'), ...parent }),
  ])
  .refine((input) => isDraftable(input), 'draft requires version=7');

export const inputFormB = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('text-to-image'), prompt, ...fieldsB, ...paintB }),
  z.strictObject({
    mode: z.literal('image-to-image'),
    prompt,
    image_urls: z.array(link).min(1).max(2),
    ...fieldsB,
    ...paintB,
  }),
  // "Requires precise mask definition."
  z.strictObject({
    mode: z.literal('upload-paint'),
    ...edit,
    mask: edit.mask.unwrap(),
    ...fieldsB,
  }),
  vary,
  upscale,
]);

/** The fields that only one dialect has. */
const OWN_FIELDS = {
  C: ['aspect_ratio', 'variety', 'stylization', 'weirdness'],
  B: ['aspect', 'chaos', 'stylize', 'weird'],
} as const satisfies Record<Dialect, readonly string[]>;

/** An input as a lenient service reads it: what the other dialect has is not there. */
export function heededInput(input: unknown, dialect: Dialect): unknown {
  const given = z.record(z.string(), z.unknown()).safeParse(input).data;
  if (given === undefined) return input;
  const foreign: readonly string[] = OWN_FIELDS[dialect === 'C' ? 'B' : 'C'];
  const { version, ...rest } = given;
  const read =
    dialect === 'C' ? String(version).replace(/^v/, '') : `${version}`.replace(/^(?=\d)/, 'v');
  return Object.fromEntries(
    Object.entries({ ...rest, ...(version === undefined ? {} : { version: read }) }).filter(
      ([name]) => !foreign.includes(name),
    ),
  );
}

export const submitSchema = z
  .strictObject({
    request_type: z.enum(['async', 'callback']).default('async'),
    // HTTPS only, by the vendor's page; this machine is let off, as it has no certificate.
    callback_url: z
      .url()
      .regex(/^https:|^http:\/\/127\.0\.0\.1:/)
      .optional(),
    provider: z.enum(['auto', 'value', 'official']).optional(),
    input: z.unknown(),
  })
  .refine(
    (form) => form.request_type !== 'callback' || form.callback_url !== undefined,
    'callback_url is required',
  );

export type ApixoInput = z.infer<typeof inputFormC> | z.infer<typeof inputFormB>;
