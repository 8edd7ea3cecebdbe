import type { VendorNotes } from '#vendors/vendor-notes.ts';

export const midapiNotes: VendorNotes = {
  documentation: 'https://docs.midapi.ai',
  summary:
    'A hosted API, and its sister kie.ai by another base URL (`MIDAPI_BASE_URL=https://api.kie.ai`). It makes grids and variations at any speed, films, and little else: there is no zoom, pan or region.',
  lostAnswer:
    'It has neither idempotency keys nor a list of tasks. The job is taken up again when its report comes (which needs `PUBLIC_URL`), else it fails and the credits go back; never asked twice.',
  reports:
    'At the end, to the bot’s public address; unsigned, unless you set a key there and in `MIDAPI_WEBHOOK_KEY`.',
  lacks: [
    {
      actions: ['edit', 'retexture'],
      why: 'None of its pages edits a picture; `mj_img2img` makes new ones after it.',
    },
    { actions: ['blend', 'describe', 'shorten'], why: 'None of its pages has such a route.' },
    {
      actions: ['upscale-creative', 'upscale-2x', 'upscale-4x'],
      why: 'It has exactly one kind of upscale, and does not say which.',
    },
    {
      actions: ['vary-subtle', 'vary-strong'],
      why: 'Its variation takes no strength; V1-V4 are that.',
    },
    {
      actions: [
        'vary-region',
        'zoom-2x',
        'zoom-1.5x',
        'zoom-custom',
        'square',
        'pan-left',
        'pan-right',
        'pan-up',
        'pan-down',
      ],
      why: 'None of its pages has zoom, pan or region.',
    },
    {
      actions: ['extend-high'],
      why: 'Its route that lengthens a video takes no motion; Extend (Low motion) is that. What it made cannot be lengthened again.',
    },
  ],
};
