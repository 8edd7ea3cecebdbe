/** What an accepted input makes; why not, where its parent does not take it. */
import type { Rectangle, Size } from '#domain/geometry.ts';
import { originWindow, shownPlane, windowAround } from '#painter/painter.ts';
import type { ApixoFacts, ApixoJob } from './apixo-reply.ts';
import type { ApixoInput } from './apixo-schema.ts';
import type { EmulatorWorld } from './define-emulator.ts';
import type { EmulatedJobs } from './emulated-jobs.ts';
import { type EmulatedPicture, freshPictures, variedPictures } from './emulated-pictures.ts';
import { enlargedPicture, repaintedPictures, subtlyVariedPictures } from './emulated-views.ts';
import { followingPictures, KEPT } from './given-pictures.ts';
import { readMask } from './midjourney-mask.ts';
import { readRatio } from './read-prompt.ts';

export type Made = Pick<ApixoFacts, 'mode' | 'pictures' | 'isEdit' | 'isDraft'>;

/** The pictures, or the documented error's text. */
export async function make(
  input: ApixoInput,
  { jobs, pictures: studio }: Pick<EmulatorWorld<ApixoFacts>, 'jobs' | 'pictures'>,
  seed: number,
): Promise<Made | string> {
  const base = { mode: input.mode, isEdit: false, isDraft: false };
  switch (input.mode) {
    case 'text-to-image':
    case 'image-to-image': {
      const typed =
        'aspect_ratio' in input ? input.aspect_ratio : 'aspect' in input ? input.aspect : undefined;
      const ratio = readRatio(typed);
      const isDraft = input.speed === 'draft';
      return { ...base, isDraft, pictures: freshPictures(cutOff(input.prompt), ratio, seed) };
    }
    case 'image-edit':
    case 'upload-paint': {
      if (input.canvas === undefined && input.mask === undefined) {
        const files = await studio.given(input.image_urls);
        if (files === null) return 'IMAGE_DOWNLOAD_FAILED: the image can not be downloaded';
        const asked = { prompt: cutOff(input.prompt), ratio: null, seed, keeps: KEPT.edit };
        return { ...base, isEdit: true, pictures: await followingPictures(files, asked) };
      }
      const place = input.imgPos;
      const canvas = input.canvas ?? { width: 1024, height: 1024 };
      if (place !== undefined && !isInside(place, canvas)) return 'imgPos is outside of canvas';
      const mask = input.mask !== undefined && 'url' in input.mask ? input.mask.url : null;
      const read =
        mask?.startsWith('data:') === true ? await readMask(mask, canvas, 'white-on-black') : null;
      if (read?.kind === 'problem') return read.why;
      const rectangle = { left: place?.x ?? 0, top: place?.y ?? 0, ...(place ?? canvas) };
      const region = read === null ? null : read.png;
      const pictures = editedPictures(jobs, input, { canvas, place: rectangle, region }, seed);
      return { ...base, isEdit: true, pictures };
    }
    case 'reroll': {
      const parent = parentOf(jobs, input.taskId);
      if (parent === null || parent.facts.pictures.length < 4) return UNKNOWN_TASK;
      const pictures = parent.facts.pictures.map(({ scene, window }, place) => ({
        scene: { ...scene, seed: seed + place },
        window,
      }));
      return { ...base, pictures };
    }
    default:
      return ofPicture(input, jobs, seed);
  }
}

const UNKNOWN_TASK = 'INVALID_TASK_ID: task not found';

type OfPicture = Extract<ApixoInput, { readonly imageIndex: number }>;

function ofPicture(input: OfPicture, jobs: EmulatedJobs<ApixoFacts>, seed: number): Made | string {
  const parent = parentOf(jobs, input.taskId);
  if (parent === null) return UNKNOWN_TASK;
  const { pictures, isEdit, isDraft, mode } = parent.facts;
  const picture = pictures[input.imageIndex];
  if (picture === undefined) return 'imageIndex is out of range';
  const base = { mode: input.mode, isEdit, isDraft: false };
  if (input.mode === 'enhance') {
    return isDraft ? { ...base, pictures: [picture] } : 'enhance takes draft results only';
  }
  // Whether an enlargement's own task can be followed up is documented nowhere.
  if (mode === 'upscale') return 'the task is an upscale';
  if (input.mode === 'upscale') {
    // "Type 2: 2x HD resolution. Type 3: 4x": of any version.
    return { ...base, pictures: [enlargedPicture(picture, input.type === 3 ? 4 : 2)] };
  }
  if (isEdit) return 'results of an edit cannot be varied';
  return {
    ...base,
    pictures:
      input.type === 0 ? subtlyVariedPictures(picture, seed) : variedPictures(picture, seed),
  };
}

function parentOf(jobs: EmulatedJobs<ApixoFacts>, id: string): ApixoJob | null {
  const job = jobs.find(id);
  return job !== null && jobs.stateOf(job).kind === 'done' ? job : null;
}

/** A canvas around the picture the address leads to, where that is one of ours. */
function editedPictures(
  jobs: EmulatedJobs<ApixoFacts>,
  input: { readonly prompt: string; readonly image_urls: readonly string[] },
  on: { readonly canvas: Size; readonly place: Rectangle; readonly region: string | null },
  seed: number,
): readonly EmulatedPicture[] {
  const [, id = '', place = ''] =
    /\/files\/([^/]+)\/([0-3])\.png$/.exec(input.image_urls[0] ?? '') ?? [];
  const own = jobs.find(id)?.facts.pictures[Number(place)];
  const source = own ?? {
    scene: { prompt: cutOff(input.prompt), seed },
    window: originWindow(on.canvas),
  };
  const isWhole = on.place.width >= on.canvas.width && on.place.height >= on.canvas.height;
  // A sketch is smaller than what it stands for, and so is its canvas.
  const window = isWhole ? source.window : windowAround(source.window, on.canvas, on.place);
  if (on.region !== null) {
    const prompt = cutOff(input.prompt);
    return repaintedPictures({ ...source, window }, { mask: on.region, prompt, seed });
  }
  const keep = isWhole ? undefined : shownPlane(source.window);
  return variedPictures({ ...source, window }, seed, keep);
}

const isInside = (
  place: { readonly x: number; readonly y: number } & Size,
  canvas: Size,
): boolean => place.x + place.width <= canvas.width && place.y + place.height <= canvas.height;

/** The service throws away everything from the first two hyphens on, without a word. */
const cutOff = (prompt: string): string => prompt.split('--')[0]?.trim() ?? '';
