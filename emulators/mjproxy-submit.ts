/** The emulated server's submits: what each accepts, what it makes of the parent, and its codes. */
import { Hono } from 'hono';
import * as z from 'zod';
import { SHORTENED } from './midjourney-answers.ts';
import { readMask } from './midjourney-mask.ts';
import { pressedPictures, promptPictures } from './midjourney-pictures.ts';
import { addGivenRoutes } from './mjproxy-given.ts';
import {
  actionSchema,
  changeSchema,
  imagineSchema,
  modalSchema,
  shortenSchema,
  videoSchema,
} from './mjproxy-schema.ts';
import { findTask, RUN_OF_WINDOW } from './mjproxy-tasks.ts';
import {
  buttonsOf,
  coded,
  errorReply,
  type MjproxyFacts,
  type MjproxyTask,
  type MjproxyWorld,
  upstreamError,
} from './mjproxy-view.ts';
import { readPrompt, versionIn } from './read-prompt.ts';

/** What an account runs where the prompt names no version. */
const ACCOUNT_VERSION = 'v7';

type Form = { readonly state?: string | undefined; readonly notifyHook?: string | undefined };
type Made = Pick<MjproxyFacts, 'kind' | 'action' | 'prompt' | 'pictures'> & Partial<MjproxyFacts>;

export function createSubmits(world: MjproxyWorld): Hono {
  const { jobs, faults, dice, clock } = world;
  const app = new Hono();

  const newId = (): string => {
    for (;;) {
      const id = `${clock.nowMs()}${String(Math.floor(dice.unit() * 1000)).padStart(3, '0')}`;
      if (jobs.find(id) === null) return id;
    }
  };
  const accept = (form: Form, made: Made, id = newId()): MjproxyTask =>
    jobs.accept({
      id,
      idempotencyKey: null,
      price: made.kind === 'window' ? 0 : 1,
      pictureCount: made.pictures.length === 4 ? 4 : 1,
      durationFactor: made.kind === 'window' ? 0 : made.kind === 'solo' ? 0.02 : 1,
      facts: {
        taskId: id.replace(RUN_OF_WINDOW, ''),
        version: versionIn(readPrompt(made.prompt), ACCOUNT_VERSION),
        customId: '',
        answer: '',
        hash: dice.uuid(),
        state: form.state ?? null,
        notifyHook: form.notifyHook ?? null,
        ...made,
      },
    });
  const accepted = ({ facts }: MjproxyTask, more: Record<string, unknown> = {}): Response => {
    const isQueued = faults.isOn('queued');
    const result = faults.isOn('numeric-id') ? Number(facts.taskId) : facts.taskId;
    const description = isQueued ? '排队中，前面还有1个任务' : '提交成功';
    return Response.json({ code: isQueued ? 22 : 1, description, result, ...more });
  };
  /** A finished parent, or the answer that there is none. */
  const parentOf = (taskId: string): MjproxyTask | Response => {
    const parent = findTask(world, taskId);
    if (parent === null || faults.isOn('parent-gone')) return errorReply(404);
    if (parent.facts.kind !== 'window' && jobs.stateOf(parent).kind !== 'done') {
      return refuse('关联任务状态错误');
    }
    return parent;
  };
  const refuse = (why: string): Response =>
    faults.isOn('gateway-errors') ? upstreamError(400, why) : coded(4, why);

  /** A route with its form read; what does not fit is refused with code 4. */
  const post = <Body>(
    path: string,
    schema: z.ZodType<Body>,
    handle: (form: Body) => Response | Promise<Response>,
    isOriginal = false,
  ): void => {
    app.post(path, async (context) => {
      if (faults.isOn('original') && !isOriginal) return new Response('Not Found', { status: 404 });
      const wanted = faults.take('answer-code');
      if (wanted !== null) return coded(wanted.status ?? 9, wanted.text);
      const form = schema.safeParse(await context.req.json().catch(() => null));
      return form.success ? handle(form.data) : refuse(z.prettifyError(form.error));
    });
  };
  const imagined = (form: Form, prompt: string): Response => {
    const { text, links } = readPrompt(prompt);
    if (text === '' && links.length < 2) return refuse('prompt不能为空');
    const pictures = promptPictures(prompt, dice.seed());
    return accepted(accept(form, { kind: 'grid', action: 'IMAGINE', prompt, pictures }));
  };
  /** What pressing a button makes, at once or after its window. */
  const run = (
    form: Form,
    parent: MjproxyTask,
    press: {
      readonly customId: string;
      readonly prompt: string;
      readonly id?: string;
      readonly mask?: string;
    },
  ): MjproxyTask | null => {
    const { customId, prompt } = press;
    const { version } = parent.facts;
    if (/::animate_/.test(customId)) {
      const made = { kind: 'videos', action: 'VIDEO', prompt, version, pictures: [] } as const;
      return accept(form, made, press.id);
    }
    const pictures = pressedPictures({
      customId,
      pictures: parent.facts.pictures,
      prompt,
      seed: dice.seed(),
      ...(press.mask === undefined ? {} : { mask: press.mask }),
    });
    if (pictures === null) return null;
    const [kind, action] = madeBy(customId);
    return accept(form, { kind, action, prompt, version, pictures }, press.id);
  };

  post('/imagine', imagineSchema, (form) => imagined(form, form.prompt), true);

  post(
    '/change',
    changeSchema,
    (form) => {
      const parent = parentOf(form.taskId);
      if (parent instanceof Response) return parent;
      const name = { UPSCALE: 'upsample', VARIATION: 'variation', REROLL: 'reroll' }[form.action];
      // The full kind dropped this route.
      if (!faults.isOn('original')) return new Response('Not Found', { status: 404 });
      const customId = `MJ::JOB::${name}::${form.index}::hash`;
      const task = run(form, parent, { customId, prompt: parent.facts.prompt });
      return task === null ? refuse('index错误') : accepted(task);
    },
    true,
  );

  post('/action', actionSchema, (form) => {
    const parent = parentOf(form.taskId);
    if (parent instanceof Response) return parent;
    const { customId } = form;
    const { prompt, version, pictures } = parent.facts;
    if (!buttonsOf(parent.facts, world).some((button) => button.customId === customId)) {
      return refuse('未知的 Action 类型');
    }
    const isRemixable = /::(?:low_|high_)?variation::|::pan_|::reroll::/.test(customId);
    const isAsked = form.enableRemix === true && !faults.isOn('drops-wishes');
    const asksBack = isRemixable && (isAsked || faults.isOn('remix'));
    if (asksBack || /::Inpaint::|::CustomZoom::/.test(customId)) {
      const made = {
        kind: 'window',
        action: 'ACTION',
        prompt,
        version,
        pictures,
        customId,
      } as const;
      const task = accept(form, made);
      const properties = { finalPrompt: prompt, remix: true };
      return accepted(task, { code: 21, description: 'Waiting for window confirm', properties });
    }
    const task = run(form, parent, { customId, prompt });
    if (task === null) return refuse('index错误');
    const isOld =
      faults.isOn('made-before') ||
      (faults.isOn('already-done') && customId.includes('::upsample::'));
    return accepted(task, isOld ? { code: 21, description: '任务已存在' } : {});
  });

  post('/modal', modalSchema, async (form) => {
    const window = parentOf(form.taskId);
    if (window instanceof Response) return window;
    const { kind, customId, pictures } = window.facts;
    if (kind !== 'window') return refuse('任务状态错误');
    const prompt = form.prompt || window.facts.prompt;
    if (customId.includes('::CustomZoom::') && !/ --zoom [12](?:\.\d+)?\b/.test(prompt)) {
      return refuse('zoom参数错误');
    }
    let mask: string | null = null;
    if (customId.includes('::Inpaint::')) {
      const [picture] = pictures;
      const size = picture === undefined ? { width: 0, height: 0 } : world.pictures.sizeOf(picture);
      const read = await readMask(form.maskBase64 ?? '', size, 'white-on-black');
      if (read.kind === 'problem') return refuse(read.why);
      mask = read.png;
    }
    const id = `${window.facts.taskId}${RUN_OF_WINDOW}`;
    const task = run(form, window, { customId, prompt, id, ...(mask === null ? {} : { mask }) });
    return task === null ? refuse('任务状态错误') : accepted(task);
  });

  const answers = (form: Form, action: string, prompt: string, answer: string): Response =>
    accepted(accept(form, { kind: 'texts', action, prompt, answer, pictures: [] }));
  addGivenRoutes(world, { post, take: (form, made) => accepted(accept(form, made)), refuse });
  post('/shorten', shortenSchema, (form) => answers(form, 'SHORTEN', form.prompt, SHORTENED));

  post('/video', videoSchema, (form) => {
    const parent = form.taskId === undefined ? null : parentOf(form.taskId);
    if (parent instanceof Response) return parent;
    if (parent !== null && parent.facts.kind !== 'videos') return refuse('任务类型错误');
    const action = form.action === 'extend' ? 'VIDEO_EXTEND' : 'VIDEO';
    return accepted(accept(form, { kind: 'videos', action, prompt: form.prompt, pictures: [] }));
  });
  return app;
}

function madeBy(customId: string): readonly [MjproxyFacts['kind'], string] {
  if (customId.includes('::upsample::')) return ['solo', 'UPSCALE'];
  if (customId.includes('::upsample_')) return ['upscaled', 'UPSCALE_HD'];
  if (/::Outpaint::|::CustomZoom::/.test(customId)) return ['grid', 'ZOOM'];
  if (customId.includes('::pan_')) return ['grid', 'PAN'];
  return ['grid', customId.includes('::reroll::') ? 'IMAGINE' : 'VARIATION'];
}
