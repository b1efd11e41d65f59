/** One applicant for a loan. */
export interface Applicant {
  /** In money, 20,000 to 150,000. */
  readonly salary: number;
  /** In money, 10,000 to 85,000; 0 from a salary of 75,000 on. */
  readonly commission: number;
  /** In years, 20 to 80. */
  readonly age: number;
  /** The level of education, 0 to 4. */
  readonly elevel: number;
  /** The make of the car, 1 to 20. */
  readonly car: number;
  /** 0 to 8. */
  readonly zipcode: number;
  /** The value of the house, in money; it depends on the zipcode. */
  readonly hvalue: number;
  /** Years for which the house has been owned, 1 to 30. */
  readonly hyears: number;
  /** What is asked for, in money, up to 500,000. */
  readonly loan: number;
}

type Range = readonly [low: number, high: number];
const LOW: Range = [25_000, 75_000];
const MIDDLE: Range = [50_000, 100_000];
const HIGH: Range = [75_000, 125_000];
const SMALL_LOAN: Range = [100_000, 300_000];
const LARGE_LOAN: Range = [300_000, 500_000];

const isIn = (value: number, [low, high]: Range): boolean => low <= value && value <= high;

/** Of three, the one for the age: below 40, below 60, and from 60 on. */
const byAge = <T>({ age }: Applicant, young: T, middle: T, old: T): T => (age < 40 ? young : age < 60 ? middle : old);

const salaryRange = (a: Applicant): Range => byAge(a, MIDDLE, HIGH, LOW);
const hasLevel = (a: Applicant): boolean => isIn(a.elevel, byAge<Range>(a, [0, 1], [1, 3], [2, 4]));
const income = ({ salary, commission }: Applicant): number => (2 * (salary + commission)) / 3;
const equity = ({ hvalue, hyears }: Applicant): number => (hyears >= 20 ? (hvalue * (hyears - 20)) / 10 : 0);

/** By the salary and, where it is in its range, by the loan. As in River, which asks for salaries where the paper has loans. */
function bySalaryAndLoan(a: Applicant): boolean {
  const isMatched = isIn(a.salary, salaryRange(a));
  if (a.age < 40) return isMatched && isIn(a.loan, SMALL_LOAN);
  if (a.age < 60) return isMatched && a.loan <= 400_000 && a.salary >= 200_000;
  return isIn(a.loan, isMatched ? LARGE_LOAN : [75_000, 300_000]);
}

const functions: readonly ((a: Applicant) => boolean)[] = [
  ({ age }) => age < 40 || age >= 60,
  (a) => isIn(a.salary, salaryRange(a)),
  hasLevel,
  (a) => isIn(a.salary, hasLevel(a) ? byAge(a, LOW, MIDDLE, MIDDLE) : byAge(a, MIDDLE, HIGH, LOW)),
  bySalaryAndLoan,
  (a) => isIn(a.salary + a.commission, salaryRange(a)),
  (a) => income(a) - a.loan / 5 - 20_000 <= 1,
  (a) => income(a) - 5000 * a.elevel - 20_000 <= 1,
  (a) => income(a) - 5000 * a.elevel - a.loan / 5 - 10_000 <= 1,
  (a) => income(a) - 5000 * a.elevel + equity(a) / 5 - 10_000 <= 1,
];

export const AGRAWAL_FUNCTIONS = functions.length;

/** The class of an applicant under one of the ten functions, counted from 0. */
export function agrawalClass(applicant: Applicant, index: number): 0 | 1 {
  return functions[index]!(applicant) ? 1 : 0;
}
