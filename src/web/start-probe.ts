import type { WebApp } from './server.ts';

/** An address that only this process answers, and its answer. */
export type StartProbe = { readonly path: string; readonly answer: string };

/** Lets the start check whether PUBLIC_URL leads to this process. */
export function startProbeRoute({ path, answer }: StartProbe): (app: WebApp) => void {
  return (app) => {
    app.get(path, (context) => context.text(answer));
  };
}
