import { describe, expect, it } from 'vitest';
import { archivePlace } from '#config/archive-place.ts';

const KEYS = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' };

describe('where pictures are kept', () => {
  it('is the folder without an address', () => {
    expect(archivePlace({})).toEqual({ kind: 'place', place: null });
  });

  it.each([
    [
      's3://pictures',
      {
        bucket: 'pictures',
        prefix: '',
        region: 'us-east-1',
        endpoint: 'https://s3.us-east-1.amazonaws.com',
      },
    ],
    [
      's3://pictures/bots/fourfold/?region=eu-central-1',
      {
        bucket: 'pictures',
        prefix: 'bots/fourfold/',
        region: 'eu-central-1',
        endpoint: 'https://s3.eu-central-1.amazonaws.com',
      },
    ],
    [
      's3://my.pictures?endpoint=http://127.0.0.1:9000/&region=here',
      { bucket: 'my.pictures', prefix: '', region: 'here', endpoint: 'http://127.0.0.1:9000' },
    ],
  ])('%s', (ARCHIVE_URL, place) => {
    expect(archivePlace({ ...KEYS, ARCHIVE_URL })).toEqual({
      kind: 'place',
      place: { ...place, accessKeyId: 'id', secretAccessKey: 'secret' },
    });
  });

  it.each([
    ['https://pictures.example', KEYS, 'ARCHIVE_URL'],
    ['s3://', KEYS, 'ARCHIVE_URL'],
    ['s3://Pictures', KEYS, 'ARCHIVE_URL'],
    ['s3://pictures?endpoint=host:9000', KEYS, 'ARCHIVE_URL'],
    ['s3://pictures', { AWS_SECRET_ACCESS_KEY: 'secret' }, 'AWS_ACCESS_KEY_ID'],
    ['s3://pictures', { AWS_ACCESS_KEY_ID: 'id' }, 'AWS_SECRET_ACCESS_KEY'],
    ['s3://pictures', {}, 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
  ])('refuses %s', (ARCHIVE_URL, keys, ...variables) => {
    expect(archivePlace({ ...keys, ARCHIVE_URL })).toMatchObject({
      kind: 'problems',
      problems: variables.map((variable) => ({ variable })),
    });
  });
});
