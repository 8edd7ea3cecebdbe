import { z } from 'zod';

/** Bytes that another process sent. */
export const bytesSchema = z.custom<Uint8Array>((value) => value instanceof Uint8Array);
