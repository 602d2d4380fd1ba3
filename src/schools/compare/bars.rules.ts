// Owns the drawing of one measure of several schools as SVG: a bar a school, the median a dashed line. The
// words and the table are the page's.
import { BarChart } from 'echarts/charts'
import { GridComponent, MarkLineComponent } from 'echarts/components'
import * as echarts from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { type Bars, heightOf } from './compare.rules.ts'

echarts.use([BarChart, GridComponent, MarkLineComponent, SVGRenderer])

const ink = '#0b0c0c'
const quiet = '#505a5f'
const accent = '#0b4f55'

/** SVG of 640 by `heightOf`. A school without a number has its reason in place of a bar. */
export function barChart({ bars, all }: Bars): string {
  const height = heightOf(bars.length)
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: 640, height })
  try {
    chart.setOption({
      animation: false,
      textStyle: { fontFamily: 'system-ui, sans-serif', fontSize: 14, color: ink },
      grid: {
        left: 8,
        right: 96,
        top: 26,
        bottom: 4,
        outerBoundsMode: 'same',
        outerBoundsContain: 'axisLabel',
      },
      xAxis: { type: 'value', axisLabel: { show: false }, splitLine: { show: false } },
      yAxis: {
        type: 'category',
        inverse: true,
        data: bars.map(({ name }) => name),
        axisLabel: { color: ink, width: 200, overflow: 'truncate' },
        axisLine: { lineStyle: { color: quiet } },
        axisTick: { show: false },
      },
      series: [
        {
          type: 'bar',
          barWidth: 22,
          itemStyle: { color: accent },
          label: {
            show: true,
            position: 'right',
            color: ink,
            formatter: ({ dataIndex }: { dataIndex: number }) => bars[dataIndex]!.shown,
          },
          // A bar of nought carries the reason where there is no number.
          data: bars.map(({ value }) => value ?? 0),
          ...(all
            ? {
                markLine: {
                  silent: true,
                  symbol: 'none',
                  lineStyle: { color: quiet, type: 'dashed', width: 1.5 },
                  label: { formatter: all.label, color: quiet, fontSize: 13, position: 'end', distance: 4 },
                  data: [{ xAxis: all.value }],
                },
              }
            : undefined),
        },
      ],
    })
    return chart.renderToSVGString()
  } finally {
    chart.dispose()
  }
}
