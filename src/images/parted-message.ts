/**
 * Large messages between the bot and its picture process: their bytes go through a file. Node's channel copies them several
 * times and through a socket in pieces of 64 KiB, which takes ten times as long. The reader removes the file, which is
 * never synced, so that it seldom leaves the system's page cache; after a crash its whole folder is removed.
 */
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DefaultDeserializer, DefaultSerializer } from 'node:v8';

/** Messages with no more bytes than this go through the channel. */
const SMALL_BYTES = 128 * 1024;

/** A message in two parts: `bytesLength` bytes are in its file, and `head` is the rest, which refers to them. */
export type PartedMessage = {
  readonly id: number;
  readonly head: Uint8Array;
  readonly bytesLength: number;
};

/** The file of a message's bytes; the id is the only part that the other process chooses. */
export const messageFile = (folder: string, id: number, kind: 'order' | 'answer'): string =>
  join(folder, `${id}.${kind}`);

/**
 * What to send instead of a message: the same if it is small, or if its file cannot be written, because the channel takes
 * large ones too, only slower.
 * @throws {Error} If a part of it cannot be cloned; nothing is left behind.
 */
export async function partMessage<Message extends { readonly id: number }>(
  message: Message,
  file: string,
  unwritten: (error: unknown) => void,
): Promise<Message | PartedMessage> {
  const serializer = new PartingSerializer();
  serializer.writeHeader();
  serializer.writeValue(message);
  if (serializer.bytesLength <= SMALL_BYTES) return message;
  try {
    await writeAll(file, serializer.bytes, serializer.bytesLength);
  } catch (error) {
    unwritten(error);
    return message;
  }
  return {
    id: message.id,
    head: serializer.releaseBuffer(),
    bytesLength: serializer.bytesLength,
  };
}

/**
 * The message of either form; its file is removed.
 * @throws {Error} If the file is not what the message says.
 */
export async function joinMessage(sent: unknown, file: string): Promise<unknown> {
  if (!isParted(sent)) return sent;
  const bytes = await readAll(file, sent.bytesLength);
  await rm(file);
  const deserializer = new JoiningDeserializer(sent.head, bytes);
  deserializer.readHeader();
  return deserializer.readValue();
}

function isParted(sent: unknown): sent is PartedMessage {
  return (
    typeof sent === 'object' &&
    sent !== null &&
    'head' in sent &&
    sent.head instanceof Uint8Array &&
    'bytesLength' in sent &&
    typeof sent.bytesLength === 'number'
  );
}

/** One call each, because every call waits for its turn among all other work with files. */
async function writeAll(path: string, bytes: readonly Uint8Array[], length: number): Promise<void> {
  const file = await open(path, 'wx');
  try {
    const { bytesWritten } = await file.writev(bytes);
    if (bytesWritten !== length) throw new Error(`${bytesWritten} of ${length} bytes were written`);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}

async function readAll(path: string, length: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    // Not from the pool: it would keep other buffers alive.
    const bytes = Buffer.allocUnsafeSlow(length);
    const { bytesRead } = await file.read(bytes, 0, length, 0);
    if (bytesRead !== length) throw new Error(`${bytesRead} of ${length} bytes were read`);
    return bytes;
  } finally {
    await file.close();
  }
}

/** Leaves the bytes out, and writes where they are among all (nodejs.org/api/v8.html, `_writeHostObject`). */
class PartingSerializer extends DefaultSerializer {
  readonly bytes: Uint8Array[] = [];
  bytesLength = 0;

  _writeHostObject(view: ArrayBufferView): void {
    if (!(view instanceof Uint8Array)) throw new TypeError('only bytes are sent to pictures');
    this.writeUint32(this.bytesLength);
    this.writeUint32(view.byteLength);
    this.bytes.push(view);
    this.bytesLength += view.byteLength;
  }
}

class JoiningDeserializer extends DefaultDeserializer {
  readonly #bytes: Buffer;

  constructor(head: Uint8Array, bytes: Buffer) {
    super(head);
    this.#bytes = bytes;
  }

  _readHostObject(): Uint8Array {
    const from = this.readUint32();
    return this.#bytes.subarray(from, from + this.readUint32());
  }
}
