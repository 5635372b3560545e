import { columns } from '../screen.ts'
import type { Forecast } from './forecast.ts'

export function planLines(plan: Forecast): string[] {
  const { addresses, merchantsPerAddress, processes, refresh, spareMerchants, sparePercent } = plan
  const counted = (count: number, one: string, more: string) => `${count} ${count === 1 ? one : more}`
  const each = addresses === 1 ? '' : ' each'
  const kind = refresh ? 'refresh' : 'login alone'
  const renewals = Math.round(plan.renewalsPerMinute * 10) / 10
  const rows = [
    ['addresses', `${addresses}: one carries ${plan.carried} merchants on ${kind}`],
    ['merchants', `${merchantsPerAddress}${addresses === 1 ? '' : ' at each address'}`],
    ['cold start', `${coldStart(plan.coldStartMinutes)}: 5 logins a minute${each}`],
    ['renewals', `${renewals} of ${plan.limitPerMinute} a minute${each}`],
    ['margin', `${counted(spareMerchants, 'merchant', 'merchants')} more${each}, ${sparePercent} %`],
  ]
  if (processes > 1) {
    const without = counted(plan.addressesWithoutStore, 'address', 'addresses')
    rows.push(['store', `one for all ${processes} processes of an address; without it they need ${without}`])
  }
  return columns(rows)
}

function coldStart(minutes: number): string {
  if (minutes === 0) return 'at once'
  if (minutes < 120) return `${minutes} min until the last merchant has a token`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min until the last merchant has a token`
}
