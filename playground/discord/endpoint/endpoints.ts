/** Where the application takes interactions and webhook events as requests; null: by the gateway. */
export type Endpoints = {
  readonly url: (kind: 'interactions' | 'events') => string | null;
  readonly set: (kind: 'interactions' | 'events', url: string | null) => void;
};

export const createEndpoints = (): Endpoints => {
  const urls = new Map<string, string>();
  return {
    url: (kind) => urls.get(kind) ?? null,
    set: (kind, url) => {
      if (url === null) urls.delete(kind);
      else urls.set(kind, url);
    },
  };
};
