import type { WebApp } from './server.ts';

/** A part that must work before the bot is ready, with its name in `/readyz`. */
export type ReadinessCheck = {
  readonly name: string;
  readonly isReady: () => boolean | Promise<boolean>;
};

const FRESH_MS = 1_000;

/**
 * Caches an expensive check for a second, since anybody may request it. Measured by uptime, which changes of the machine's
 * clock do not affect.
 */
export function cachedForASecond(
  { name, isReady }: ReadinessCheck,
  uptimeMs: () => number,
): ReadinessCheck {
  let last: { readonly atMs: number; readonly ready: Promise<boolean> } | null = null;
  return {
    name,
    isReady: () => {
      const atMs = uptimeMs();
      if (last === null || atMs - last.atMs >= FRESH_MS) {
        last = { atMs, ready: Promise.resolve(isReady()) };
      }
      return last.ready;
    },
  };
}

/**
 * `/healthz` answers while the process runs: restart it if it does not. `/readyz` answers 200 only while every part
 * works, and names those that do not.
 */
export function healthRoutes(checks: readonly ReadinessCheck[]): (app: WebApp) => void {
  return (app) => {
    app.get('/healthz', (context) => context.text('ok\n'));
    app.get('/readyz', async (context) => {
      const parts = await Promise.all(
        checks.map(async ({ name, isReady }) => ({ name, ready: await isReady() })),
      );
      const ready = parts.every((part) => part.ready);
      const lines = parts.map(({ name, ready: works }) => `${name}: ${works ? 'ok' : 'not ready'}`);
      return context.text(`${lines.join('\n')}\n`, ready ? 200 : 503);
    });
  };
}
