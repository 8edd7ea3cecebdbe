import {
  ActionRowBuilder,
  AttachmentBuilder,
  ButtonBuilder,
  ButtonStyle,
  Client,
  type ClientOptions,
  Events,
  GatewayIntentBits,
  type Interaction,
  Partials,
  SlashCommandBuilder,
} from 'discord.js';
import { afterEach, expect, test } from 'vitest';
import { type Playground, startPlayground } from '#playground/start-playground.ts';
import { openOpenapiCheck } from '#test/fixtures/discord-openapi-check.ts';
import { tinyPng } from '#test/fixtures/discord-tiny-png.ts';

const openapi = openOpenapiCheck();
const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

const setup = async (
  answer: (interaction: Interaction) => Promise<unknown>,
  options: Pick<ClientOptions, 'intents' | 'partials'> = { intents: [] },
) => {
  const playground = await startPlayground();
  opened.push(playground.close);
  const client = new Client({ ...options, rest: { api: playground.apiUrl } });
  opened.push(() => client.destroy());
  const failures: unknown[] = [];
  client.on(Events.InteractionCreate, (interaction) => {
    answer(interaction).catch((error: unknown) => failures.push(error));
  });
  client.on(Events.Error, (error) => failures.push(error));
  const ready = new Promise((resolve) => client.once(Events.ClientReady, resolve));
  await client.login(playground.token);
  await ready;
  return { playground, client, failures };
};

const draw = new SlashCommandBuilder()
  .setName('draw')
  .setDescription('Draws something')
  .addStringOption((option) =>
    option.setName('prompt').setDescription('What to draw').setRequired(true),
  );

const register = (playground: Playground, client: Client) =>
  client.application?.commands.set([draw.toJSON()]).then(() => playground.commands());

test('unmodified discord.js logs in, registers, defers, edits in a file and hears the press', async () => {
  const row = new ActionRowBuilder<ButtonBuilder>().addComponents(
    new ButtonBuilder().setCustomId('again').setLabel('Again').setStyle(ButtonStyle.Primary),
  );
  const { playground, client, failures } = await setup(async (interaction) => {
    if (interaction.isChatInputCommand()) {
      await interaction.deferReply();
      await interaction.editReply({
        content: interaction.options.getString('prompt', true),
        files: [new AttachmentBuilder(Buffer.from(tinyPng), { name: 'drawing.png' })],
        components: [row],
      });
    }
    if (interaction.isButton()) await interaction.update({ content: 'again!', components: [] });
  });
  expect(await register(playground, client)).toMatchObject([{ name: 'draw', type: 1 }]);

  const member = playground.person('member');
  const channelId = playground.channelId('lantern-room');
  const act = await member.command(channelId, 'draw', { prompt: 'a lighthouse' });
  const reply = await act.reply();
  expect(act.state()).toMatchObject({ kind: 'acknowledged', callbackType: 5 });
  expect(reply).toMatchObject({
    content: 'a lighthouse',
    attachments: [{ filename: 'drawing.png', width: 1, height: 1, size: tinyPng.byteLength }],
  });

  const press = await member.press(reply, { label: 'Again' });
  expect(press.state()).toMatchObject({ kind: 'acknowledged', callbackType: 7 });
  expect(member.sees(channelId)).toMatchObject([{ content: 'again!', components: [] }]);
  expect(failures).toEqual([]);
  expect(playground.traffic.unknownRoutes()).toEqual([]);
  // Without DISCORD_OPENAPI there is no document to compare with.
  expect(openapi?.(playground.traffic.all()) ?? []).toEqual([]);
});

test('with server intents its caches fill, and a reaction on an old message reaches it', async () => {
  const { playground, client, failures } = await setup(() => Promise.resolve(), {
    intents: [
      GatewayIntentBits.Guilds,
      GatewayIntentBits.GuildMessages,
      GatewayIntentBits.GuildMessageReactions,
      GatewayIntentBits.DirectMessageReactions,
    ],
    partials: [Partials.Message, Partials.Channel, Partials.Reaction, Partials.User],
  });
  expect(client.guilds.cache.map((guild) => guild.name)).toEqual([
    'Harbour Lights',
    'Paper Lanterns',
  ]);
  const channelId = playground.channelId('lantern-room');
  const channel = await client.channels.fetch(channelId);
  if (channel?.isSendable() !== true) throw new Error('not a channel to write in');
  const { id } = await channel.send({ content: 'look', nonce: 'one', enforceNonce: true });
  const reacted = new Promise((resolve) =>
    client.once(Events.MessageReactionAdd, (reaction, user) =>
      resolve([reaction.emoji.name, user.id, reaction.message.id]),
    ),
  );
  const member = playground.person('member');
  member.react({ id, channel_id: channelId }, '❌');
  expect(await reacted).toEqual(['❌', member.id, id]);
  const application = await client.application?.fetch();
  expect(application?.owner?.id).toBe(playground.person('owner').id);
  playground.fault({ kind: 'delete-channel', channelId });
  await expect(channel.send('gone')).rejects.toMatchObject({ code: 10003 });
  expect(failures).toEqual([]);
  expect(openapi?.(playground.traffic.all()) ?? []).toEqual([]);
});
