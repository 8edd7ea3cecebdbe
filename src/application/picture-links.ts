/**
 * Addresses under which vendors fetch single pictures of the archive. A token is derived from a secret that
 * never leaves the store, so that knowing a picture's name, or the picture itself, opens nothing.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

export type PictureLinks = {
  /** Null without a public address. The name ends as files of its kind do, which some vendors look at. */
  linkTo(picture: { readonly key: string; readonly mediaType: string }): string | null;
  isTokenOf(token: string, key: string): boolean;
  /** The picture that one of these links leads to; null for any other address. */
  keyOf(link: string): string | null;
};

const OWN_LINK = /^([\w-]+)\/(\w+)\.\w+$/;

/** Links under the public URL. */
export function createPictureLinks(settings: {
  readonly publicUrl: string | null;
  readonly secret: string;
}): PictureLinks {
  const tokenOf = (key: string): string =>
    createHmac('sha256', settings.secret).update(`picture/${key}`).digest('base64url');
  const isTokenOf = (token: string, key: string): boolean => {
    const [given, expected] = [Buffer.from(token), Buffer.from(tokenOf(key))];
    return given.length === expected.length && timingSafeEqual(given, expected);
  };
  return {
    linkTo: ({ key, mediaType }) =>
      settings.publicUrl === null
        ? null
        : `${settings.publicUrl}/pictures/${tokenOf(key)}/${key}.${extensionOf(mediaType)}`,
    isTokenOf,
    keyOf: (link) => {
      const root = `${settings.publicUrl}/pictures/`;
      if (settings.publicUrl === null || !link.startsWith(root)) return null;
      const [, token = '', key = ''] = OWN_LINK.exec(link.slice(root.length)) ?? [];
      return isTokenOf(token, key) ? key : null;
    },
  };
}

const extensionOf = (mediaType: string): string =>
  mediaType === 'image/jpeg' ? 'jpg' : (mediaType.split('/')[1] ?? 'bin');
