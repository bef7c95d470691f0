// Copying a figure copies its full value: `<data value="0.41372">41.4 %</data>` gives 0.41372.

/** The selection where it is: Chromium keeps that of a shadow tree on its root. */
function selectionIn(root: Node): Selection | null {
  const shadow = root as ShadowRoot & { getSelection?: () => Selection | null };
  return shadow.getSelection?.() ?? document.getSelection();
}

/** Puts full values on the clipboard when nothing but figures is selected. */
export function copyValues(event: ClipboardEvent): void {
  const [target] = event.composedPath();
  if (event.defaultPrevented || !(target instanceof Node)) return;
  const root = target.getRootNode();
  const selection = selectionIn(root);
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return;
  const range = selection.getRangeAt(0);
  const figures = [
    ...(root as ShadowRoot | Document).querySelectorAll<HTMLDataElement>('data[value]'),
  ].filter((figure) => figure.value !== '' && range.intersectsNode(figure));
  const written = figures.map(({ textContent }) => textContent?.trim()).join('');
  const selected = selection.toString().replace(/\s/g, '');
  if (figures.length === 0 || !written.replace(/\s/g, '').includes(selected)) return;
  event.clipboardData?.setData('text/plain', figures.map(({ value }) => value).join('\t'));
  event.preventDefault();
}
