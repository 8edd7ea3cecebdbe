import type { APIMessage, APIUser } from 'discord-api-types/v10';
import { describe, expect, test } from 'vitest';
import {
  type Act,
  type PageAction,
  type PageState,
  reduceState,
  startState,
} from '#playground/page/browser/store/page-state.js';
import type { PageEvent } from '#playground/page/protocol.ts';

const user = (id: string, name: string): APIUser => ({
  id,
  username: name,
  global_name: name,
  discriminator: '0',
  avatar: null,
});
const odile = { user: user('1', 'Odile'), role: 'owner', locale: 'en-US' };

const message = (id: string, content: string, channelId = '10'): APIMessage => ({
  id,
  channel_id: channelId,
  author: odile.user,
  content,
  timestamp: '2026-01-01T00:00:00.000Z',
  edited_timestamp: null,
  tts: false,
  mention_everyone: false,
  mentions: [],
  mention_roles: [],
  attachments: [],
  embeds: [],
  pinned: false,
  type: 0,
});

const ready: PageEvent = {
  type: 'ready',
  me: odile,
  people: [odile],
  bot: null,
  guilds: [
    {
      id: '100',
      name: 'Harbour',
      roles: [],
      channels: [
        { id: '10', type: 0, name: 'lantern', position: 0 },
        { id: '11', type: 0, name: 'gallery', position: 1 },
      ],
      commands: [],
    },
  ],
  directMessages: [],
};

const act: Act = {
  nonce: 'n',
  kind: 'press',
  state: 'waiting',
  channelId: '10',
  messageId: '5',
  customId: 'u2',
  label: 'U2',
};
const modal = { custom_id: 'm', title: 'Zoom', components: [] };

const stateAfter = (steps: readonly (PageEvent | PageAction)[]): PageState =>
  steps.reduce<PageState>(
    (state, step) => reduceState(state, isAction(step) ? step : { type: 'event', event: step }),
    startState({ guildId: null, channelId: null }),
  );

const actions = new Set([
  'event',
  'connection-changed',
  'place-opened',
  'person-changed',
  'act-started',
  'modal-closed',
]);
const isAction = (step: PageEvent | PageAction): step is PageAction => actions.has(step.type);

const history: PageEvent = { type: 'history', channelId: '10', messages: [message('5', 'five')] };
const contents = (state: PageState) => state.messages['10']?.map((each) => each.content);

describe('messages', () => {
  const table: readonly (readonly [
    title: string,
    steps: readonly PageEvent[],
    expected: unknown,
  ])[] = [
    ['history is what the server says it is', [history], ['five']],
    [
      'a new message comes last',
      [history, { type: 'message-created', message: message('6', 'six') }],
      ['five', 'six'],
    ],
    [
      'a message that is already there is not doubled',
      [history, { type: 'message-created', message: message('5', 'again') }],
      ['again'],
    ],
    [
      'an edit keeps its place',
      [
        history,
        { type: 'message-created', message: message('6', 'six') },
        { type: 'message-updated', message: message('5', 'edited') },
      ],
      ['edited', 'six'],
    ],
    [
      'a deleted message is gone',
      [history, { type: 'message-deleted', channelId: '10', messageId: '5' }],
      [],
    ],
    [
      'an edit of what nobody saw adds nothing',
      [history, { type: 'message-updated', message: message('9', 'nine') }],
      ['five'],
    ],
    [
      'without its history a channel stays unknown',
      [{ type: 'message-created', message: message('6', 'six') }],
      undefined,
    ],
  ];
  test.each(table)('%s', (_title, events, expected) => {
    expect(contents(stateAfter([ready, ...events]))).toEqual(expected);
  });

  test('a reply no longer shows what it answered once that is deleted', () => {
    const reply = { ...message('6', 'six'), referenced_message: message('5', 'five') };
    const replied = stateAfter([ready, history, { type: 'message-created', message: reply }]);
    expect(replied.messages['10']?.at(-1)?.referenced_message?.content).toBe('five');
    const deleted: PageEvent = { type: 'message-deleted', channelId: '10', messageId: '5' };
    const after = reduceState(replied, { type: 'event', event: deleted });
    expect(after.messages['10']).toEqual([{ ...reply, referenced_message: null }]);
  });

  test('elsewhere they make a channel unread until it is opened', () => {
    const created: PageEvent = { type: 'message-created', message: message('6', 'six', '11') };
    const state = stateAfter([ready, created]);
    expect(state.unread).toEqual({ 11: true });
    const opened = reduceState(state, {
      type: 'place-opened',
      place: { guildId: '100', channelId: '11' },
    });
    expect(opened.unread).toEqual({});
  });

  test('here they are announced in plain words', () => {
    const state = stateAfter([
      ready,
      history,
      { type: 'message-created', message: message('6', '**six** <@1>') },
    ]);
    expect(state.announcement).toBe('Odile: six @mention');
  });
});

describe('where the visitor is', () => {
  test('the first channel, to begin with', () => {
    expect(stateAfter([ready]).place).toEqual({ guildId: '100', channelId: '10' });
  });

  test('where they were, when it is still there after a new connection', () => {
    const place = { guildId: '100', channelId: '11' };
    expect(stateAfter([ready, { type: 'place-opened', place }, ready]).place).toEqual(place);
  });

  test('another channel, when theirs has gone', () => {
    const guild = {
      id: '100',
      name: 'Harbour',
      commands: [],
      roles: [],
      channels: [{ id: '12', type: 0 as const, name: 'new', position: 0 }],
    };
    expect(stateAfter([ready, { type: 'guild-updated', guild }]).place.channelId).toBe('12');
  });

  test('a new person begins afresh, in the same place', () => {
    const state = stateAfter([ready, history, { type: 'person-changed' }]);
    expect([state.me, state.messages, state.place.channelId]).toEqual([null, {}, '10']);
  });
});

describe('acts', () => {
  const started: PageAction = { type: 'act-started', act };
  const failed: PageEvent = { type: 'act-state', nonce: 'n', state: 'failed', detail: 'No answer' };

  test.each([
    ['wait from their start', [started], ['waiting']],
    ['go when they are done', [started, { type: 'act-state', nonce: 'n', state: 'done' }], []],
    ['stay, with the reason, when they failed', [started, failed], ['failed: No answer']],
    [
      'that failed give way to the next try',
      [started, failed, { type: 'act-started', act: { ...act, nonce: 'o' } }],
      ['waiting'],
    ],
    [
      'of another page mean nothing here',
      [started, { type: 'act-state', nonce: 'x', state: 'done' }],
      ['waiting'],
    ],
    [
      'that wait are forgotten when the connection breaks',
      [started, { type: 'connection-changed', connection: 'closed' }],
      [],
    ],
  ] satisfies readonly (readonly [
    string,
    readonly (PageEvent | PageAction)[],
    readonly string[],
  ])[])('%s', (_title, steps, expected) => {
    const states = stateAfter([ready, ...steps]).acts.map(({ state, detail }) =>
      detail === undefined ? state : `${state}: ${detail}`,
    );
    expect(states).toEqual(expected);
  });

  test('a modal opens for the act it answers, in that channel', () => {
    const state = stateAfter([ready, started, { type: 'modal-opened', nonce: 'n', modal }]);
    expect([state.modal, state.acts]).toEqual([{ nonce: 'n', channelId: '10', data: modal }, []]);
  });

  test('a modal stays open while its submission fails, and closes when it is done', () => {
    const submitted: PageAction = {
      type: 'act-started',
      act: { ...act, nonce: 's', kind: 'modal' },
    };
    const open = stateAfter([
      ready,
      started,
      { type: 'modal-opened', nonce: 'n', modal },
      submitted,
    ]);
    const event = (state: 'failed' | 'done'): PageAction => ({
      type: 'event',
      event: { type: 'act-state', nonce: 's', state },
    });
    const other: PageEvent = { type: 'act-state', nonce: 'other', state: 'done' };
    const press: PageAction = { type: 'act-started', act: { ...act, nonce: 'other' } };
    const besides = reduceState(reduceState(open, press), { type: 'event', event: other });
    expect(besides.modal).not.toBeNull();
    expect(reduceState(open, event('failed')).modal).not.toBeNull();
    expect(reduceState(open, event('done')).modal).toBeNull();
  });
});

test('notices are numbered, so that dismissing one leaves the others', () => {
  const state = stateAfter([ready, { type: 'notice', text: 'a' }, { type: 'notice', text: 'b' }]);
  const left = reduceState(state, { type: 'notice-dismissed', id: 1 });
  expect(left.notices.map((notice) => notice.text)).toEqual(['b']);
});
