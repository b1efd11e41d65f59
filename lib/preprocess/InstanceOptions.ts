type Field<Row> = keyof Row & string;

/** What `instances` makes of a row, beside the label. */
export interface InstanceOptions<Row> {
  /** The fields that become `x`, in this order. @default all fields of the first row but the label's, the id's and the weight's */
  readonly features?: readonly Field<Row>[];
  /** The field that has the instance's id, a text or a number. @default the row's position, counted from 0 */
  readonly id?: Field<Row>;
  /** The field that has the instance's weight in training, a number of 0 or more; see `Instance.weight`. @default none */
  readonly weight?: Field<Row>;
  /** What becomes of a feature that is missing: a bad row, the last value of that feature, or this number. @default 'bad' */
  readonly missing?: 'bad' | 'last' | number;
}

/** Where a row has its label. */
export interface LabelField<Row> {
  /** The field that has the label; or several, for one-hot columns or several values, in the target's order. */
  readonly label: Field<Row> | readonly Field<Row>[];
}
