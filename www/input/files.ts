// Reads files; how large they are is asked before a byte is read.

/** The most that is read of one file, and of all together; the engine's own limit. */
export const MOST_BYTES = 50_000_000;
/** This much tells the engine what a file is that holds no text. */
const BINARY_SAMPLE = 65_536;

/** A file's content: its text, or bytes of which the engine finds the encoding. */
export interface ReadFile {
  /** None for pasted text. */
  name: string | null;
  text?: string;
  base64?: string;
}

export class FileProblem extends Error {}

const megabytes = (bytes: number, locale?: string) =>
  `${new Intl.NumberFormat(locale || undefined, { maximumFractionDigits: 1 }).format(bytes / 1e6)} MB`;

function base64(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 0x8000)
    binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(binary);
}

/** UTF-8 as text; anything else as bytes, and of what is plainly no text only the beginning. */
function contentOf(bytes: Uint8Array): { text: string } | { base64: string } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    const [first, second] = bytes;
    const utf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
    const binary = !utf16 && bytes.subarray(0, BINARY_SAMPLE).includes(0);
    return { base64: base64(binary ? bytes.subarray(0, BINARY_SAMPLE) : bytes) };
  }
}

/** What the files hold, or the sentence that says which one is too large or cannot be read. */
export async function readFiles(files: readonly File[], locale?: string): Promise<ReadFile[]> {
  let total = 0;
  for (const { name, size } of files) {
    total += size;
    if (size > MOST_BYTES)
      throw new FileProblem(
        `${name} has ${megabytes(size, locale)}; up to ${megabytes(MOST_BYTES, locale)} are read. Leave out columns or rows that are not needed.`,
      );
    if (size === 0) throw new FileProblem(`${name} is empty.`);
  }
  if (total > MOST_BYTES)
    throw new FileProblem(
      `The files have ${megabytes(total, locale)} together; up to ${megabytes(MOST_BYTES, locale)} are read at once. Take fewer at a time.`,
    );
  return Promise.all(
    files.map(async (file) => {
      try {
        return { name: file.name, ...contentOf(new Uint8Array(await file.arrayBuffer())) };
      } catch {
        throw new FileProblem(`${file.name} could not be read. It may have been moved or changed meanwhile.`);
      }
    }),
  );
}

/** Asks for files with the browser's own dialog. */
export function pickFiles(accept: string, multiple: boolean): Promise<File[]> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.accept = accept;
    input.multiple = multiple;
    input.addEventListener('change', () => resolve([...(input.files ?? [])]), { once: true });
    input.addEventListener('cancel', () => resolve([]), { once: true });
    input.click();
  });
}
