import type { WebApp } from './server.ts';

/** An address that only this start of the bot answers, and what it answers with. */
export type StartProbe = { readonly path: string; readonly answer: string };

/** Lets the start find out whether PUBLIC_URL leads back to this very process. */
export function startProbeRoute({ path, answer }: StartProbe): (app: WebApp) => void {
  return (app) => {
    app.get(path, (context) => context.text(answer));
  };
}
