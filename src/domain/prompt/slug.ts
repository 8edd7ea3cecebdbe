const SLUG_LENGTH_MAX = 60;

/**
 * The readable part of a picture's file name: the first 60 or so characters of the prompt's text, everything
 * but letters and digits as `_`. Only ASCII, since Discord rewrites other names; `image` when nothing is left.
 */
export function promptSlug(text: string): string {
  const slug = text
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^_/, '')
    .slice(0, SLUG_LENGTH_MAX)
    .replace(/_$/, '');
  return slug === '' ? 'image' : slug;
}
