/** How it is proved. */
import type { Signal } from '@preact/signals';
import { hash, preset } from '../state/guest.ts';
import { busy } from '../state/work.ts';

interface Choice {
  readonly value: string;
  readonly label: string;
}
const PRESETS: readonly Choice[] = [
  { value: 'fast', label: 'fast: quicker proofs, runs of up to 2²¹ instructions' },
  { value: 'small', label: 'small: proofs a quarter smaller, several times the work' },
];
const HASHES: readonly Choice[] = [
  { value: 'blake3', label: 'BLAKE3: the fastest here' },
  { value: 'poseidon2', label: 'Poseidon2: for verifiers that are circuits' },
];

const Select = ({ id, label, choices, value }: { id: string; label: string; choices: readonly Choice[]; value: Signal<string> }) => (
  <div class="field">
    <label for={id}>{label}</label>
    <select id={id} value={value.value} onChange={(e) => (value.value = e.currentTarget.value)}>
      {choices.map((c) => (
        <option key={c.value} value={c.value}>
          {c.label}
        </option>
      ))}
    </select>
  </div>
);

export const MachineOptions = () => (
  <details class="machine">
    <summary>
      Proof options <span class="hint">{`${preset.value} · ${hash.value}`}</span>
    </summary>
    <fieldset disabled={busy.value}>
      <legend class="unseen">Proof options</legend>
      <Select id="preset" label="Preset" choices={PRESETS} value={preset} />
      <Select id="hash" label="Hash" choices={HASHES} value={hash} />
    </fieldset>
  </details>
);
