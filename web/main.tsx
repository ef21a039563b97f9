/** Starts the page. */
import { render } from 'preact';
import { App } from './app.tsx';
import { listenForDrops } from './state/drop.ts';
import { theProver } from './state/engine.ts';

listenForDrops();
// What hinders it is shown by the page.
theProver().catch(() => {});
const root = document.getElementById('app');
if (root !== null) render(<App />, root);
