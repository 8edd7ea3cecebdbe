import type { VendorNotes } from '#vendors/vendor-notes.ts';

export const apimartNotes: VendorNotes = {
  documentation: 'https://docs.apimart.ai/en/api-reference/images/midjourney/imagine',
  summary:
    'A hosted API with Midjourney’s own buttons and fields for most flags, at any speed, priced by the job. Every follow-up of one picture first buys a crop of it, which is kept.',
  lostAnswer:
    'Its routes for Midjourney promise no idempotency, and there is no list of tasks. The job is taken up again when its report comes (which needs `PUBLIC_URL` and `APIMART_WEBHOOK=true`), else it fails and the credits go back; never asked twice.',
  reports:
    'Only with `APIMART_WEBHOOK=true`: reports are documented for other routes, and want port 80 or 443. Unsigned, so the secret in the address must do.',
  lacks: [
    {
      actions: ['retexture'],
      why: 'Its edits rewrite the whole image; no page has a route that keeps its shapes.',
    },
    { actions: ['shorten'], why: 'Its price list has a word for it, its pages have no route.' },
    { actions: ['zoom-custom'], why: 'It takes a ratio and rounds it to one of Midjourney’s two.' },
    { actions: ['square'], why: 'Its pages have no Make Square.' },
    {
      actions: ['extend-high', 'extend-low'],
      why: 'Its page on videos has neither extending nor loops.',
    },
  ],
};
