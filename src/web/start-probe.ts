import { createHmac } from 'node:crypto';
import type { WebApp } from './server.ts';

/** An address that only this bot answers, and its answer. */
export type StartProbe = { readonly path: string; readonly answer: string };

/** Derived from the secret shared by all processes: behind a load balancer any of them may be asked. */
export function createStartProbe(secret: string): StartProbe {
  const part = (name: string) =>
    createHmac('sha256', secret).update(`start-probe/${name}`).digest('base64url');
  return { path: `/start/${part('path')}`, answer: part('answer') };
}

/** Lets the start check whether PUBLIC_URL leads to this bot. */
export function startProbeRoute({ path, answer }: StartProbe): (app: WebApp) => void {
  return (app) => {
    app.get(path, (context) => context.text(answer));
  };
}
