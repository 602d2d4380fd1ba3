// Owns how an amount of money reads in words. Pure, so that rules can put amounts into sentences.

const pounds = new Intl.NumberFormat('en-GB', {
  style: 'currency',
  currency: 'GBP',
  minimumFractionDigits: 0,
})
/** Integer pence → £1,250 or £1,250.50. */
export const showMoney = (pence: number): string =>
  pence % 100 === 0 ? pounds.format(pence / 100) : pounds.format(pence / 100).replace(/[.](\d)$/, '.$10')
