import type { Score } from '../pipeline/metrics.js';
import { countText, scoreText } from '../pipeline/score-text.js';

/** A number in a data table: six significant digits, which is more than any drawing shows. */
export function exactText(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/** `+0.00186`, `−0.012`, `+1,204`, `0`: with the sign that a difference needs, and no more digits than it deserves. */
export function signedText(value: number): string {
  if (value === 0) return '0';
  const size =
    Math.abs(value) >= 100
      ? countText(Math.round(Math.abs(value)))
      : String(Number(Math.abs(value).toPrecision(3)));
  return `${value > 0 ? '+' : '−'}${size}`;
}

/** A score beside others, or nothing where there is none. */
export function scoreOrNothing(score: Score | undefined, ...beside: readonly Score[]): string {
  return score === undefined || score === null ? '' : scoreText(score, ...beside);
}

/** `31.4 %`. */
export function percentText(share: number): string {
  const percent = share * 100;
  return `${percent === 0 || percent >= 10 ? percent.toFixed(1) : String(Number(percent.toPrecision(2)))} %`;
}

/** `2026-11-24 19:22:05 UTC` of an ISO time in UTC. */
export function timeText(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}

/** A finite number, or null: drawings and differences are of those only. */
export function finite(score: Score | undefined): number | null {
  return typeof score === 'number' && Number.isFinite(score) ? score : null;
}
