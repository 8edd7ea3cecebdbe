import { z } from 'zod';

/** Bytes from another process. */
export const bytesSchema = z.custom<Uint8Array>((value) => value instanceof Uint8Array);
