import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** What the printed address calls it. */
export const KEY_PARAMETER = 'key';

/** 192 bits, as text that needs no escaping in an address or a cookie. */
export const createVisitorKey = (): string => randomBytes(24).toString('base64url');

/** Named by port, since browsers send a host's cookies to every port of it. */
const cookieName = (origin: string): string => `playground_${new URL(origin).port}`;

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Whether a request carries the key: in its address, or in the cookie that the page was given. */
export const hasVisitorKey = (
  { headers }: IncomingMessage,
  url: URL,
  key: string,
  origin: string,
): boolean => {
  const name = `${cookieName(origin)}=`;
  const cookies = (headers.cookie ?? '').split(';').map((each) => each.trim());
  const given = [
    url.searchParams.get(KEY_PARAMETER),
    cookies.find((each) => each.startsWith(name))?.slice(name.length),
  ];
  return given.some(
    (each) => typeof each === 'string' && timingSafeEqual(digest(each), digest(key)),
  );
};

/** The cookie that lets a page reload after it has taken the key out of its address. */
export const visitorCookie = (key: string, origin: string): string =>
  `${cookieName(origin)}=${key}; Path=/; HttpOnly; SameSite=Strict`;
