import { buildWorld, type WorldPlan } from './build-world.ts';
import type { World } from './world.ts';

/** What a newcomer meets: two servers, three people, and channels where something is forbidden. */
export const defaultWorldPlan: WorldPlan = {
  botName: 'Testbot',
  people: [
    { role: 'owner', name: 'Odile' },
    { role: 'member', name: 'Milan' },
    { role: 'stranger', name: 'Suri' },
  ],
  guilds: [
    {
      name: 'Harbour Lights',
      owner: 'owner',
      members: ['member'],
      roles: [{ name: 'Lamplighters', holders: ['member'] }],
      channels: [
        { name: 'lantern-room', topic: 'Talk to the bot here.' },
        { name: 'gallery', topic: 'The ones worth keeping.' },
        {
          name: 'no-files',
          topic: 'The bot may not attach files here.',
          deny: { bot: ['AttachFiles'] },
        },
        {
          name: 'announcements',
          topic: 'The bot may not write here.',
          deny: { bot: ['SendMessages'] },
        },
        {
          name: 'staff-only',
          topic: 'The bot cannot see this channel.',
          deny: { bot: ['ViewChannel'], member: ['ViewChannel'] },
        },
        { name: 'after-dark', topic: 'Age-restricted.', adultsOnly: true },
      ],
    },
    {
      name: 'Paper Lanterns',
      owner: 'owner',
      members: ['stranger'],
      channels: [
        { name: 'folding-table', topic: 'Another server; its jobs are its own.' },
        { name: 'gallery' },
      ],
    },
  ],
};

/** A fresh copy of the default world; the bot has another name where one is given. */
export const defaultWorld = (botName: string = defaultWorldPlan.botName): World =>
  buildWorld({ ...defaultWorldPlan, botName });
