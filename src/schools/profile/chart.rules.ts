// Owns the drawing of one measure as SVG: the school thick, schools before it each a line of its own, medians thin
// and grey, the quartiles a band, a gap where there is no number, a break where the definition changed. The words
// and the table are the page's.
import { LineChart, type LineSeriesOption } from 'echarts/charts'
import { GridComponent, LegendComponent, MarkLineComponent } from 'echarts/components'
import * as echarts from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { academicYear } from '../evidence/measures.rules.ts'
import {
  type ComparatorKey,
  comparatorsOf,
  drawnBefore,
  isJoined,
  type Median,
  type Series,
  showValue,
} from './series.rules.ts'

echarts.use([LineChart, GridComponent, LegendComponent, MarkLineComponent, SVGRenderer])

const ink = '#0b0c0c'
const quiet = '#505a5f'
const accent = '#0b4f55'
const band = '#e4e7e8'

/** Width and height of a chart, in CSS pixels: half a page wide, so that its letters keep their size there. */
export const chartSize = { width: 480, height: 280 } as const

/** Comparators are told apart by how their line is broken, not by colour. */
const dashes: Record<ComparatorKey, 'solid' | number[]> = {
  all: 'solid',
  neighbours: [10, 3, 2, 3],
  authority: [7, 4],
  district: [2, 3],
}

/** Schools before this one are told apart by the shape of their dots. */
const shapes = ['triangle', 'rect', 'diamond'] as const

/** An earlier school in the key: its whole name is in the table. The number tells apart what is cut alike. */
function inShort({ name, urn }: { name: string | null; urn: number }): string {
  const whole = name ?? ''
  return `Before: ${whole.length > 30 ? `${whole.slice(0, 29).trimEnd()}…` : whole} ${urn}`.replace(
    / {2,}/g,
    ' ',
  )
}

/** SVG. The school is thick with dots; medians are thin, each broken in its own way; the middle half of the widest is a band. */
export function chartOf(series: Series): string {
  const comparators = comparatorsOf(series)
  // What others had before the school's first figure or after its last says nothing of the school.
  const earlier = drawnBefore(series)
  const years = range(
    [series.points, ...earlier.map((e) => e.points)].flatMap((points) => points.map((p) => p.year)),
  )
  const { measure } = series
  const breaks = (measure.breaks ?? []).filter((year) => year > years[0]! && year <= years.at(-1)!)
  const lines = [
    ...drawn(
      'This school',
      new Map(series.points.flatMap((p) => (p.value === null ? [] : [[p.year, p.value]]))),
      {
        lineStyle: { width: 4, color: accent },
        itemStyle: { color: accent },
        symbol: 'circle',
        symbolSize: 9,
        z: 5,
      },
    ),
    ...earlier.flatMap(({ school, points }, i) =>
      drawn(inShort(school), new Map(points.flatMap((p) => (p.value === null ? [] : [[p.year, p.value]]))), {
        lineStyle: { width: 2, color: ink },
        itemStyle: { color: ink },
        symbol: shapes[i % shapes.length]!,
        symbolSize: 8,
        z: 4,
      }),
    ),
    ...comparators.flatMap(({ key, label, by }) => drawn(label, medians(by), thin(dashes[key]))),
  ]
  const bands = comparators[0]?.key === 'all' ? bandOf(comparators[0].by) : []
  if (lines[0] && breaks.length > 0)
    lines[0].markLine = {
      silent: true,
      symbol: 'none',
      lineStyle: { color: quiet, type: 'dotted' },
      label: { formatter: 'measure changed', color: quiet, fontSize: 12 },
      data: breaks.map((year) => ({ xAxis: academicYear(year) })),
    }

  /** The middle half of schools, shaded: an unseen line and, stacked on it, the way from one quartile to the other. */
  function bandOf(by: Map<number, Median>): LineSeriesOption[] {
    const lower = drawn('lower', new Map([...by].map(([year, m]) => [year, m.lower])), unseen)
    const across = drawn('across', new Map([...by].map(([year, m]) => [year, m.upper - m.lower])), {
      ...unseen,
      areaStyle: { color: band, opacity: 1 },
    })
    return [...lower, ...across].map((one, i) => ({
      ...one,
      symbol: 'none',
      stack: `band ${i % lower.length}`,
      stackStrategy: 'all',
    }))
  }

  /** One line a stretch: nothing is drawn over a gap or a change of definition. The same name makes one legend. */
  function drawn(
    name: string,
    values: Map<number, number>,
    look: Partial<LineSeriesOption>,
  ): LineSeriesOption[] {
    const runs: number[][] = []
    for (const year of years.filter((y) => values.has(y))) {
      const last = runs.at(-1)?.at(-1)
      if (last !== undefined && isJoined(measure, last, year)) runs.at(-1)!.push(year)
      else runs.push([year])
    }
    return runs.map((run) => ({
      type: 'line',
      name,
      data: years.map((year) => (run.includes(year) ? (values.get(year) ?? null) : null)),
      ...look,
      // A year alone is a dot, or it could not be seen.
      ...(run.length === 1 && look.symbol === 'none' ? { symbol: 'circle' } : undefined),
    }))
  }
  const legendNames = [...new Set(lines.map((l) => String(l.name)))]
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, ...chartSize })
  try {
    chart.setOption({
      animation: false,
      textStyle: { fontFamily: 'system-ui, sans-serif', fontSize: 14, color: ink },
      grid: {
        left: 8,
        right: 16,
        // The words at a change of the measure stand above the lines, clear of the key.
        top:
          (legendNames.length - earlier.length > 3 ? 62 : 40) +
          22 * earlier.length +
          (breaks.length > 0 ? 16 : 0),
        bottom: 8,
        outerBoundsMode: 'same',
        outerBoundsContain: 'axisLabel',
      },
      legend: {
        top: 0,
        left: 0,
        // Without a browser the width of words is a guess, and some typefaces are wider than guessed.
        itemGap: 24,
        itemWidth: 34,
        // A thin line has no dots, in the key neither.
        data: legendNames.map((name, i) => ({
          name,
          ...(i > earlier.length && { itemStyle: { opacity: 0 } }),
        })),
        textStyle: { color: ink, fontSize: 13 },
      },
      xAxis: {
        type: 'category',
        data: years.map(academicYear),
        axisLabel: { color: ink },
        axisLine: { lineStyle: { color: quiet } },
        axisTick: { show: false },
      },
      yAxis: {
        type: 'value',
        scale: measure.unit !== 'percent',
        axisLabel: { color: ink, formatter: (value: number) => showValue(measure.unit, value) },
        splitLine: { lineStyle: { color: '#d5dadb' } },
      },
      series: [...bands, ...lines],
    })
    return chart.renderToSVGString()
  } finally {
    chart.dispose()
  }
}

const medians = (by: Map<number, Median>) => new Map([...by].map(([year, { median }]) => [year, median]))

const unseen: Partial<LineSeriesOption> = { lineStyle: { opacity: 0 }, symbol: 'none', z: 0 }

const thin = (type: 'solid' | number[]): Partial<LineSeriesOption> => ({
  lineStyle: { width: 1.5, color: quiet, type },
  itemStyle: { color: quiet },
  symbol: 'none',
})

/** Every year from the first to the last. */
function range(years: number[]): number[] {
  if (years.length === 0) return []
  const first = Math.min(...years)
  return Array.from({ length: Math.max(...years) - first + 1 }, (_, i) => first + i)
}
