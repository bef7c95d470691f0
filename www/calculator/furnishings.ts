// What the first numbers do not wait for: the holdings, and what opens on request.
import './dialogs.js';
import './holdings-pane.js';

export type { Dialogs } from './dialogs.js';
