/** A bar chart that is a table: the bars are for the eye, the figures for everyone. */
import { useState } from 'preact/hooks';

export interface Bar {
  readonly label: string;
  /** Shown as the pointer rests on the label. */
  readonly title?: string;
  /** Lengths of the bar's parts, in the chart's unit; the second is drawn lighter. */
  readonly parts: readonly [number, number?];
  readonly figures: readonly string[];
}
interface BarTableProps {
  readonly caption: string;
  /** Headings of the label and of each figure. */
  readonly headings: readonly string[];
  readonly bars: readonly Bar[];
}

const SHOWN = 8;

export const BarTable = ({ caption, headings, bars }: BarTableProps) => {
  const [all, setAll] = useState(false);
  const shown = all ? bars : bars.slice(0, SHOWN);
  const longest = Math.max(...bars.map(({ parts: [a, b = 0] }) => a + b));
  const width = (value: number): string => `${(100 * value) / longest}%`;
  return (
    <div class="bar-chart">
      <table class="bars">
        <caption>{caption}</caption>
        <thead>
          <tr>
            {headings.map((heading) => (
              <th key={heading} scope="col">
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map(({ label, title, parts: [first, second = 0], figures }) => (
            <tr key={title ?? label}>
              <th scope="row" title={title}>
                <span class="bar-label">{label}</span>
                <span class="bar" aria-hidden="true">
                  <span style={{ width: width(first) }} />
                  <span class="bar-light" style={{ width: width(second) }} />
                </span>
              </th>
              {figures.map((figure, i) => (
                <td key={headings[i + 1]}>{figure}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {bars.length > SHOWN && (
        <button type="button" class="button-link" onClick={() => setAll(!all)} aria-expanded={all}>
          {all ? 'Show fewer' : `Show all ${bars.length}`}
        </button>
      )}
    </div>
  );
};
