import type { IncomingMessage } from 'node:http';
import { refusal } from '#playground/discord/discord-error.ts';
import { limits } from '#playground/discord/rules/limits.ts';
import type { UploadedPart } from './rest-request.ts';

/** A request's body, read but not checked. */
export type ReadBody = { readonly body: unknown; readonly files: readonly UploadedPart[] };

/**
 * A little over the limit is read and dropped, so that the client hears the refusal instead of a reset; a body
 * that goes on beyond twice the limit ends with its connection.
 */
const readBytes = async (
  request: IncomingMessage,
  bytesMax: number,
): Promise<Uint8Array<ArrayBuffer>> => {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request) {
    if (!(chunk instanceof Uint8Array)) continue;
    length += chunk.byteLength;
    if (length <= bytesMax) chunks.push(chunk);
    else chunks.length = 0;
    if (length > 2 * bytesMax) break;
  }
  if (length > bytesMax) throw refusal('request-too-large');
  return new Uint8Array(Buffer.concat(chunks));
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw refusal('invalid-json');
  }
};

const readMultipart = async (
  bytes: Uint8Array<ArrayBuffer>,
  contentType: string,
): Promise<ReadBody> => {
  const form = await new Response(bytes, { headers: { 'content-type': contentType } })
    .formData()
    .catch(() => {
      throw refusal('invalid-form');
    });
  const files: UploadedPart[] = [];
  let body: unknown = {};
  for (const [name, value] of form.entries()) {
    if (typeof value === 'string') {
      if (name === 'payload_json') body = parseJson(value);
      continue;
    }
    const placeholder = /^files\[(\d+)\]$/.exec(name)?.[1];
    if (placeholder === undefined) {
      if (name === 'payload_json') body = parseJson(await value.text());
      continue;
    }
    files.push({
      placeholder,
      filename: value.name,
      contentType: value.type === '' ? 'application/octet-stream' : value.type,
      bytes: new Uint8Array(await value.arrayBuffer()),
    });
  }
  return { body, files };
};

/** Reads JSON or multipart, up to the size Discord takes unless told another. No body reads as `undefined`. */
export const readBody = async (
  request: IncomingMessage,
  bytesMax: number = limits.requestBytes,
): Promise<ReadBody> => {
  const bytes = await readBytes(request, bytesMax);
  const contentType = request.headers['content-type'] ?? '';
  if (bytes.byteLength === 0) return { body: undefined, files: [] };
  if (contentType.startsWith('multipart/form-data')) return readMultipart(bytes, contentType);
  if (!contentType.startsWith('application/json')) throw refusal('invalid-form');
  return { body: parseJson(new TextDecoder().decode(bytes)), files: [] };
};
