-- Keys are ULIDs, times are milliseconds since 1970 in UTC, lists are JSON text.

create table image (
  sha256 text primary key,
  bytes bigint not null,
  width bigint not null,
  height bigint not null,
  format text not null,
  stored_at bigint not null
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
  threshold double precision not null,
  augmentation text not null,
  decoding text not null,
  software text not null,
  device text not null,
  from_at bigint not null,
  to_at bigint,
  canary text
);

create table inspection (
  id text primary key,
  image text not null references image (sha256),
  deployment text not null references deployment (id),
  line text,
  coil text,
  frame bigint,
  side text,
  x_mm double precision,
  y_mm double precision,
  taken_at bigint,
  created_at bigint not null,
  verdict text not null,
  disposition text not null,
  answer text not null,
  truncated bigint not null,
  notes text not null,
  queued_ms bigint not null,
  decode_ms bigint not null,
  inference_ms bigint not null,
  review_state text not null,
  revision bigint not null
);
create index inspection_created on inspection (created_at);
create index inspection_coil on inspection (coil, frame);
create index inspection_state on inspection (review_state, id);

-- Every box that was proposed, with its score. said = 0: the answer does not state the box. Thresholds apply when rows are read.
create table defect (
  inspection text not null references inspection (id),
  n bigint not null,
  type text not null,
  x1 double precision not null,
  y1 double precision not null,
  x2 double precision not null,
  y2 double precision not null,
  score double precision not null,
  said bigint not null,
  primary key (inspection, n)
);

-- Rows are added, never changed.
create table review (
  id text primary key,
  inspection text not null references inspection (id),
  revision bigint not null,
  by_token text not null,
  by_name text not null,
  at bigint not null,
  action text not null,
  reason text,
  seconds double precision,
  unique (inspection, revision)
);

create table review_defect (
  review text not null references review (id),
  n bigint not null,
  type text not null,
  x1 double precision not null,
  y1 double precision not null,
  x2 double precision not null,
  y2 double precision not null,
  origin text not null,
  source bigint,
  primary key (review, n)
);

-- What waits for a person. A row goes when its inspection is reviewed.
create table review_item (
  inspection text primary key references inspection (id),
  priority double precision not null,
  why text not null,
  sample bigint not null,
  lease text,
  leased_by text,
  leased_name text,
  leased_until bigint
);
create index review_item_order on review_item (priority desc, inspection);
create index review_item_lease on review_item (lease);

create table api_token (
  id text primary key,
  name text not null,
  role text not null,
  sha256 bytea not null,
  created_at bigint not null,
  expires_at bigint,
  last_used_at bigint
);

create table session (
  sha256 bytea primary key,
  token text not null references api_token (id) on delete cascade,
  created_at bigint not null,
  expires_at bigint not null
);
create index session_token on session (token);

-- What a request with a key led to, so that the same request leads to nothing twice.
create table idempotency (
  key text primary key,
  body_sha256 text not null,
  answer text not null,
  expires_at bigint not null
);
create index idempotency_expiry on idempotency (expires_at);

-- What people and the program changed. Each row holds the hash of the row before it.
create table audit (
  seq bigint primary key,
  at bigint not null,
  actor text not null,
  action text not null,
  subject text not null,
  before text,
  after text,
  previous_sha256 text not null,
  sha256 text not null
);
