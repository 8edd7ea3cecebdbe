/** The bucket's location and credentials. */
export type BucketPlace = {
  /** `https://s3.eu-central-1.amazonaws.com`, without a trailing slash. */
  readonly endpoint: string;
  readonly bucket: string;
  /** Prepended to every name; empty, or with a trailing slash. */
  readonly prefix: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
};
