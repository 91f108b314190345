/**
 * The parts that every screen is made of. Words come in as props, never from here; so do ids, days
 * and names. Nothing here writes markup from strings.
 *
 * What is exported here travels with the first screen. `QR` is not: import it from `elements/qr/qr.tsx`.
 */
export { AreaGlyph, type AreaGlyphProps } from "./area-glyph.tsx";
export {
  Avatars,
  type AvatarsProps,
  type Person,
} from "./avatars.tsx";
export { Button, type ButtonProps, IconButton, type IconButtonProps } from "./button.tsx";
export { Card, type CardProps, List, type ListProps, Row, type RowProps } from "./card.tsx";
export {
  Chips,
  type ChipsProps,
  type Choice,
  Segmented,
  type SegmentedProps,
  SwitchField,
  type SwitchFieldProps,
} from "./choices.tsx";
export { type DayLook, Days, type DaysProps } from "./days.tsx";
export { Field, type FieldProps, Select, type SelectProps, TextArea, type TextAreaProps } from "./field.tsx";
export { Garden, type GardenProps } from "./garden.tsx";
export { Icon, type IconProps } from "./icon.tsx";
export { AREAS, type AreaSlug, asArea, ICON_NAMES, type IconName } from "./icon-names.ts";
export { Ring, type RingProps } from "./ring.tsx";
export { type RingMember, type RingTakes, ringClosed } from "./ring-arcs.ts";
export { Screen, type ScreenProps, Section, type SectionProps } from "./screen.tsx";
export { Sheet, type SheetProps } from "./sheet.tsx";
export type { SprigState } from "./sprig/geometry.ts";
export { Sprig, type SprigProps } from "./sprig/sprig.tsx";
export {
  Empty,
  type EmptyProps,
  Notice,
  type NoticeProps,
  Skeleton,
  type SkeletonProps,
  Waiting,
  type WaitingProps,
} from "./states.tsx";
export { type Step, StepList, type StepListProps } from "./steps.tsx";
export { showToast, type Toast, ToastRegion } from "./toast.tsx";
