/** Which tasks the emulated Ace takes, and how it tells of those it has. */
import type { Size } from '#domain/geometry.ts';
import { followedUp, following, generated, type MadePictures } from './acedata-pictures.ts';
import { type AcedataFacts, type AcedataJob, recordOf, refusal } from './acedata-reply.ts';
import type { EditsBody, ImagineBody, TasksBody, VideosBody } from './acedata-schema.ts';
import type { EmulatorWorld } from './define-emulator.ts';
import { fetchGiven } from './fetch-given.ts';
import { KEPT } from './given-pictures.ts';
import { type ReadMask, readMask } from './midjourney-mask.ts';
import { readPrompt } from './read-prompt.ts';

/** What an accepted imagine makes; the documented refusal where the parent does not take it. */
export async function imagined(
  { jobs, faults, dice, pictures }: EmulatorWorld<AcedataFacts>,
  form: ImagineBody,
): Promise<(MadePictures & { readonly isV5: boolean }) | Response> {
  const refused = (message: string) => refusal(400, 'bad_request', message);
  if (!('image_id' in form)) {
    const { prompt } = form;
    const { links, wrong } = readPrompt(prompt);
    if (wrong.length > 0) return refused(`Unrecognized argument(s) in the prompt: ${wrong[0]}`);
    const files = await pictures.given(links);
    if (files === null) return refused('the image in the prompt can not be downloaded');
    if (files.length > 0) {
      const made = await following(files, prompt, KEPT.blend, dice.seed());
      return { ...made, isV5: form.version === '5.2' };
    }
    return { ...generated(prompt, dice.seed()), isV5: form.version === '5.2' };
  }
  const parent = jobs.all().find(({ facts }) => facts.resultId === form.image_id);
  if (parent === undefined || jobs.stateOf(parent).kind !== 'done') {
    return refused('image_id is not found');
  }
  const { facts } = parent;
  const isRegion = form.action === 'variation_region';
  const takes = isRegion
    ? facts.shape === 'solo' && !faults.isOn('region-refused')
    : facts.actions.includes(form.action);
  const [picture] = facts.pictures;
  const mask =
    'mask' in form && picture !== undefined
      ? {
          prompt: form.prompt,
          read: await readGivenMask(form.mask, pictures.sizeOf(picture)),
        }
      : null;
  if (mask?.read.kind === 'problem') return refused(mask.read.why);
  const region = mask === null ? null : { mask: mask.read.png, prompt: mask.prompt };
  const made = takes ? followedUp(form.action, { ...facts, region }, dice.seed()) : null;
  if (made === null) return refused(`${form.action} is not available for this image`);
  return { ...made, isV5: facts.isV5 };
}

/** A mask by its address, which is fetched at once, or by its bytes. */
async function readGivenMask(mask: string, size: Size | null): Promise<ReadMask> {
  if (!/^https?:/.test(mask)) return readMask(mask, size, 'white-on-black');
  const [file] = (await fetchGiven([mask])) ?? [];
  if (file === undefined) return { kind: 'problem', why: 'mask can not be downloaded' };
  return readMask(Buffer.from(file).toString('base64'), size, 'white-on-black');
}

/** What an accepted edit makes of the picture at its address. */
export async function edited(
  { dice, pictures }: EmulatorWorld<AcedataFacts>,
  form: EditsBody,
): Promise<MadePictures | Response> {
  const refused = (message: string) => refusal(400, 'bad_request', message);
  const files = await pictures.given([form.image_url]);
  const [file] = files ?? [];
  if (file === undefined) return refused('image_url can not be downloaded');
  if (form.mask !== undefined) {
    const mask = await readGivenMask(form.mask, await pictures.givenSize(file));
    if (mask.kind === 'problem') return refused(mask.why);
  }
  return following([file], form.prompt, KEPT.edit, dice.seed());
}

/** Whether a video can be made of it: a picture's address always, an extension of a finished one. */
export function canAnimate({ jobs }: EmulatorWorld<AcedataFacts>, form: VideosBody): boolean {
  if (form.action === 'generate') return true;
  return jobs
    .all()
    .some((job) => job.facts.resultId === form.video_id && jobs.stateOf(job).kind === 'done');
}

/** One record or several; an unknown id is an empty object, or simply missing. */
export function tasksReply(world: EmulatorWorld<AcedataFacts>, form: TasksBody): unknown {
  const { jobs, faults } = world;
  const known = faults.isOn('unknown-task') ? [] : jobs.all();
  const view = (job: AcedataJob) => recordOf(world, job);
  if (form.action === 'retrieve') {
    const job = known.find(({ id }) => id === form.id);
    return job === undefined ? {} : view(job);
  }
  const { ids, type, offset, limit, created_at_min: from = 0, created_at_max: to } = form;
  const isWithin = (atMs: number) => atMs >= from * 1000 && (to === undefined || atMs <= to * 1000);
  const listed = known
    .filter((job) => ids?.includes(job.id) ?? true)
    .filter((job) => type === undefined || job.facts.type === type)
    .filter((job) => isWithin(job.acceptedAtMs))
    .toReversed()
    .slice(offset, offset + limit);
  return { items: listed.map(view), count: listed.length };
}
