// `npm start`: installs what is missing, builds what has changed, serves the page and prints its address.
import { build } from './build.mjs';
import { main } from './process.mjs';
import { serve } from './serve.mjs';

await main(async () => {
  await build({ dev: process.argv.includes('--dev') });
  const { address } = await serve('dist/site', Number(process.env.PORT ?? 4173));
  console.log(`\nAllotrope: ${address}`);
});
