import type { VendorNotes } from '#vendors/vendor-notes.ts';

export const acedataNotes: VendorNotes = {
  documentation: 'https://platform.acedata.cloud/documents/midjourney-imagine',
  summary:
    'A hosted API that answers each task with what may be done next, and that list decides which buttons are shown. It does nearly everything, at any speed; no prices are public.',
  lostAnswer:
    'Looked for among the newest tasks by its own report address, or taken up when its report comes (both need `PUBLIC_URL`); never asked twice.',
  reports:
    'At each change, to the bot’s public address; unsigned, so the secret in the address must do.',
  lacks: [
    {
      actions: ['retexture'],
      why: 'Its pages call one route “edit / retexture”, and no field of it tells the two apart.',
    },
    { actions: ['zoom-custom'], why: 'Its pages name the zooms 1.5 and 2 and no other.' },
  ],
};
