import type { VendorNotes } from '#vendors/vendor-notes.ts';

export const mjproxyNotes: VendorNotes = {
  documentation: 'https://github.com/trueai-org/midjourney-proxy',
  summary:
    'The open protocol: a server that you run over your own Midjourney accounts, or one of the many gateways that speak the same. It does everything that Midjourney’s own bot does, and costs what its operator asks.',
  lostAnswer:
    'Looked for among the server’s tasks by a reference that each task carries; never asked twice.',
  reports:
    'At each change, to the bot’s public address; unsigned, so the secret in the address must do.',
  lacks: [],
};
