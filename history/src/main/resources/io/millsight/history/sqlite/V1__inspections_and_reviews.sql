-- Keys are ULIDs, times are milliseconds since 1970 in UTC, lists are JSON text.

create table image (
  sha256 text primary key,
  bytes integer not null,
  width integer not null,
  height integer not null,
  format text not null,
  stored_at integer not null
);

-- A model with its adapter, if it has one: what was loaded.
create table adapter (
  id text primary key,
  model text not null,
  base_sha256 text not null,
  adapter text,
  adapter_sha256 text,
  prompt_sha256 text not null,
  types text not null
);

-- When an adapter answered, and how. A change of anything here is a new row.
create table deployment (
  id text primary key,
  adapter text not null references adapter (id),
  threshold real not null,
  augmentation text not null,
  decoding text not null,
  software text not null,
  device text not null,
  from_at integer not null,
  to_at integer,
  canary text
);

create table inspection (
  id text primary key,
  image text not null references image (sha256),
  deployment text not null references deployment (id),
  line text,
  coil text,
  frame integer,
  side text,
  x_mm real,
  y_mm real,
  taken_at integer,
  created_at integer not null,
  verdict text not null,
  disposition text not null,
  answer text not null,
  truncated integer not null,
  notes text not null,
  queued_ms integer not null,
  decode_ms integer not null,
  inference_ms integer not null,
  review_state text not null,
  revision integer not null
);
create index inspection_created on inspection (created_at);
create index inspection_coil on inspection (coil, frame);
create index inspection_state on inspection (review_state, id);

-- Every box that was proposed, with its score. said = 0: the answer does not state the box. Thresholds apply when rows are read.
create table defect (
  inspection text not null references inspection (id),
  n integer not null,
  type text not null,
  x1 real not null,
  y1 real not null,
  x2 real not null,
  y2 real not null,
  score real not null,
  said integer not null,
  primary key (inspection, n)
) without rowid;

-- Rows are added, never changed.
create table review (
  id text primary key,
  inspection text not null references inspection (id),
  revision integer not null,
  by_token text not null,
  by_name text not null,
  at integer not null,
  action text not null,
  reason text,
  seconds real,
  unique (inspection, revision)
);

create table review_defect (
  review text not null references review (id),
  n integer not null,
  type text not null,
  x1 real not null,
  y1 real not null,
  x2 real not null,
  y2 real not null,
  origin text not null,
  source integer,
  primary key (review, n)
) without rowid;

-- What waits for a person. A row goes when its inspection is reviewed.
create table review_item (
  inspection text primary key references inspection (id),
  priority real not null,
  why text not null,
  sample integer not null,
  lease text,
  leased_by text,
  leased_name text,
  leased_until integer
);
create index review_item_order on review_item (priority desc, inspection);
create index review_item_lease on review_item (lease);

create table api_token (
  id text primary key,
  name text not null,
  role text not null,
  sha256 blob not null,
  created_at integer not null,
  expires_at integer,
  last_used_at integer
);

create table session (
  sha256 blob primary key,
  token text not null references api_token (id) on delete cascade,
  created_at integer not null,
  expires_at integer not null
);
create index session_token on session (token);

-- What a request with a key led to, so that the same request leads to nothing twice.
create table idempotency (
  key text primary key,
  body_sha256 text not null,
  answer text not null,
  expires_at integer not null
);
create index idempotency_expiry on idempotency (expires_at);

-- What people and the program changed. Each row holds the hash of the row before it.
create table audit (
  seq integer primary key,
  at integer not null,
  actor text not null,
  action text not null,
  subject text not null,
  before text,
  after text,
  previous_sha256 text not null,
  sha256 text not null
);
