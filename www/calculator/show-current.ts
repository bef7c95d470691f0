// Rows of places scroll on narrow screens: the current one is brought into sight, without moving the page.

/** In the next frame, which needs the layout anyway. */
export function showCurrent(root: ParentNode): void {
  requestAnimationFrame(() => {
    const current = root.querySelector('[aria-current]');
    const row = current?.parentElement;
    if (!current || !row) return;
    const [place, frame] = [current.getBoundingClientRect(), row.getBoundingClientRect()];
    row.scrollLeft += Math.max(0, place.right - frame.right) - Math.max(0, frame.left - place.left);
  });
}
