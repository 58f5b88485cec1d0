// What opens over the page from a button of the first page: fetched when the first one is asked for, as what places it weighs much.
import { Menu, Popover, type MenuProps, type PopoverProps } from '@mantine/core'
import type { ReactElement, ReactNode } from 'react'
import { useTakenOver } from './Asked.tsx'

interface Opening {
  /** Of the button (Asked.tsx). */
  id: string
  control: ReactElement
  isOpen: boolean
  change: (isOpen: boolean) => void
  className?: string | undefined
  children: ReactNode
}

export function Pop({
  id,
  control,
  isOpen,
  change,
  className = '',
  children,
  ...rest
}: Opening & Pick<PopoverProps, 'width' | 'position'>) {
  const isReady = useTakenOver(id)
  return (
    <Popover trapFocus returnFocus opened={isOpen && isReady} onChange={change} {...rest}>
      <Popover.Target>{control}</Popover.Target>
      <Popover.Dropdown className={className}>{children}</Popover.Dropdown>
    </Popover>
  )
}

export function PopMenu({
  id,
  control,
  isOpen,
  change,
  className = '',
  children,
  ...rest
}: Opening & Pick<MenuProps, 'width' | 'position'>) {
  const isReady = useTakenOver(id)
  return (
    <Menu opened={isOpen && isReady} onChange={change} {...rest}>
      <Menu.Target>{control}</Menu.Target>
      <Menu.Dropdown className={className}>{children}</Menu.Dropdown>
    </Menu>
  )
}
