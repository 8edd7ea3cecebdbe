const SLUG_LENGTH_MAX = 60;

/**
 * The readable part of a picture's file name: about the first 60 characters of the prompt's text, with everything but
 * letters and digits replaced by `_`. Only ASCII, since Discord rewrites other names; `image` if nothing is left.
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
