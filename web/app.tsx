/** The page: its frame, and one of two views. */
import { EngineBanner, EngineLine } from './parts/engineStatus.tsx';
import { Mark } from './parts/icons.tsx';
import { dragging } from './state/drop.ts';
import { type View, view } from './state/view.ts';
import { ProveView } from './views/proveView.tsx';
import { VerifyView } from './views/verifyView.tsx';

const VIEWS: readonly (readonly [View, string])[] = [
  ['prove', 'Prove'],
  ['verify', 'Verify'],
];

const Header = () => (
  <header class="top">
    <a class="brand" href="#prove">
      <Mark />
      Pellucid
    </a>
    <nav aria-label="Views">
      {VIEWS.map(([id, label]) => (
        <a key={id} href={`#${id}`} aria-current={view.value === id ? 'page' : undefined}>
          {label}
        </a>
      ))}
    </nav>
    <EngineLine />
  </header>
);

const Title = () =>
  view.value === 'prove' ? (
    <>
      <h1>
        Prove what a program computed, <em>in this tab</em>
      </h1>
      <p class="intro">Run a RISC-V program, prove the run, verify the proof. No server, no upload, nothing to install.</p>
    </>
  ) : (
    <>
      <h1>
        Verify what others computed, <em>in this tab</em>
      </h1>
      <p class="intro">The program is not run again, its input is not needed, and the files you drop go nowhere.</p>
    </>
  );

export const App = () => (
  <div class="page">
    <Header />
    <main>
      <Title />
      <EngineBanner />
      {view.value === 'prove' ? <ProveView /> : <VerifyView />}
    </main>
    <footer>
      <p>
        Nothing leaves this machine: programs, inputs and proofs stay in the tab, and the page's own policy forbids it every network request
        after it has loaded. Proofs are not zero-knowledge yet and may leak parts of the input. Not audited.
      </p>
    </footer>
    {dragging.value && (
      <div class="drop-veil" aria-hidden="true">
        <p>Drop an ELF to run it, a proof to verify it</p>
      </div>
    )}
  </div>
);
