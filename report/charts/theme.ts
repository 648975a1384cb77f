import type { Config, TopLevelSpec } from 'vega-lite';

/**
 * Colours are custom properties of the page's style sheet, which holds them for light, dark and paper. A browser resolves
 * them in the attributes of an inline SVG as anywhere else.
 */
export const COLOR = {
  candidate: 'var(--candidate)',
  champion: 'var(--champion)',
  positive: 'var(--positive)',
  negative: 'var(--negative)',
  ink: 'var(--ink)',
  quiet: 'var(--quiet)',
  line: 'var(--line)',
  paper: 'var(--paper)',
} as const;

export const CANDIDATE = 'candidate';
export const CHAMPION = 'champion';

const MODEL_SCALES = {
  color: { domain: [CANDIDATE, CHAMPION], range: [COLOR.candidate, COLOR.champion] },
  dash: {
    domain: [CANDIDATE, CHAMPION],
    range: [
      [1, 0],
      [6, 3],
    ],
  },
  shape: { domain: [CANDIDATE, CHAMPION], range: ['circle', 'diamond'] },
};

/**
 * What tells candidate and champion apart: colour, and never colour alone. A drawing of one model has no key.
 */
export function modelChannels(hasChampion: boolean) {
  const channel = {
    field: 'model',
    type: 'nominal' as const,
    ...(hasChampion ? {} : { legend: null }),
  };
  return {
    color: { ...channel, scale: MODEL_SCALES.color },
    dash: { ...channel, scale: MODEL_SCALES.dash },
    shape: { ...channel, scale: MODEL_SCALES.shape },
  };
}

/** The size of a drawing's inside, in its own units; the page scales it to the room there is. */
export const WIDTH = 380;
export const HEIGHT = 240;
/**
 * Of one with names before its bars: of the whole, since names take what they need of it. As wide as the others with
 * their axes, so that letters are equally large on a page.
 */
const BARS_WIDTH = 450;

const BAR_HEIGHT = 20;

/** The size of a drawing with a line for each of some names. */
export function barsSize(names: number) {
  return {
    width: BARS_WIDTH,
    height: names * BAR_HEIGHT,
    autosize: { type: 'fit-x', contains: 'padding' },
  } as const;
}

/** One of several drawings over the same axes. */
export type Layer = Extract<TopLevelSpec, { layer: readonly unknown[] }>['layer'][number];

const FONT = 'inherit';
const text = { labelFont: FONT, titleFont: FONT, labelFontSize: 13, titleFontSize: 13 };

export const THEME: Config = {
  // The drawing has one text for those who cannot see it; a label for every mark would weigh more than the page.
  aria: false,
  background: 'transparent',
  padding: 4,
  font: FONT,
  view: { stroke: null },
  axis: {
    ...text,
    labelFlush: false,
    labelColor: COLOR.quiet,
    titleColor: COLOR.ink,
    titleFontWeight: 'normal',
    domainColor: COLOR.quiet,
    tickColor: COLOR.quiet,
    gridColor: COLOR.line,
  },
  legend: {
    ...text,
    labelColor: COLOR.ink,
    titleColor: COLOR.ink,
    orient: 'top',
    title: null,
    symbolStrokeWidth: 2,
    symbolSize: 90,
    columnPadding: 24,
  },
  header: { ...text, labelColor: COLOR.ink, titleColor: COLOR.ink },
};
