import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readConfig } from '#config/config.ts';
import { CONFIG_SCHEMA } from '#config/config-schema.ts';
import { secretsOf } from '#config/secrets-of.ts';
import { createLog } from '#system/log.ts';
import { loadVendors } from '#vendors/load-vendors.ts';

const definitions = await loadVendors();

function setup(level = 'info') {
  const sink = new PassThrough();
  const log = createLog({ level, secrets: ['afk_0123456789', 'bot-token-in-full'], sink });
  return { log, text: () => String(sink.read() ?? '') };
}

describe('log', () => {
  it('blots out known secrets, wherever they stand', () => {
    const { log, text } = setup();
    log.info({ header: 'Bot bot-token-in-full' }, 'asked with afk_0123456789');
    const line = text();
    expect(line).toContain('[secret]');
    expect(line).not.toContain('bot-token-in-full');
    expect(line).not.toContain('afk_0123456789');
  });

  it('blots out interaction tokens in the addresses that errors carry', () => {
    const { log, text } = setup();
    const address =
      'https://discord.com/api/v10/webhooks/120000000000000001/aW50ZXJhY3Rpb24/messages';
    log.error({ error: new Error(`PATCH ${address} failed`) }, 'edit failed');
    const line = text();
    expect(line).toContain('/webhooks/120000000000000001/[token]/messages');
    expect(line).not.toContain('aW50ZXJhY3Rpb24');
  });

  it('shows of an error what helps, and not the request that caused it', () => {
    const { log, text } = setup();
    const error = Object.assign(new Error('Missing Access'), {
      code: 50001,
      status: 403,
      requestBody: { json: { content: 'a secret garden' } },
    });
    log.error({ error }, 'post failed');
    const line = JSON.parse(text());
    expect(line.error).toMatchObject({ message: 'Missing Access', code: 50001, status: 403 });
    expect(JSON.stringify(line)).not.toContain('a secret garden');
  });

  it('is silent below its level', () => {
    const { log, text } = setup('warn');
    log.info({}, 'nobody hears this');
    expect(text()).toBe('');
  });

  it('blots out a secret as JSON writes it, and a longer one before one that it holds', () => {
    const sink = new PassThrough();
    const secrets = ['quo"ted\\one', 'a-token', 'https://hooks.example/a-token/rest'];
    const log = createLog({ level: 'info', secrets, sink });
    log.info({ url: 'https://hooks.example/a-token/rest' }, 'refused quo"ted\\one');
    expect(JSON.parse(String(sink.read()))).toMatchObject({
      url: '[secret]',
      msg: 'refused [secret]',
    });
  });

  it('knows every secret that the environment can hold', () => {
    /** Names that sound like one and are none. */
    const innocent = ['DISCORD_PUBLIC_KEY', 'AWS_ACCESS_KEY_ID'];
    const own = Object.keys(CONFIG_SCHEMA.shape)
      .filter((name) => /TOKEN|KEY|SECRET|WEBHOOK/.test(name))
      .filter((name) => !innocent.includes(name));
    const ofVendors = definitions.flatMap(({ settings }) =>
      settings.filter(({ secret }) => secret).map(({ variable }) => variable),
    );
    const secret = (name: string) => `secret-of-${name.toLowerCase().replaceAll('_', '-')}`;
    const environment = {
      ...Object.fromEntries([...own, ...ofVendors].map((name) => [name, secret(name)])),
      ALERT_WEBHOOK_URL: `https://hooks.example/${secret('ALERT_WEBHOOK_URL')}`,
      MJPROXY_BASE_URL: 'http://127.0.0.1:1',
      MODERATION_URL: 'http://127.0.0.1:1',
      ARCHIVE_URL: 's3://pictures',
      AWS_ACCESS_KEY_ID: 'id',
      DATABASE_URL: 'postgres://me:percent%2Fencoded@somewhere/db?password=as-a-setting',
    };
    const outcome = readConfig(environment, definitions);
    if (outcome.kind === 'problems') throw new Error(JSON.stringify(outcome.problems));
    const known = secretsOf(outcome.config).join('\n');
    expect(own.length).toBeGreaterThan(4);
    expect(ofVendors.length).toBeGreaterThan(5);
    for (const name of [...own, ...ofVendors]) expect(known).toContain(secret(name));
    for (const password of ['percent%2Fencoded', 'percent/encoded', 'as-a-setting']) {
      expect(known).toContain(password);
    }
  });
});
