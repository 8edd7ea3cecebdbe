import sharp from 'sharp';

const FETCH_MS = 5_000;

/**
 * The files that links and data addresses lead to, in their order; null where one leads to no picture. They
 * are fetched as the real services fetch them, so that a link which leads nowhere is found out here.
 */
export async function fetchGiven(links: readonly string[]): Promise<readonly Uint8Array[] | null> {
  const files = await Promise.all(
    links.map(async (link) => {
      try {
        const reply = await fetch(link, { signal: AbortSignal.timeout(FETCH_MS) });
        const bytes = new Uint8Array(await reply.arrayBuffer());
        await sharp(bytes).metadata();
        return reply.ok ? bytes : null;
      } catch {
        // To a service all of this is one thing: there is no picture.
        return null;
      }
    }),
  );
  const found = files.filter((file) => file !== null);
  return found.length === links.length ? found : null;
}
