export type Migration = { readonly version: number; readonly name: string; readonly statements: readonly string[] };

/** Forward only: a published migration is never edited, the next number mends it. */
export const migrations: readonly Migration[] = [
  {
    version: 1,
    name: 'first tables',
    statements: [
      `create table terminals (
        id text primary key, key_hash text not null unique, enrolled_at timestamptz not null)`,
      `create table high_water (
        terminal text not null references terminals (id), epoch text not null, seq bigint not null, hash text not null,
        opened_at timestamptz not null, moved_at timestamptz not null, primary key (terminal, epoch))`,
      `create table records (
        terminal text not null, epoch text not null, seq bigint not null, lane text not null, kind text not null,
        idempotency_key text not null, owns_key boolean not null, recorded_at text not null,
        received_at timestamptz not null, body_json text not null, hash text not null,
        state text not null check (state in ('stored', 'parked', 'duplicate')), reason text,
        primary key (terminal, epoch, seq),
        foreign key (terminal, epoch) references high_water (terminal, epoch))`,
      'create unique index records_idempotency on records (idempotency_key) where owns_key',
      `create index records_parked on records (received_at) where state = 'parked'`,
      `create table alerts (
        id bigint generated always as identity primary key, terminal text not null, epoch text not null,
        kind text not null, detail text not null, raised_at timestamptz not null,
        unique (terminal, epoch, kind, detail))`,
      `create table cases (
        case_number text primary key, terminal text not null references terminals (id), person_key text not null,
        item text not null, item_version integer not null,
        state text not null check (state in ('received', 'held', 'decided', 'withdrawn')), held_reason text,
        submission text not null, submitted_at text not null, received_at timestamptz not null,
        decided_at timestamptz, withdrawn_at timestamptz, result text,
        check (state <> 'decided' or result is not null))`,
      'create index cases_person on cases (person_key, submitted_at desc)',
      `create index cases_inbox on cases (received_at) where state in ('received', 'held')`,
      `create table documents (
        id text primary key, case_number text not null references cases (case_number), terminal text not null,
        title_zh text not null, title_en text not null, holder text not null, pages integer not null,
        copies integer not null, sha256 text not null, check_code text not null unique,
        issued_at timestamptz not null, pdf bytea not null)`,
      `create table ratings (
        case_number text primary key references cases (case_number), terminal text not null,
        level integer not null check (level between 1 and 5), rated_at text not null)`,
      `create table device_status (
        terminal text not null, device_class text not null, recorded_at text not null, body_json text not null,
        primary key (terminal, device_class))`,
      `create table audit (
        id bigint generated always as identity primary key, at timestamptz not null, terminal text not null,
        action text not null, subject text not null)`,
      `create table catalogues (
        revision integer primary key, content_hash text not null, document text not null,
        published_at timestamptz not null)`,
    ],
  },
  {
    version: 2,
    name: 'calls for staff and logs',
    statements: [
      `create table help_requests (
        terminal text not null references terminals (id), epoch text not null, seq bigint not null,
        screen text not null, asked_at text not null, acknowledged_at text, primary key (terminal, epoch, seq))`,
      'create index help_requests_open on help_requests (terminal) where acknowledged_at is null',
      `create table log_files (
        id bigint generated always as identity primary key, terminal text not null references terminals (id),
        sha256 text not null, bytes integer not null, received_at timestamptz not null, content bytea not null,
        unique (terminal, sha256))`,
    ],
  },
  {
    version: 3,
    name: 'withheld records at hand',
    statements: ["create index records_withheld on records (terminal, epoch, seq) where kind = 'withheld'"],
  },
];
