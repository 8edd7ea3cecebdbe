/** The emulated server's routes for pictures that are given: blended, described, edited. */
import type * as z from 'zod';
import { colourOf, followingPictures, KEPT } from './given-pictures.ts';
import { describedAs } from './midjourney-answers.ts';
import { blendSchema, describeSchema, editSchema } from './mjproxy-schema.ts';
import { coded, type MjproxyFacts, type MjproxyWorld } from './mjproxy-view.ts';
import { ratioIn, readPrompt } from './read-prompt.ts';

type Form = { readonly state?: string | undefined; readonly notifyHook?: string | undefined };

/** What the other submits are made of too. */
type Submits = {
  /** Registers a route; `isOriginal` where servers of the first kind have it. */
  readonly post: <Body>(
    path: string,
    schema: z.ZodType<Body>,
    handle: (form: Body) => Response | Promise<Response>,
    isOriginal?: boolean,
  ) => void;
  readonly take: (
    form: Form,
    made: Pick<MjproxyFacts, 'kind' | 'action' | 'prompt' | 'pictures'> & Partial<MjproxyFacts>,
  ) => Response;
  readonly refuse: (why: string) => Response;
};

const UNREACHED = '图片下载失败';

const RATIOS = { PORTRAIT: '2:3', SQUARE: '1:1', LANDSCAPE: '3:2' } as const;

/** Registers them. */
export function addGivenRoutes(world: MjproxyWorld, { post, take, refuse }: Submits): void {
  const { faults, dice, pictures } = world;
  const following = async (
    form: Form,
    links: readonly string[],
    made: {
      readonly action: string;
      readonly prompt: string;
      readonly keeps: (typeof KEPT)[keyof typeof KEPT];
    },
  ): Promise<Response> => {
    const files = await pictures.given(links);
    if (files === null) return refuse(UNREACHED);
    const { action, prompt, keeps } = made;
    const parsed = readPrompt(prompt);
    const ratio = parsed.flags.has('ar') ? ratioIn(parsed) : null;
    const asked = { prompt: parsed.text, ratio, seed: dice.seed(), keeps };
    return take(form, {
      kind: 'grid',
      action,
      prompt,
      pictures: await followingPictures(files, asked),
    });
  };

  const blend = (form: z.infer<typeof blendSchema>) => {
    const prompt = `--ar ${RATIOS[form.dimensions ?? 'SQUARE']}`;
    return following(form, form.base64Array, { action: 'BLEND', prompt, keeps: KEPT.blend });
  };
  post('/blend', blendSchema, blend, true);

  const describe = async (form: z.infer<typeof describeSchema>) => {
    // Servers of the first kind know the bytes alone.
    if (faults.isOn('original') && 'link' in form) return refuse('base64不能为空');
    const [file] = (await pictures.given(['link' in form ? form.link : form.base64])) ?? [];
    if (file === undefined) return refuse(UNREACHED);
    const answer = describedAs(await colourOf(file), '\r\n');
    return take(form, { kind: 'texts', action: 'DESCRIBE', prompt: '', answer, pictures: [] });
  };
  post('/describe', describeSchema, describe, true);

  const edit =
    (action: 'EDIT' | 'RETEXTURE', keeps: (typeof KEPT)['edit' | 'retexture']) =>
    (form: z.infer<typeof editSchema>) =>
      faults.isOn('no-edits')
        ? coded(9, '当前账号不支持编辑/重绘任务')
        : following(form, [form.image], { action, prompt: form.prompt, keeps });
  post('/edits', editSchema, edit('EDIT', KEPT.edit));
  post('/edit', editSchema, edit('EDIT', KEPT.edit));
  post('/retexture', editSchema, edit('RETEXTURE', KEPT.retexture));
}
