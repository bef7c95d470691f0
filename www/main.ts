// The page: one element.
import './calculator/allotrope-calculator.js';
