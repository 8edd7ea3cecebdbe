import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dataFolder, runToEnd } from '#test/fixtures/bot-process.ts';

describe('a start', () => {
  it('with --check reads everything under type stripping and ends well', async () => {
    const { code, output } = await runToEnd({}, ['--check']);
    expect({ code, output }).toMatchObject({ code: 0 });
  });

  it('with a wrong environment reports all of it by name, without values, and exits 2', async () => {
    const { code, output } = await runToEnd({
      HTTP_PORT: 'eighty-eighty',
      MONTHLY_CREDITS: '-3',
      VENDORS: 'studio,nosuch',
      OPERATOR_IDS: 'secret-name',
      APIFRAME_API_KEY: 'afk with blanks',
    });
    expect(code).toBe(2);
    for (const variable of ['HTTP_PORT', 'MONTHLY_CREDITS', 'OPERATOR_IDS', 'APIFRAME_API_KEY']) {
      expect(output).toContain(variable);
    }
    for (const value of ['eighty-eighty', 'secret-name', 'afk with blanks']) {
      expect(output).not.toContain(value);
    }
  });

  it('names an unknown vendor and a missing key', async () => {
    const unknown = await runToEnd({ VENDORS: 'nosuch' });
    expect(unknown).toMatchObject({ code: 2 });
    expect(unknown.output).toMatch(/VENDORS .*known are .*apiframe/);
    const missing = await runToEnd({ VENDORS: 'apiframe' });
    expect(missing).toMatchObject({ code: 2 });
    expect(missing.output).toMatch(/APIFRAME_API_KEY/);
  });

  it('in production without a token is refused with the remedy', async () => {
    const { code, output } = await runToEnd({ NODE_ENV: 'production' });
    expect(code).toBe(2);
    expect(output).toMatch(/DISCORD_TOKEN .*discord\.com\/developers/);
  });

  it('with a token and no vendor is refused, since the painter would look like a vendor', async () => {
    const { code, output } = await runToEnd({ DISCORD_TOKEN: 'abc', APIFRAME_APIKEY: 'afk_1' });
    expect(code).toBe(2);
    expect(output).toMatch(/APIFRAME_APIKEY .*did you mean APIFRAME_API_KEY\?/);
    expect(output).toMatch(/DISCORD_TOKEN needs a vendor.*VENDORS=studio/);
  });

  it('reads `.env` beside it and refuses every name there that it does not know', async () => {
    const folder = dataFolder();
    writeFileSync(join(folder.path, '.env'), 'NO_SUCH_THING=1\nTZ=Europe/Rome\nLOG_LEVEL=warn\n');
    const { code, output } = await runToEnd({}, ['--check'], folder.path);
    folder.remove();
    expect(code).toBe(2);
    expect(output).toContain('NO_SUCH_THING is not a setting of this bot');
    expect(output).not.toMatch(/\bTZ\b|LOG_LEVEL/);
  });

  it('on data that another process works on is refused in words', { timeout: 60_000 }, async () => {
    const data = dataFolder();
    const { openStage } = await import('#test/fixtures/stage.ts');
    const stage = await openStage({ environment: { DATA_DIR: data.path } });
    const { playground } = stage;
    const second = await runToEnd({
      DATA_DIR: data.path,
      VENDORS: 'studio',
      DISCORD_TOKEN: playground.token,
      DISCORD_API_URL: playground.apiUrl,
    });
    await stage.close();
    data.remove();
    expect(second.code).toBe(1);
    expect(second.output).toMatch(/another|in use/i);
  });
});
