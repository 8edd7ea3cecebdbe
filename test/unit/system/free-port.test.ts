import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { freePort, isFreePort } from '#system/free-port.ts';

/** Linux gives ports from here on to outgoing connections (ip_local_port_range), others from 49152. */
const OUTGOING = 32_768;

describe('a port for a server that listens later', () => {
  it('is none that the system gives to outgoing connections', async () => {
    const ports = await Promise.all(Array.from({ length: 50 }, freePort));
    expect(Math.max(...ports)).toBeLessThan(OUTGOING);
    expect(new Set(ports).size).toBeGreaterThan(45);
  });

  it('is free until a server listens there, and again afterwards', async () => {
    const port = await freePort();
    expect(await isFreePort(port)).toBe(true);
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    expect(await isFreePort(port)).toBe(false);
    server.close();
    await once(server, 'close');
    expect(await isFreePort(port)).toBe(true);
  });

  it('is never beyond the last port', async () => {
    expect(await isFreePort(65_536)).toBe(false);
  });
});
