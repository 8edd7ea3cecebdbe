/** A bot whose archive may hold little more than one grid; the folder on disk is the judge. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dataFolder } from '#test/fixtures/bot-process.ts';
import { buttonRowsOf, openStage, type Stage } from '#test/fixtures/stage.ts';

function bytesBelow(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}

describe('an archive with a limit', () => {
  const data = dataFolder();
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage({ environment: { DATA_DIR: data.path, STUDIO_SECONDS: '0.2' } });
  });
  afterAll(async () => {
    await stage?.close();
    data.remove();
  });

  it('removes the oldest grid, whose buttons say so and run it again', async () => {
    const { playground } = stage;
    const channel = playground.channelId('lantern-room');
    const member = playground.person('member');
    const imagine = async (prompt: string) => {
      await member.command(channel, 'imagine', { prompt });
      return stage.final(channel, ({ content }) => content.includes(prompt));
    };
    const archive = join(data.path, 'archive');
    const first = await imagine('the first lantern');
    const bytes = bytesBelow(archive);
    const bytesMax = Math.ceil(bytes * 1.3);
    await stage.killAndRestart({ ARCHIVE_MAX_GB: String(bytesMax / 1e9) });
    for (const prompt of ['the second lantern', 'the third lantern', 'the fourth lantern']) {
      await imagine(prompt);
      expect(bytesBelow(archive)).toBeLessThanOrEqual(bytesMax + bytes * 1.5);
    }

    const refused = await member.press(first, { label: 'V1' });
    const answer = await refused.reply();
    expect(answer.flags).toBe(64);
    expect(answer.embeds[0]?.title).toBe('No longer kept');
    expect(buttonRowsOf(answer)).toEqual([['Run again']]);
    const known = new Set(stage.finals(channel).map(({ id }) => id));
    await member.press(answer, { label: 'Run again' });
    const again = await stage.final(channel, ({ id }) => !known.has(id));
    expect(again.content).toContain('the first lantern');
  });
});
