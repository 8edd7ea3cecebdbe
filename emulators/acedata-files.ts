import sharp from 'sharp';
import type { AcedataFacts } from './acedata-reply.ts';
import type { EmulatorWorld } from './define-emulator.ts';

/** A task's pictures: the whole, its quarters, and while it runs a preview that is gone afterwards. */
export async function servePicture(
  { jobs, pictures }: EmulatorWorld<AcedataFacts>,
  { id, file }: { readonly id: string; readonly file: string },
): Promise<Response> {
  const gone = new Response('Not Found', { status: 404 });
  const job = jobs.find(id);
  if (job === null) return gone;
  const all = job.facts.pictures;
  const whole = () =>
    job.facts.shape === 'grid' || all[0] === undefined ? pictures.grid(all) : pictures.file(all[0]);
  if (file === 'grid_0.webp') {
    // Previews go when the picture is there.
    if (jobs.stateOf(job).kind !== 'running') return gone;
    const preview = await sharp(await whole())
      .resize(256, 256, { fit: 'inside' })
      .webp()
      .toBuffer();
    return new Response(Buffer.from(preview), { headers: { 'content-type': 'image/webp' } });
  }
  const place = /^0_([0-3])\.png$/.exec(file)?.[1];
  const part = all[Number(place)];
  if (place !== undefined && part === undefined) return gone;
  const bytes = part === undefined ? await whole() : await pictures.file(part);
  return new Response(Buffer.from(bytes), { headers: { 'content-type': 'image/png' } });
}
