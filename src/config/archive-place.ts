import { z } from 'zod';
import { trimEndOf, trimOf } from '#domain/trim.ts';
import type { BucketPlace } from '#ports/bucket-place.ts';
import type { ConfigProblem } from './config-problems.ts';

/** The bucket for pictures; null: the folder in DATA_DIR. */
export type ArchivePlace = BucketPlace | null;

type Values = {
  readonly ARCHIVE_URL?: string | undefined;
  readonly AWS_ACCESS_KEY_ID?: string | undefined;
  readonly AWS_SECRET_ACCESS_KEY?: string | undefined;
};

/** The scheme of a bucket's URL. */
export const BUCKET_SCHEME = 's3://';

const DEFAULT_REGION = 'us-east-1';
/** A bucket's name (Amazon S3 User Guide, Bucket naming rules) and the folders inside it. */
const BUCKET_PATH = /^([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/;
const endpointSchema = z.url({ protocol: /^https?$/ });

/** Reads `s3://bucket/folder?endpoint=https://...&region=...` and its keys, or returns the problem. */
export function archivePlace(
  values: Values,
):
  | { readonly kind: 'place'; readonly place: ArchivePlace }
  | { readonly kind: 'problems'; readonly problems: readonly ConfigProblem[] } {
  const { ARCHIVE_URL: url, AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret } = values;
  if (url === undefined) return { kind: 'place', place: null };
  const [path = '', query = ''] = url.slice(BUCKET_SCHEME.length).split('?');
  const [, bucket, folder = ''] = BUCKET_PATH.exec(path) ?? [];
  if (!url.startsWith(BUCKET_SCHEME) || bucket === undefined) {
    return wrong('is not an address like s3://bucket?endpoint=https://host');
  }
  const settings = new URLSearchParams(query);
  const region = settings.get('region') ?? DEFAULT_REGION;
  const endpoint = settings.get('endpoint') ?? `https://s3.${region}.amazonaws.com`;
  if (!endpointSchema.safeParse(endpoint).success) {
    return wrong('has an endpoint that is not an http or https address');
  }
  if (id === undefined || secret === undefined) {
    const missing = [
      ...(id === undefined ? ['AWS_ACCESS_KEY_ID'] : []),
      ...(secret === undefined ? ['AWS_SECRET_ACCESS_KEY'] : []),
    ];
    const problem = 'is needed for ARCHIVE_URL';
    return { kind: 'problems', problems: missing.map((variable) => ({ variable, problem })) };
  }
  const prefix = trimOf(folder, '/');
  return {
    kind: 'place',
    place: {
      endpoint: trimEndOf(endpoint, '/'),
      bucket,
      prefix: prefix === '' ? '' : `${prefix}/`,
      region,
      accessKeyId: id,
      secretAccessKey: secret,
    },
  };
}

const wrong = (problem: string) =>
  ({ kind: 'problems', problems: [{ variable: 'ARCHIVE_URL', problem }] }) as const;
