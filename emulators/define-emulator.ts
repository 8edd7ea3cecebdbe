/**
 * An emulated vendor as a definition: its routes and texts. The frame around it (`start-emulator`)
 * does what all have in common: a port, a clock, faults, recorded requests, pictures, deliveries.
 * A definition speaks its contract and is strict about it; it never knows who is asking.
 */
import type { Hono } from 'hono';
import type { EmulatedJob, EmulatedJobs, FailureTexts, JobState } from './emulated-jobs.ts';
import type { PictureStudio } from './emulated-pictures.ts';
import type { EmulatorClock } from './emulator-clock.ts';
import type { EmulatorDice } from './emulator-dice.ts';
import type { Faults, Operation } from './emulator-faults.ts';

/** One POST to whoever asked to be told. */
export type Delivery = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** What a definition is given to work with. */
export type EmulatorWorld<Facts> = {
  readonly clock: EmulatorClock;
  readonly dice: EmulatorDice;
  readonly faults: Faults;
  readonly jobs: EmulatedJobs<Facts>;
  readonly pictures: PictureStudio;
  readonly apiKey: string;
  /** The emulator's own address, for links to pictures. */
  readonly origin: () => string;
  /** Sends once; the fault `duplicate-webhook` makes it twice, `no-webhook` never. */
  readonly deliver: (delivery: Delivery) => void;
};

/** What a definition answers with. */
export type EmulatedApi<Facts> = {
  readonly routes: Hono;
  /** Called when a job starts, is half done, and ends: the moment for deliveries. */
  readonly jobChanged?: (job: EmulatedJob<Facts>, state: JobState) => void;
};

export type EmulatorDefinition<Facts> = {
  readonly name: string;
  /** The one key it takes unless told another. */
  readonly apiKey: string;
  /** Faults only this vendor has, by name, with their meaning. */
  readonly faults: Readonly<Record<string, string>>;
  readonly texts: FailureTexts;
  readonly operationOf: (method: string, path: string) => Operation;
  /** The documented error for a status, in the vendor's words or the given ones. */
  readonly errorReply: (status: number, text?: string) => Response;
  readonly create: (world: EmulatorWorld<Facts>) => EmulatedApi<Facts>;
};

/** Makes the job book of one emulator; the frame gives it clock, dice and faults. */
export type JobBook = <Facts>(
  changed: (job: EmulatedJob<Facts>, state: JobState) => void,
) => EmulatedJobs<Facts>;

/** A definition with what it keeps of jobs folded away. */
export type DefinedEmulator = Omit<EmulatorDefinition<unknown>, 'create'> & {
  readonly open: (
    world: Omit<EmulatorWorld<unknown>, 'jobs'>,
    createJobs: JobBook,
  ) => {
    readonly routes: Hono;
    readonly jobs: Pick<EmulatedJobs<unknown>, 'all' | 'close'>;
  };
};

/** Makes an emulator of its definition; the default export of every vendor's file here. */
export function defineEmulator<Facts>(definition: EmulatorDefinition<Facts>): DefinedEmulator {
  const { create, ...rest } = definition;
  return {
    ...rest,
    open: (world, createJobs) => {
      const jobs = createJobs<Facts>((job, state) => api.jobChanged?.(job, state));
      const api = create({ ...world, jobs });
      return { routes: api.routes, jobs };
    },
  };
}
