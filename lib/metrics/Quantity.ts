/** What is predicted where numbers are: one, several by name, or an array of either over a horizon. */
export type Quantity = number | readonly Quantity[] | { readonly [name: string]: number };
