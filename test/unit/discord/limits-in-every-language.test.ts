/**
 * How: what can be longest is rendered in every language and held to Discord's limits, with ids as long as
 * Discord's own and a prompt of emoji, each of which is two characters of a string and one of a reader's.
 */
import type { APIEmbed } from 'discord-api-types/v10';
import { describe, expect, it } from 'vitest';
import { usageMessage } from '#commands/usage/screen.ts';
import { suggestJob } from '#discord/commands/suggest-job.ts';
import { batchQuestion } from '#discord/components/batch-question.ts';
import { buttonRows } from '#discord/components/button-layout.ts';
import { partsMessage } from '#discord/components/press-region.ts';
import { buttonModal, imagineModal } from '#discord/components/prompt-modal.ts';
import type { Modal } from '#discord/replies/answers.ts';
import type { OutgoingMessage } from '#discord/rest/outgoing-message.ts';
import { embed } from '#discord/screens/embed.ts';
import { elsewhereMessage } from '#discord/screens/render-direct.ts';
import { failureEmbed } from '#discord/screens/render-failure.ts';
import { finalMessage } from '#discord/screens/render-final.ts';
import { infoEmbed } from '#discord/screens/render-info.ts';
import { recentEmbed } from '#discord/screens/render-recent.ts';
import { rejectionEmbed } from '#discord/screens/render-rejection.ts';
import { reportsEmbed } from '#discord/screens/render-reports.ts';
import { settingsMessage } from '#discord/screens/render-settings.ts';
import { treeMessage } from '#discord/screens/render-tree.ts';
import { BUTTONS } from '#domain/button.ts';
import { channelId, guildId, messageId, userId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import { DEFAULT_SETTINGS } from '#domain/member-settings.ts';
import { VERSIONS } from '#domain/prompt/version.ts';
import { SPEEDS } from '#domain/speed.ts';
import { LANGUAGES } from '#i18n/language.ts';
import { translatorFor } from '#i18n/translator.ts';
import { discordJob, JOB_ID } from '#test/fixtures/discord-job.ts';
import { offeredHere } from '#test/fixtures/discord-offer.ts';
import { usageReport } from '#test/fixtures/usage-report.ts';

const SNOWFLAKE = '1499999999999999999';
const EMOJI = '🌊'.repeat(2_999);

/** A string's halves of characters can be in no JSON that Discord reads. */
const held = (text: string | undefined, most: number): void => {
  expect(text?.length ?? 0, text).toBeLessThanOrEqual(most);
  expect((text ?? '').isWellFormed(), text).toBe(true);
};

function embedsHeld(embeds: readonly APIEmbed[]): void {
  let together = 0;
  for (const { title, description, footer, fields = [] } of embeds) {
    held(title, 256);
    held(description, 4_096);
    held(footer?.text, 2_048);
    for (const { name, value } of fields) {
      held(name, 256);
      held(value, 1_024);
      together += name.length + value.length;
    }
    together += [title, description, footer?.text].join('').length;
    const links = description?.match(/\]\(/g) ?? [];
    const whole = description?.match(/\]\(https:\/\/[^\s)]+\)/g) ?? [];
    expect(whole, description).toHaveLength(links.length);
  }
  expect(together).toBeLessThanOrEqual(6_000);
}

function messageHeld(message: Omit<OutgoingMessage, 'allowed_mentions'>): void {
  const { content, embeds = [], components = [], attachments = [] } = message;
  held(content ?? '', 2_000);
  embedsHeld(embeds);
  expect(components.length).toBeLessThanOrEqual(5);
  const ids: string[] = [];
  for (const row of components) {
    expect(row.components.length).toBeGreaterThan(0);
    expect(row.components.length).toBeLessThanOrEqual(5);
    for (const part of row.components) {
      if ('custom_id' in part) ids.push(part.custom_id);
      if ('label' in part) held(part.label, 80);
      if ('placeholder' in part) held(part.placeholder, 150);
      if (!('options' in part)) continue;
      expect(part.options.length).toBeLessThanOrEqual(25);
      for (const option of part.options) held(option.label, 100);
    }
  }
  for (const id of ids) held(id, 100);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { description } of attachments) held(description ?? '', 1_024);
}

function modalHeld({ title, custom_id, components }: Modal): void {
  held(title, 45);
  held(custom_id, 100);
  // A name that is cut would be a word cut in two.
  expect(title).not.toMatch(/\([^)]*$/);
  for (const part of components) {
    if (!('label' in part) || !('component' in part)) throw new Error('Modals hold labels.');
    held(part.label, 45);
    if ('value' in part.component) held(part.component.value, 4_000);
  }
}

const posted = (locale: string, fields: Partial<Job> = {}): Job =>
  discordJob({
    state: 'done',
    finalChannelId: channelId(SNOWFLAKE),
    finalMessageId: messageId(SNOWFLAKE),
    ...fields,
    origin: { locale, guildId: guildId(SNOWFLAKE), channelId: channelId(SNOWFLAKE) },
    request: { action: 'animate-high', cell: 4, prompt: EMOJI, speed: 'relax' },
  });

describe.each(LANGUAGES)('in %s, Discord takes', (language) => {
  const translator = translatorFor(language);
  const job = posted(language);
  const jobs = Array.from({ length: 10 }, () => job);

  it('every button there is, with the link and the heart', () => {
    for (const surface of ['grid', 'solo', 'upscaled', 'videos', 'video', 'suggestions'] as const) {
      const pageUrl = `https://fourfold.example/jobs/${JOB_ID}/token`;
      const buttons = offeredHere(surface);
      const rows = buttonRows({
        translator,
        jobId: JOB_ID,
        surface,
        buttons,
        pressed: [],
        pageUrl,
      });
      messageHeld({ components: rows });
    }
  });

  it('every modal', () => {
    modalHeld(imagineModal(translator, 'f1', `x${EMOJI}`));
    for (const button of BUTTONS) {
      modalHeld(buttonModal(translator, 'f1', { button, prompt: 'a fox' }));
    }
  });

  it('the settings panel with every choice', () => {
    const choices = {
      versions: VERSIONS,
      speeds: SPEEDS,
      parameters: ['raw', 'stylize', 'profile'],
      translates: true,
    } as const;
    const settings = { ...DEFAULT_SETTINGS, suffix: `--no x${EMOJI}` };
    messageHeld(settingsMessage(translator, settings, choices));
  });

  it('questions and the parts of a picture', () => {
    const prompt = `${'قطة '.repeat(1_000)}${EMOJI}`;
    messageHeld(
      batchQuestion(translator, SNOWFLAKE, {
        ...{ kind: 'question', jobs: 40, credits: 3_200, availableCredits: 5_000 },
        ...{ firstPrompt: prompt, lastPrompt: prompt },
      }),
    );
    const source = messageId(SNOWFLAKE);
    messageHeld(partsMessage(translator, JOB_ID, [0, 1, 2], source, 'with-remix'));
  });

  it('the largest family', () => {
    const relatives = Array.from({ length: 24 }, (_, place) => ({
      job,
      parent: place === 0 ? null : place - 1,
    }));
    const picture = { bytes: new Uint8Array(), mediaType: 'image/png' };
    messageHeld(treeMessage(translator, { relatives, asked: 3, more: true, picture }));
  });

  it('the longest lists of jobs', () => {
    const account = {
      guildId: guildId(SNOWFLAKE),
      available: 999_999_999,
      reserved: 999_999_999,
      spent: 999_999_999,
      period: '2026-11',
    };
    const info = {
      account,
      monthlyCredits: 999_999_999,
      renewsAtMs: 1_792_000_000_000,
      speed: 'relax',
      visibility: 'stealth',
      queued: jobs,
      running: jobs,
      recent: jobs,
      favourites: jobs,
      withheld: jobs,
    } as const;
    const member = { userId: userId(SNOWFLAKE), userName: 'x'.repeat(32) };
    embedsHeld([infoEmbed(translator, member, info)]);
    embedsHeld([recentEmbed(translator, { userName: 'x'.repeat(32), isOwn: true, jobs })]);
    const reports = jobs.map((each) => ({
      job: each,
      reports: 12,
      lastAtMs: 1_792_000_000_000,
      firstUserId: userId(SNOWFLAKE),
      messageUrl: `https://discord.com/channels/${SNOWFLAKE}/${SNOWFLAKE}/${SNOWFLAKE}`,
      pageUrl: `https://fourfold.example/jobs/${JOB_ID}/${'t'.repeat(43)}`,
    }));
    const names = new Map([[guildId(SNOWFLAKE), '*'.repeat(100)]]);
    embedsHeld([reportsEmbed(translator, { rows: reports, isAll: false }, names)]);
  });

  it('a failed job, a finished one and the use of a server', () => {
    for (const prompt of [EMOJI, `x${EMOJI}`]) {
      const failed = discordJob({
        state: 'failed',
        origin: { locale: language },
        request: { prompt },
      });
      embedsHeld([failureEmbed(failed)]);
      const done = discordJob({ state: 'done', origin: { locale: language }, request: { prompt } });
      messageHeld(
        finalMessage({
          job: done,
          mediaTypes: ['image/webp'],
          leftOut: 0,
          buttons: [],
          pressed: [],
        }),
      );
    }
    messageHeld(usageMessage(translator, usageReport(), true));
  });

  it('a link of any length, with what to do about it', () => {
    const told = (url: string) => {
      const which = { kind: 'link', url } as const;
      const refusal = { kind: 'image-unusable', which, why: 'not-reached' } as const;
      return rejectionEmbed(translator, refusal).description ?? '';
    };
    const [, behind = ''] = told('https://example.org/').split('example.org/');
    const long = told(`https://example.org/${EMOJI}`);
    expect(long.length).toBeLessThan(1_000);
    expect(long.endsWith(behind)).toBe(true);
    expect(behind.length).toBeGreaterThan(20);
  });

  it('all that was found by a job, with why it is not where it was asked for', () => {
    const allowed_mentions = { parse: [] };
    const { content } = elsewhereMessage(
      job,
      { content: `x${EMOJI}`.slice(0, 1_999), allowed_mentions },
      { reason: 'closed', keepsButtons: false, keepsEmbeds: false },
    );
    held(content, 2_000);
    expect(content).toContain(`<#${SNOWFLAKE}>`);
  });

  it('suggestions of jobs', async () => {
    const user = { id: job.origin.userId, name: 'ana' };
    const asked = { guildId: guildId(SNOWFLAKE), user, typed: '', translator };
    const found = await suggestJob(asked, { application: { recentResults: async () => jobs } });
    for (const { name } of found) held(name, 100);
  });
});

it('a notice that is too long ends with a whole line, and with a whole character', () => {
  const line = `[\`id\`](https://discord.com/channels/${SNOWFLAKE}) ${'x'.repeat(40)}`;
  const long = { title: EMOJI, description: Array(100).fill(line).join('\n'), color: 0 };
  embedsHeld([embed({ ...long, footer: `x${EMOJI}` })]);
  embedsHeld([embed({ ...long, description: EMOJI })]);
  expect(embed(long).description?.split('\n').at(-2)).toBe(line);
});
