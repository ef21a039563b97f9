/** What proving costs, and where: by function of the program, by chip of the machine. */
import type { ProfileResult } from '../../src/browser.ts';
import { functionName } from '../lib/demangle.ts';
import { bytes, count, percent, short } from '../lib/format.ts';
import { MEMORY_LIMIT } from '../state/engine.ts';
import { run } from '../state/work.ts';
import { type Bar, BarTable } from './barTable.tsx';
import { Facts } from './facts.tsx';
import { ProblemNote } from './notes.tsx';

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);

const functionBars = ({ functions }: ProfileResult): Bar[] => {
  const total = sum(functions.map((f) => f.cells));
  return functions.map(({ name, steps, cells }) => ({
    label: name === '?' ? 'without a name' : functionName(name),
    title: name,
    parts: [cells],
    figures: [short(steps), percent(cells / total)],
  }));
};

/** `load-word-2` -> `load word (2)`: a chip may have several tables. */
const chipTitle = (name: string): string => name.replace(/-(\d+)$/, ' ($1)').replaceAll('-', ' ');

const chipBars = ({ chips }: ProfileResult): Bar[] => {
  const costs = chips.map(({ name, rows, logHeight, mainColumns, logupColumns }) => {
    const columns = mainColumns + logupColumns;
    return { name, rows, live: rows * columns, padding: (2 ** logHeight - rows) * columns };
  });
  const total = sum(costs.map(({ live, padding }) => live + padding));
  return costs
    .sort((a, b) => b.live + b.padding - a.live - a.padding)
    .map(({ name, rows, live, padding }) => ({
      label: chipTitle(name),
      parts: [live, padding],
      figures: [short(rows), percent((live + padding) / total)],
    }));
};

const cellsOf = ({ chips }: ProfileResult) => ({
  live: sum(chips.map((c) => c.rows * (c.mainColumns + c.logupColumns))),
  all: sum(chips.map((c) => 2 ** c.logHeight * (c.mainColumns + c.logupColumns))),
});

const Costs = ({ profile }: { profile: ProfileResult }) => {
  const { live, all } = cellsOf(profile);
  return (
    <>
      <p class="hint lead">
        Each instruction becomes a row in the table of the chip that proves it. What a proof costs is the cells of these tables: columns
        times rows, padded to a power of two.
      </p>
      <Facts
        facts={[
          { label: 'Cells', value: short(all), note: `${percent((all - live) / all)} padding` },
          { label: 'Cells an instruction', value: count(all / profile.steps) },
          { label: 'Memory to prove it', value: bytes(profile.plannedBytes), note: `at most, of ${bytes(MEMORY_LIMIT)}` },
        ]}
      />
      <div class="columns">
        <BarTable caption="By function" headings={['Function', 'Steps', 'Cost']} bars={functionBars(profile)} />
        <div>
          <BarTable caption="By chip" headings={['Chip', 'Rows', 'Cost']} bars={chipBars(profile)} />
          <p class="legend">
            <span class="swatch" aria-hidden="true" /> rows in use <span class="swatch swatch-light" aria-hidden="true" /> padding
          </p>
        </div>
      </div>
    </>
  );
};

export const CostPanel = () => {
  const state = run.value;
  if (state.status !== 'done') return null;
  const { profile } = state;
  return (
    <section class="panel" aria-labelledby="cost-heading">
      <h2 id="cost-heading">Where the cost is</h2>
      {profile === undefined && <p class="waiting">Planning the proof…</p>}
      {profile?.ok === false && <ProblemNote problem={profile.problem} />}
      {profile?.ok && <Costs profile={profile.value} />}
    </section>
  );
};
