-- What was reviewed at some time, for training. Rows are added, never changed.
create table dataset_version (
  id text primary key,
  sha256 text not null,
  gold_sha256 text not null,
  created_at integer not null,
  by_name text not null,
  counts text not null
);

-- part: train, val or gold. grp: images of one group stay in one part.
create table dataset_item (
  dataset text not null references dataset_version (id),
  image text not null references image (sha256),
  review text not null references review (id),
  grp text not null,
  part text not null,
  primary key (dataset, image)
) without rowid;

-- The images that models are compared on. Chosen once; none of them is ever trained on.
create table gold_image (
  image text primary key references image (sha256),
  grp text not null,
  chosen_at integer not null
);

-- state: queued, running, evaluated, failed or cancelled. start: the adapter that the training goes on from; null for the base.
create table training (
  id text primary key,
  dataset text not null references dataset_version (id),
  start text references adapter (id),
  settings text not null,
  state text not null,
  by_name text not null,
  created_at integer not null,
  started_at integer,
  ended_at integer,
  pid integer,
  process_started_at integer,
  heartbeat_at integer,
  exit_code integer,
  message text,
  metrics text
);
create index training_state on training (state);

-- folder: within the data folder; null for a model that was named on the command line. metrics: what was measured on the gold set.
alter table adapter add column folder text;
alter table adapter add column state text not null default 'registered';
alter table adapter add column training text references training (id);
alter table adapter add column metrics text;

-- mode: active or shadow.
alter table deployment add column mode text not null default 'active';
alter table deployment add column by_name text not null default 'millsight';
alter table deployment add column reason text;

-- What a shadow model answered. It decides nothing.
create table shadow_answer (
  inspection text not null references inspection (id),
  deployment text not null references deployment (id),
  at integer not null,
  verdict text not null,
  defects text not null,
  primary key (inspection, deployment)
) without rowid;
