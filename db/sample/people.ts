export type SampleRole =
  | 'logistics'
  | 'responder'
  | 'finance_maker'
  | 'finance_approver'
  | 'auditor'
  | 'admin';

export interface SamplePerson {
  readonly name: string;
  readonly email: string;
  readonly roles: readonly SampleRole[];
}

/** Invented people, one or more per role; whoever makes a payment list is never the one who approves it. */
export const samplePeople: readonly SamplePerson[] = [
  { name: 'Ximena Barahona', email: 'ximena.barahona@example.org', roles: ['admin'] },
  { name: 'Rutilio Cañas', email: 'rutilio.canas@example.org', roles: ['logistics'] },
  { name: 'Yesenia Almendárez', email: 'yesenia.almendarez@example.org', roles: ['logistics'] },
  { name: 'Wilber Tobar', email: 'wilber.tobar@example.org', roles: ['responder'] },
  { name: 'Nohemí Quintanilla', email: 'nohemi.quintanilla@example.org', roles: ['responder'] },
  { name: 'Edenilson Pocasangre', email: 'edenilson.pocasangre@example.org', roles: ['finance_maker'] },
  { name: 'Marisela Umanzor', email: 'marisela.umanzor@example.org', roles: ['finance_approver'] },
  { name: 'Oswaldo Hasbún', email: 'oswaldo.hasbun@example.org', roles: ['finance_approver'] },
  { name: 'Blanca Iraheta', email: 'blanca.iraheta@example.org', roles: ['auditor'] },
];
