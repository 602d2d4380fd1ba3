// Owns the drawing of one measure as SVG: the school thick, medians thin and grey, a gap where there is no
// number, a break where the definition changed. The words and the table are the page's.
import { LineChart } from 'echarts/charts'
import { GridComponent, LegendComponent, MarkLineComponent } from 'echarts/components'
import * as echarts from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { academicYear } from '../evidence/measures.rules.ts'
import { allLabel, type Median, type Series, showValue, stretches } from './series.rules.ts'

echarts.use([LineChart, GridComponent, LegendComponent, MarkLineComponent, SVGRenderer])

const ink = '#0b0c0c'
const quiet = '#505a5f'
const accent = '#0b4f55'

/** SVG of 640 × 280. Colour is not the only difference: the school is thick with dots, medians thin or dashed. */
export function chartOf(series: Series, schoolName: string): string {
  const years = range([...series.points.map((p) => p.year), ...series.all.keys(), ...series.authority.keys()])
  const { measure } = series
  const at = (values: Map<number, number>) => years.map((year) => values.get(year) ?? null)
  const medians = (by: Map<number, Median>) =>
    at(new Map([...by].map(([year, { median }]) => [year, median])))
  const breaks = (measure.breaks ?? []).filter((year) => year > years[0]! && year <= years.at(-1)!)
  const schoolLines = stretches(series).map((points, i) => ({
    type: 'line' as const,
    name: i === 0 ? schoolName : `${schoolName} ${i + 1}`,
    data: at(new Map(points.map((p) => [p.year, p.value!]))),
    lineStyle: { width: 4, color: accent },
    itemStyle: { color: accent },
    symbol: 'circle',
    symbolSize: 9,
    ...(i === 0 && breaks.length > 0
      ? {
          markLine: {
            silent: true,
            symbol: 'none',
            lineStyle: { color: quiet, type: 'dotted' as const },
            label: { formatter: 'measure changed', color: quiet, fontSize: 12 },
            data: breaks.map((year) => ({ xAxis: academicYear(year) })),
          },
        }
      : undefined),
  }))
  const widest = Math.max(0, ...[...series.all.values()].map((m) => m.schools))
  const thin = (name: string, by: Map<number, Median>, type: 'solid' | 'dashed') => ({
    type: 'line' as const,
    name,
    data: medians(by),
    lineStyle: { width: 1.5, color: quiet, type },
    itemStyle: { color: quiet },
    symbol: 'none',
  })
  const lines = [
    ...schoolLines,
    ...(series.all.size > 0 ? [thin(`${allLabel(widest)} (median)`, series.all, 'solid')] : []),
    ...(series.authority.size > 0 ? [thin('Authority (median)', series.authority, 'dashed')] : []),
  ]
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: 640, height: 280 })
  try {
    chart.setOption({
      animation: false,
      textStyle: { fontFamily: 'system-ui, sans-serif', fontSize: 14, color: ink },
      grid: {
        left: 8,
        right: 16,
        top: 40,
        bottom: 8,
        outerBoundsMode: 'same',
        outerBoundsContain: 'axisLabel',
      },
      legend: {
        top: 0,
        left: 0,
        data: lines.map((l) => l.name).filter((name) => !/ \d+$/.test(name) || name === schoolName),
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

/** Every year from the first to the last. */
function range(years: number[]): number[] {
  if (years.length === 0) return []
  const first = Math.min(...years)
  return Array.from({ length: Math.max(...years) - first + 1 }, (_, i) => first + i)
}
