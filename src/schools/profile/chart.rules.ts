// Owns the drawing of one measure as SVG: the school thick, medians thin and grey, a gap where there is no
// number, a break where the definition changed. The words and the table are the page's.
import { LineChart, type LineSeriesOption } from 'echarts/charts'
import { GridComponent, LegendComponent, MarkLineComponent } from 'echarts/components'
import * as echarts from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { academicYear } from '../evidence/measures.rules.ts'
import { allLabel, isJoined, type Median, type Series, showValue } from './series.rules.ts'

echarts.use([LineChart, GridComponent, LegendComponent, MarkLineComponent, SVGRenderer])

const ink = '#0b0c0c'
const quiet = '#505a5f'
const accent = '#0b4f55'

/** SVG of 640 × 280. Colour is not the only difference: the school is thick with dots, medians thin or dashed. */
export function chartOf(series: Series): string {
  const years = range([...series.points.map((p) => p.year), ...series.all.keys(), ...series.authority.keys()])
  const { measure } = series
  const breaks = (measure.breaks ?? []).filter((year) => year > years[0]! && year <= years.at(-1)!)
  const widest = Math.max(0, ...[...series.all.values()].map((m) => m.schools))
  const lines = [
    ...drawn(
      'This school',
      new Map(series.points.flatMap((p) => (p.value === null ? [] : [[p.year, p.value]]))),
      {
        lineStyle: { width: 4, color: accent },
        itemStyle: { color: accent },
        symbol: 'circle',
        symbolSize: 9,
      },
    ),
    ...drawn(`${allLabel(widest)} (median)`, medians(series.all), thin('solid')),
    ...drawn('Authority (median)', medians(series.authority), thin('dashed')),
  ]
  if (lines[0] && breaks.length > 0)
    lines[0].markLine = {
      silent: true,
      symbol: 'none',
      lineStyle: { color: quiet, type: 'dotted' },
      label: { formatter: 'measure changed', color: quiet, fontSize: 12 },
      data: breaks.map((year) => ({ xAxis: academicYear(year) })),
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
      ...(run.length === 1 ? { symbol: 'circle' } : undefined),
    }))
  }
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: 640, height: 280 })
  try {
    chart.setOption({
      animation: false,
      textStyle: { fontFamily: 'system-ui, sans-serif', fontSize: 14, color: ink },
      grid: {
        left: 8,
        right: 16,
        top: 44,
        bottom: 8,
        outerBoundsMode: 'same',
        outerBoundsContain: 'axisLabel',
      },
      legend: {
        top: 0,
        left: 0,
        // Without a browser the width of words is a guess, and some typefaces are wider than guessed.
        itemGap: 44,
        data: [...new Set(lines.map((l) => String(l.name)))],
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
        splitLine: { lineStyle: { color: '#e4e7e8' } },
      },
      series: lines,
    })
    return chart.renderToSVGString()
  } finally {
    chart.dispose()
  }
}

const medians = (by: Map<number, Median>) => new Map([...by].map(([year, { median }]) => [year, median]))

const thin = (type: 'solid' | 'dashed'): Partial<LineSeriesOption> => ({
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
