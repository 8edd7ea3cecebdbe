import type { VendorNotes } from '#vendors/vendor-notes.ts';

export const apiframeNotes: VendorNotes = {
  documentation: 'https://api.apiframe.ai/v2/openapi.json',
  summary:
    'A hosted API over Midjourney accounts of its own. The safest of all to ask: it honours idempotency keys and signs its reports. It has no choice of speed, and every zoom, pan and region first buys one upscale of the picture, which is kept.',
  lostAnswer: 'Asked again with the same key; the vendor answers with the job it already has.',
  reports: 'At the end, to the bot’s public address, signed with your key (HMAC-SHA-256).',
  lacks: [
    {
      actions: ['edit', 'retexture'],
      why: 'Its route for edits is for other models than Midjourney’s.',
    },
    { actions: ['blend', 'describe', 'shorten'], why: 'Version 2 of its API has no such route.' },
    {
      actions: ['upscale-subtle', 'upscale-creative', 'upscale-2x', 'upscale-4x'],
      why: 'Its one upscale is a paid crop of the grid, which U1-U4 give from the archive for nothing.',
    },
    {
      actions: ['vary-subtle', 'vary-strong'],
      why: 'Its variation takes a picture of a grid and no strength; V1-V4 are that.',
    },
    { actions: ['zoom-custom'], why: 'It takes 1.5 and 2 and no other ratio.' },
    { actions: ['square'], why: 'Its outpaint keeps the ratio.' },
    { actions: ['extend-high', 'extend-low'], why: 'It has no route that lengthens a video.' },
  ],
};
