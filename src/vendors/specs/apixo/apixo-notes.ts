import type { VendorNotes } from '#vendors/vendor-notes.ts';

export const apixoNotes: VendorNotes = {
  documentation: 'https://apixo.ai/docs/models/image/midjourney',
  summary:
    'A hosted API that takes parameters as fields: a flag that has no field is refused before money is spent. Its edits stand alone, so what comes of a zoom, pan or region can be enlarged and edited again, but neither varied nor rerolled.',
  lostAnswer:
    'It has neither idempotency keys nor a list of tasks. The job is taken up again when its report comes (which needs `PUBLIC_URL`), else it fails and the credits go back; never asked twice.',
  reports:
    'At the end, to the bot’s public address over https; unsigned, so the secret in the address must do.',
  lacks: [
    {
      actions: ['retexture'],
      why: 'Its page lists retexture “on request” only, and no body for it.',
    },
    { actions: ['blend', 'describe', 'shorten'], why: 'It lists no such mode.' },
    {
      actions: ['upscale-2x', 'upscale-4x'],
      why: 'These enlarge pictures of version 5, which it no longer makes.',
    },
    {
      actions: ['animate-high', 'animate-low', 'extend-high', 'extend-low'],
      why: 'Its Midjourney model makes pictures only.',
    },
  ],
};
