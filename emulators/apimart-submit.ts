/** The emulated APIMart's submits: parents of the right kind, buttons found as its pages describe. */
import { Hono } from 'hono';
import * as z from 'zod';
import {
  blendSchema,
  describeSchema,
  editsSchema,
  type FollowUpBody,
  followUpSchema,
  imagineSchema,
  modalSchema,
  remixSchema,
  videoSchema,
} from './apimart-schema.ts';
import { findTask, newTaskId, RUN_OF_WINDOW } from './apimart-tasks.ts';
import {
  type ApimartFacts,
  type ApimartTask,
  type ApimartWorld,
  buttonsOf,
  engineReply,
  errorReply,
} from './apimart-view.ts';
import { colourOf, followingPictures, KEPT } from './given-pictures.ts';
import { describedAs } from './midjourney-answers.ts';
import { readMask } from './midjourney-mask.ts';
import { pressedPictures, promptPictures } from './midjourney-pictures.ts';
import { type EngineVersion, ratioIn, readPrompt } from './read-prompt.ts';

const USUAL_VERSION = 'v7';
const UNREACHED = 'the image can not be downloaded';

type Kept = (typeof KEPT)[keyof typeof KEPT];

type Form = { readonly speed?: string | undefined; readonly webhook?: string | undefined };
type Made = Pick<ApimartFacts, 'kind' | 'action'> & Partial<ApimartFacts>;

export function createSubmits(world: ApimartWorld): Hono {
  const { jobs, faults, dice } = world;
  const app = new Hono();

  const accept = (form: Form, made: Made, id = newTaskId(world)): Response => {
    const { kind, pictures = [] } = made;
    const task = jobs.accept({
      id,
      idempotencyKey: null,
      price: kind === 'window' ? 0 : 1,
      pictureCount: pictures.length === 4 ? 4 : 1,
      // A crop is there at the first look.
      durationFactor: kind === 'window' || kind === 'solo' ? 0 : kind === 'texts' ? 0.1 : 1,
      facts: {
        taskId: id.replace(RUN_OF_WINDOW, ''),
        mode: (form.speed ?? 'relax').toUpperCase(),
        prompt: '',
        version: USUAL_VERSION,
        pictures,
        videoCount: 0,
        answer: '',
        hash: dice.uuid(),
        engineError: null,
        webhook: form.webhook ?? null,
        ...made,
      },
    });
    const told = { status: kind === 'window' ? 'modal' : 'submitted', task_id: task.facts.taskId };
    return Response.json({ code: 200, data: faults.isOn('bare-data') ? told : [told] });
  };
  const refuse = (why: string): Response => {
    if (faults.isOn('error-in-200')) return engineReply(4, why, 200);
    return faults.isOn('engine-errors') ? engineReply(4, why, 400) : errorReply(400, why);
  };
  const parentOf = (id: string): ApimartTask | Response => {
    const parent = findTask(world, id);
    if (parent === null || faults.isOn('parent-gone')) {
      return faults.isOn('engine-errors') ? engineReply(3, 'NOT_FOUND', 404) : errorReply(404);
    }
    const isOver = jobs.stateOf(parent).kind === 'done' && parent.facts.kind !== 'window';
    return isOver ? parent : refuse(`task ${id} is not in SUCCESS state`);
  };
  const post = <Body>(
    path: string,
    schema: z.ZodType<Body>,
    handle: (form: Body) => Response | Promise<Response>,
  ): void => {
    app.post(path, async (context) => {
      if (faults.take('rejected') !== null) return engineReply(9, 'Service rejected', 502);
      if (faults.take('banned') !== null) return engineReply(24, 'BANNED_PROMPT', 400);
      if (faults.take('banned-in-200') !== null) return engineReply(24, 'BANNED_PROMPT', 200);
      const form = schema.safeParse(await context.req.json().catch(() => null));
      return form.success ? handle(form.data) : refuse(z.prettifyError(form.error));
    });
  };

  const imagine = (form: z.infer<typeof imagineSchema>): Response => {
    const version = versionFor(form);
    const prompt = `${form.prompt} --ar ${form.size ?? '1:1'}`;
    return accept(form, {
      kind: 'grid',
      action: 'IMAGINE',
      prompt,
      pictures: promptPictures(prompt, form.seed ?? dice.seed()),
      version: version ?? USUAL_VERSION,
      engineError: version === null ? 'upstream code=4: --v 必须是 5, 5.1, 5.2, 6, 6.1, 7' : null,
    });
  };
  /** What comes of pictures that are given; square where no size is. */
  const following = async (
    form: Form & { readonly image_urls: readonly string[] },
    made: { readonly action: string; readonly prompt: string; readonly keeps: Kept },
  ): Promise<Response> => {
    const files = await world.pictures.given(form.image_urls);
    if (files === null) return refuse(UNREACHED);
    const { action, prompt, keeps } = made;
    const parsed = readPrompt(prompt);
    const asked = { prompt: parsed.text, ratio: ratioIn(parsed), seed: dice.seed(), keeps };
    const pictures = await followingPictures(files, asked);
    return accept(form, { kind: 'grid', action, prompt, pictures });
  };
  post('/', imagineSchema, imagine);
  post('/imagine', imagineSchema, imagine);
  post('/blend', blendSchema, (form) =>
    following(form, { action: 'BLEND', prompt: `--ar ${form.size ?? '1:1'}`, keeps: KEPT.blend }),
  );
  post('/edits', editsSchema, (form) => {
    const prompt = form.size === undefined ? form.prompt : `${form.prompt} --ar ${form.size}`;
    return following(form, { action: 'EDITS', prompt, keeps: KEPT.edit });
  });
  post('/describe', describeSchema, async (form) => {
    const [file] = (await world.pictures.given(form.image_urls)) ?? [];
    if (file === undefined) return refuse(UNREACHED);
    const answer = describedAs(await colourOf(file), '\n');
    return accept(form, { kind: 'texts', action: 'DESCRIBE', answer });
  });

  /** A follow-up by its route: the button it finds, and what pressing it makes. */
  const followUp = (
    route: string,
    action: string,
    find: (form: FollowUpBody) => RegExp | null,
  ): void =>
    post(`/${route}`, followUpSchema, (form) => {
      const parent = parentOf(form.task_id);
      if (parent instanceof Response) return parent;
      const { facts } = parent;
      const ids = buttonsOf(faults, facts).map(({ customId }) => customId);
      const wanted = form.custom_id === undefined ? find(form) : null;
      if (form.custom_id === undefined && wanted === null) return refuse(`${route} needs an index`);
      const isLarger = route === 'upscale' && form.custom_id?.includes(`::${facts.hash}`) === true;
      const customId =
        isLarger && facts.kind === 'solo' && isLargerOf(form.custom_id ?? '', facts.version)
          ? form.custom_id
          : ids.find((id) => (wanted === null ? id === form.custom_id : wanted.test(id)));
      if (customId === undefined) return refuse('This action requires an upscaled task');
      const { prompt, version, pictures } = facts;
      if (route === 'inpaint') {
        if (facts.kind === 'grid') return refuse('This action requires an upscaled task');
        return accept(form, { kind: 'window', action, prompt, version, pictures });
      }
      const made = pressedPictures({ customId, pictures, prompt, seed: dice.seed() });
      if (made === null) return refuse('index out of range');
      const kind = route !== 'upscale' ? 'grid' : /_[24]x/.test(customId) ? 'upscaled' : 'solo';
      return accept(form, { kind, action, prompt, version, pictures: made });
    });
  const byIndex = (name: string) => (form: FollowUpBody) =>
    form.index === undefined ? null : new RegExp(`::${name}::${form.index}::`);
  followUp('upscale', 'UPSCALE', byIndex('upsample'));
  followUp('variation', 'VARIATION', byIndex('variation'));
  followUp('low-variation', 'LOW_VARIATION', byIndex('low_variation'));
  followUp('high-variation', 'HIGH_VARIATION', byIndex('high_variation'));
  followUp('reroll', 'REROLL', () => /::reroll::/);
  followUp('zoom', 'ZOOM', ({ zoom_ratio: ratio = 2 }) =>
    ratio < 2 ? /::Outpaint::(?:75|1)::/ : /::Outpaint::(?:50|1)::/,
  );
  followUp('pan', 'PAN', ({ direction }) =>
    direction === undefined ? null : new RegExp(`::pan_${direction}::`),
  );
  followUp('inpaint', 'INPAINT', () => /::Inpaint::/);

  const remix = (kind: 'STRONG' | 'SUBTLE') => (form: z.infer<typeof remixSchema>) => {
    const parent = parentOf(form.task_id);
    if (parent instanceof Response) return parent;
    const { version, prompt: own } = parent.facts;
    const { prompt = own } = form;
    if (version !== 'v8.1' && version !== 'v8.2') return refuse('remix wants 8.1 or 8.2');
    const customId = `MJ::JOB::variation::${form.index}::hash`;
    const asked = { customId, prompt, pictures: parent.facts.pictures, seed: dice.seed() };
    const pictures = pressedPictures(asked);
    if (pictures === null) return refuse('index out of range');
    return accept(form, { kind: 'grid', action: `REMIX_${kind}`, prompt, version, pictures });
  };
  post('/remix-strong', remixSchema, remix('STRONG'));
  post('/remix-subtle', remixSchema, remix('SUBTLE'));

  post('/modal', modalSchema, async (form) => {
    const window = findTask(world, form.task_id);
    if (window === null || window.facts.kind !== 'window' || faults.isOn('window-expired')) {
      return refuse(`task ${form.task_id} is not in MODAL state`);
    }
    const { pictures, prompt, version, taskId } = window.facts;
    const [picture] = pictures;
    if (picture === undefined) return refuse('the parent has no picture');
    const reading = faults.isOn('white-mask') ? 'white' : 'transparent';
    const size = world.pictures.sizeOf(picture);
    const mask = form.mask_url === undefined ? null : await readMask(form.mask_url, size, reading);
    if (mask?.kind === 'problem') return refuse(mask.why);
    const made = pressedPictures({
      customId: 'MJ::Inpaint::1::hash',
      pictures,
      prompt: form.prompt || prompt,
      seed: dice.seed(),
      ...(mask === null ? {} : { mask: mask.png }),
    });
    return accept(
      form,
      {
        kind: 'grid',
        action: 'MODAL',
        prompt: form.prompt || prompt,
        version,
        pictures: made ?? [],
      },
      `${taskId}${RUN_OF_WINDOW}`,
    );
  });

  post('/video', videoSchema, (form) => {
    const parent = form.task_id === undefined ? null : parentOf(form.task_id);
    if (parent instanceof Response) return parent;
    if (parent !== null && parent.facts.action !== 'IMAGINE') return refuse('not an imagine task');
    const videoCount = form.batch_size ?? 1;
    return accept({ ...form, speed: 'fast' }, { kind: 'videos', action: 'VIDEO', videoCount });
  });
  return app;
}

/** Field first, then the flag; null for what the engine does not take. */
function versionFor(form: z.infer<typeof imagineSchema>): EngineVersion | null {
  if (form.version === undefined) return form.hd === true ? 'v8.1' : USUAL_VERSION;
  const version = `${form.niji === true ? 'niji' : 'v'}${form.version}` as const;
  const isTaken = /^(?:v(?:5|5\.[12]|6|6\.1|7|8|8\.[12])|niji[67])$/.test(version);
  return isTaken && readPrompt(form.prompt).wrong.length === 0 ? version : null;
}

function isLargerOf(customId: string, version: EngineVersion): boolean {
  const name = /^MJ::JOB::upsample_(v\d)_(\dx(?:_subtle|_creative)?)::1::/.exec(customId);
  if (name === null) return false;
  const [, engine = '', kind = ''] = name;
  if (!`v${version.replace(/^(?:v|niji)/, '')}`.startsWith(engine)) return false;
  return engine === 'v5' ? /^[24]x$/.test(kind) : /^2x_/.test(kind) && engine !== 'v8';
}
