import { ftruncateSync, readSync, writeSync } from 'node:fs';

/** Smaller arrays go with their message, which is as quick. In bytes. */
const LEAST_BYTES = 2 ** 16;

/** A message whose large arrays lie in the file. */
interface Lightened {
  readonly type: 'lightened';
  readonly message: Fields;
  readonly arrays: readonly InFile[];
}

/** An array that lies in the file: where it belongs in the message, and where it starts. */
interface InFile {
  readonly path: readonly string[];
  readonly offset: number;
  readonly length: number;
}

interface Fields {
  [field: string]: unknown;
}

/**
 * One end of the line between two processes. Large arrays go through a file that both have open, at a fraction of the time
 * that they take as a part of a message; the message itself tells where they lie, so that order and wholeness are the line's.
 *
 * A file holds the arrays of one message, and is written again only when the other end has said that it has read them; until
 * then, where there is no file, and where it cannot be written, arrays go with their message.
 */
export class FileLane {
  readonly #reads: number | undefined;
  #writes: number | undefined;
  #isFree = true;

  /** @param files what the other end writes, and what this one does; none where there are none. */
  constructor(
    [reads, writes]: readonly number[],
    private readonly send: (message: object) => void,
  ) {
    this.#reads = reads;
    this.#writes = writes;
  }

  post(message: object): void {
    const lightened = this.#lighten(message as Fields);
    this.send(lightened ?? message);
    if (lightened !== undefined) this.#isFree = false;
  }

  /** @returns the message as it was posted; `undefined` where it was for this lane only. */
  receive(message: object): object | undefined {
    const { type } = message as Partial<Lightened>;
    if (type === 'lightened') return this.#complete(message as Lightened);
    if ((message as Fields)['type'] !== 'read') return message;
    this.#isFree = true;
    return undefined;
  }

  #lighten(message: Fields): Lightened | undefined {
    const file = this.#writes;
    if (file === undefined || !this.#isFree) return undefined;
    const arrays: InFile[] = [];
    let offset = 0;

    const light = (value: Fields, path: readonly string[]): Fields => {
      let copy: Fields | undefined;
      for (const [key, field] of Object.entries(value)) {
        if (typeof field !== 'object' || field === null) continue;
        const at = [...path, key];
        let other: unknown = field;
        if (!ArrayBuffer.isView(field)) other = light(field as Fields, at);
        else if (field instanceof Float32Array && field.byteLength >= LEAST_BYTES) {
          writeAll(file, field, offset);
          arrays.push({ path: at, offset, length: field.length });
          offset += field.byteLength;
          other = undefined;
        }
        if (other === field) continue;
        copy ??= (Array.isArray(value) ? [...value] : { ...value }) as Fields;
        copy[key] = other;
      }
      return copy ?? value;
    };
    try {
      const lightened: Lightened = { type: 'lightened', message: light(message, []), arrays };
      return arrays.length === 0 ? undefined : lightened;
    } catch {
      // That memory is full, or not for us: it is given back, and done without.
      this.#writes = undefined;
      empty(file);
      return undefined;
    }
  }

  #complete({ message, arrays }: Lightened): object {
    for (const { path, offset, length } of arrays) {
      const array = new Float32Array(length);
      readAll(this.#reads!, array, offset);
      const holder = path.slice(0, -1).reduce((value, key) => value[key] as Fields, message);
      holder[path.at(-1)!] = array;
    }
    this.send({ type: 'read' });
    return message;
  }
}

function writeAll(file: number, array: Float32Array, offset: number): void {
  const bytes = bytesOf(array);
  for (let done = 0; done < bytes.length; ) {
    done += writeSync(file, bytes, done, bytes.length - done, offset + done);
  }
}

function readAll(file: number, array: Float32Array, offset: number): void {
  const bytes = bytesOf(array);
  for (let done = 0; done < bytes.length; ) {
    const read = readSync(file, bytes, done, bytes.length - done, offset + done);
    if (read === 0) throw new RangeError(`a shared file ends at ${offset + done}, before the array that lies there`);
    done += read;
  }
}

function empty(file: number): void {
  try {
    ftruncateSync(file);
  } catch {
    // It goes with the process.
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
