// The package's module: importing it defines the element.
import './calculator/allotrope-calculator.js';

export * from './index.js';
