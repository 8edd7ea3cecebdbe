/** A leaf of Discord's `errors` tree. */
export type FieldProblem = { readonly code: string; readonly message: string };

/** Discord's `errors` tree: fields nest, leaves hold `_errors`. */
export type ProblemTree = { readonly [field: string]: ProblemTree | readonly FieldProblem[] };

const errorTable = {
  'unknown-route': [404, 0, '404: Not Found'],
  unauthorized: [401, 0, '401: Unauthorized'],
  'method-not-allowed': [405, 0, '405: Method Not Allowed'],
  'unknown-account': [404, 10001, 'Unknown Account'],
  'unknown-application': [404, 10002, 'Unknown Application'],
  'unknown-channel': [404, 10003, 'Unknown Channel'],
  'unknown-guild': [404, 10004, 'Unknown Guild'],
  'unknown-member': [404, 10007, 'Unknown Member'],
  'unknown-message': [404, 10008, 'Unknown Message'],
  'unknown-user': [404, 10013, 'Unknown User'],
  'unknown-emoji': [400, 10014, 'Unknown Emoji'],
  'unknown-webhook': [404, 10015, 'Unknown Webhook'],
  'unknown-interaction': [404, 10062, 'Unknown interaction'],
  'unknown-command': [404, 10063, 'Unknown application command'],
  'unknown-command-permissions': [404, 10066, 'Unknown application command permissions'],
  'bots-cannot': [403, 20001, 'Bots cannot use this endpoint'],
  'only-own-application': [
    403,
    20012,
    'You are not authorized to perform this action on this application',
  ],
  'too-many-commands': [400, 30032, 'Maximum number of application commands reached (100).'],
  'too-many-command-creates': [
    429,
    30034,
    'Max number of daily application command creates has been reached (200)',
  ],
  'too-many-reactions': [400, 30010, 'Maximum number of reactions reached (20)'],
  'too-many-files': [400, 30015, 'Maximum number of attachments in a message reached (10)'],
  'too-many-old-edits': [
    429,
    30046,
    'Maximum number of edits to messages older than 1 hour reached. Try again later',
  ],
  'too-many-follow-ups': [400, 40094, 'Maximum number of follow up messages reached'],
  'request-too-large': [413, 40005, 'Request entity too large'],
  'file-too-large': [413, 50045, 'File uploaded exceeds the maximum size'],
  'already-acknowledged': [400, 40060, 'Interaction has already been acknowledged.'],
  'user-agent-refused': [403, 40333, 'internal network error'],
  'missing-access': [403, 50001, 'Missing Access'],
  'wrong-channel-kind': [403, 50003, 'Cannot execute action on a DM channel'],
  'not-the-author': [403, 50005, 'Cannot edit a message authored by another user'],
  'empty-message': [400, 50006, 'Cannot send an empty message'],
  'cannot-message-user': [403, 50007, 'Cannot send messages to this user'],
  'missing-permissions': [403, 50013, 'Missing Permissions'],
  'invalid-webhook-token': [401, 50027, 'Invalid Webhook Token'],
  'invalid-recipient': [400, 50033, 'Invalid Recipient(s)'],
  'invalid-form': [400, 50035, 'Invalid Form Body'],
  'invalid-json': [400, 50109, 'The request body contains invalid JSON.'],
  'no-history': [403, 160002, 'You cannot reply without permission to read message history'],
} as const satisfies Record<string, readonly [number, number, string]>;

/** Every way the playground refuses a request, by the name used in the code. */
export type Refusal = keyof typeof errorTable;

/** A refusal on its way to becoming an HTTP reply in Discord's form. */
export class DiscordError extends Error {
  readonly status: number;
  readonly code: number;
  readonly problems: ProblemTree | null;

  constructor(status: number, code: number, message: string, problems: ProblemTree | null = null) {
    super(message);
    this.status = status;
    this.code = code;
    this.problems = problems;
  }

  /** The reply's body as Discord writes it. */
  get body() {
    return this.problems === null
      ? { message: this.message, code: this.code }
      : { message: this.message, code: this.code, errors: this.problems };
  }
}

/** The error for a named refusal, to be thrown. */
export const refusal = (name: Refusal): DiscordError => {
  const [status, code, message] = errorTable[name];
  return new DiscordError(status, code, message);
};

/** 50035 with its tree. */
export const invalidForm = (problems: ProblemTree): DiscordError => {
  const [status, code, message] = errorTable['invalid-form'];
  return new DiscordError(status, code, message, problems);
};

/** 50035 with one problem at one field; `path` is written as in `data.components.0.custom_id`. */
export const invalidField = (path: string, code: string, message: string): DiscordError =>
  invalidForm(
    path.split('.').reduceRight<ProblemTree>((tree, field) => ({ [field]: tree }), {
      _errors: [{ code, message }],
    }),
  );
