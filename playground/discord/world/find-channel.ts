import type { World } from './world.ts';

/** The id of a server's channel by name: `Harbour Lights/gallery`, or `gallery` in the first server. */
export const findChannel = (world: World, name: string): string | undefined => {
  const [first = '', second] = name.split('/');
  const guild = [...world.guilds.values()].find(
    (each) => second === undefined || each.name === first,
  );
  const channels = [...world.channels.values()];
  return channels.find(
    (each) =>
      each.kind === 'guild' && each.name === (second ?? first) && each.guildId === guild?.id,
  )?.id;
};
