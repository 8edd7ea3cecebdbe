/** A file that travelled in a multipart request. */
export type RecordedFile = { readonly name: string; readonly bytes: number };

/** One REST call: what came, what went back, how long it took. */
export type RecordedRequest = {
  readonly atMs: number;
  readonly tookMs: number;
  readonly method: string;
  /** As it came, without the query. */
  readonly path: string;
  readonly query: string;
  /** The route's short name, `null` when the playground does not know it. */
  readonly route: string | null;
  /** The route in the OpenAPI document's spelling. */
  readonly template: string | null;
  readonly requestBody: unknown;
  readonly files: readonly RecordedFile[];
  /** `null` when a fault cut the connection. */
  readonly status: number | null;
  readonly replyBody: unknown;
  /** The fault that decided the answer, if any. */
  readonly fault: string | null;
};

/** Everything the bot asked over REST, in order. */
export type Traffic = {
  readonly record: (request: RecordedRequest) => void;
  readonly all: () => readonly RecordedRequest[];
  readonly of: (route: string) => readonly RecordedRequest[];
  readonly count: (route: string) => number;
  /** Calls the playground refused because it does not know the route; a test asserts none. */
  readonly unknownRoutes: () => readonly string[];
  readonly clear: () => void;
};

export const createTraffic = (onRecord: () => void): Traffic => {
  const requests: RecordedRequest[] = [];
  const of = (route: string) => requests.filter((request) => request.route === route);
  return {
    record: (request) => {
      requests.push(request);
      onRecord();
    },
    all: () => [...requests],
    of,
    count: (route) => of(route).length,
    unknownRoutes: () =>
      requests
        .filter((request) => request.route === null)
        .map((request) => `${request.method} ${request.path}`),
    clear: () => {
      requests.length = 0;
    },
  };
};
