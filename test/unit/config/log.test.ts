import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createLog } from '#system/log.ts';

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
});
