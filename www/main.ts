// The page: one element. Its engine starts first, beside the reading and running of the element's own code.
import { createEngine } from './engine/browser.js';
import { offerEngine } from './engine/offered.js';

offerEngine(createEngine());
void import('./calculator/allotrope-calculator.js');
