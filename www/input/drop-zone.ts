// Files dropped anywhere on the calculator, and text pasted where no field takes it.

export interface Receiver {
  files(files: File[]): void;
  text(text: string): void;
  /** Files hover over the calculator, or no longer do. */
  hover(hovering: boolean): void;
}

const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;

const inField = (event: Event) =>
  event
    .composedPath()
    .some((target) => target instanceof HTMLElement && target.matches('input, textarea, [contenteditable]'));

/** Listens on `host` (and for pasting on `page`); the function that comes back ends it. */
export function receive(host: HTMLElement, page: EventTarget, { files, text, hover }: Receiver): () => void {
  const ending = new AbortController();
  const { signal } = ending;
  // Entering a child comes before leaving its parent: the count tells when the pointer is really gone.
  let depth = 0;
  const on = (name: string, act: (event: DragEvent, taken: boolean) => void) =>
    host.addEventListener(
      name,
      (event) => {
        if (!carriesFiles(event as DragEvent)) return;
        const taken = event.defaultPrevented;
        event.preventDefault();
        act(event as DragEvent, taken);
      },
      { signal },
    );
  on('dragenter', () => {
    depth += 1;
    hover(true);
  });
  on('dragleave', () => {
    depth = Math.max(0, depth - 1);
    if (depth === 0) hover(false);
  });
  on('dragover', ({ dataTransfer }) => {
    if (dataTransfer) dataTransfer.dropEffect = 'copy';
  });
  on('drop', ({ dataTransfer }, taken) => {
    depth = 0;
    hover(false);
    // A box of its own has read them.
    if (!taken) files([...(dataTransfer?.files ?? [])]);
  });
  page.addEventListener(
    'paste',
    (event) => {
      const { clipboardData } = event as ClipboardEvent;
      if (event.defaultPrevented || !clipboardData || inField(event)) return;
      const dropped = [...clipboardData.files];
      const pasted = clipboardData.getData('text/plain');
      if (dropped.length > 0) files(dropped);
      else if (pasted.trim() !== '') text(pasted);
      else return;
      event.preventDefault();
    },
    { signal },
  );
  return () => ending.abort();
}
