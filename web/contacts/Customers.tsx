// placeholder
import { Empty } from '../shell/states.tsx'

export function Customers() {
  return <Empty title="" />
}
