// Bundles the demo of web/ into build/web: static files, to be served with the isolation headers (`npm run web`) or without.
import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { build } from 'esbuild';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

const OUT = 'build/web';
/** Guests that web/examples.ts names. */
const GUESTS = ['fibonacci', 'sha256', 'keccak256', 'sort', 'json'];

rmSync(OUT, { recursive: true, force: true });
mkdirSync(`${OUT}/guests`, { recursive: true });
await build({
  entryPoints: ['web/main.tsx'],
  outdir: OUT,
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  platform: 'browser',
  mainFields: ['module', 'main'],
  jsx: 'automatic',
  jsxImportSource: 'preact',
  define: { PELLUCID_VERSION: JSON.stringify(version) },
  legalComments: 'none',
  logLevel: 'warning',
});
for (const file of ['index.html', 'style.css', 'icon.svg']) cpSync(`web/${file}`, `${OUT}/${file}`);
for (const guest of GUESTS) cpSync(`guests/elf/${guest}.elf`, `${OUT}/guests/${guest}.elf`);
