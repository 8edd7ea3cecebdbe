import {
  ApplicationCommandTypes,
  ButtonStyles,
  Client,
  ComponentTypes,
  InteractionTypes,
} from 'oceanic.js';
import { afterEach, expect, test } from 'vitest';
import { startPlayground } from '#playground/start-playground.ts';
import { tinyPng } from '#test/fixtures/discord-tiny-png.ts';

const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

test('oceanic.js, a library by other people, gets through a whole conversation', async () => {
  const playground = await startPlayground();
  opened.push(playground.close);
  const failures: unknown[] = [];
  const client = new Client({
    auth: `Bot ${playground.token}`,
    gateway: { intents: 0 },
    rest: { baseURL: `${playground.apiUrl}/v10` },
  });
  opened.push(() => client.disconnect(false));
  client.on('error', (error) => failures.push(error));

  const answer = async (interaction: Parameters<Listener>[0]): Promise<void> => {
    if (interaction.type === InteractionTypes.APPLICATION_COMMAND) {
      await interaction.createMessage({
        content: interaction.data.options.getString('prompt', true),
        files: [{ name: 'drawing.png', contents: Buffer.from(tinyPng) }],
        components: [
          {
            type: ComponentTypes.ACTION_ROW,
            components: [
              {
                type: ComponentTypes.BUTTON,
                style: ButtonStyles.PRIMARY,
                customID: 'again',
                label: 'Again',
              },
            ],
          },
        ],
      });
    }
    if (interaction.type === InteractionTypes.MESSAGE_COMPONENT) {
      await interaction.deferUpdate();
      await interaction.editOriginal({ content: 'again!', components: [] });
    }
  };
  type Listener = (
    interaction: Extract<
      Parameters<Parameters<typeof client.on<'interactionCreate'>>[1]>[0],
      { readonly type: InteractionTypes }
    >,
  ) => void;
  client.on('interactionCreate', (interaction) => {
    answer(interaction).catch((error: unknown) => failures.push(error));
  });

  const ready = new Promise((resolve) => client.once('ready', () => resolve(null)));
  await client.connect();
  await ready;
  await client.application.bulkEditGlobalCommands([
    {
      type: ApplicationCommandTypes.CHAT_INPUT,
      name: 'draw',
      description: 'Draws something',
      options: [{ type: 3, name: 'prompt', description: 'What to draw', required: true }],
    },
  ]);

  const member = playground.person('member');
  const channelId = playground.channelId('lantern-room');
  const act = await member.command(channelId, 'draw', { prompt: 'a lighthouse' });
  const reply = await act.reply();
  expect(reply).toMatchObject({
    content: 'a lighthouse',
    attachments: [{ filename: 'drawing.png', width: 1, height: 1 }],
  });
  const file = await fetch(reply.attachments[0]?.url ?? '');
  expect(new Uint8Array(await file.arrayBuffer())).toEqual(tinyPng);

  const press = await member.press(reply, { label: 'Again' });
  expect(press.state()).toMatchObject({ kind: 'acknowledged', callbackType: 6 });
  const edited = await playground.messages.until((message) => message.content === 'again!');
  expect(edited.id).toBe(reply.id);
  expect(failures).toEqual([]);
  expect(playground.traffic.unknownRoutes()).toEqual([]);
});
