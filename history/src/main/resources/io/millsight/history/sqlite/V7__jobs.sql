-- Pictures that belong together, for example those of an archive. A batch is deleted with its jobs.
create table batch (
  id text primary key,
  name text not null,
  by_name text not null,
  created_at integer not null
);

-- A picture that was accepted and is inspected later. state: waiting, running, done, failed or cancelled. attempts: how often it was begun.
-- A running job belongs to its owner, a server, until its lease ends.
create table job (
  id text primary key,
  image text not null references image (sha256),
  line text,
  product text,
  coil text,
  frame integer,
  side text,
  x_mm real,
  y_mm real,
  length_mm real,
  taken_at integer,
  batch text references batch (id),
  state text not null,
  attempts integer not null,
  created_at integer not null,
  started_at integer,
  ended_at integer,
  lease_owner text,
  lease_until integer,
  inspection text references inspection (id),
  problem_type text,
  problem_text text
);
create index job_next on job (state, attempts, id);
create index job_batch on job (batch, ended_at);
create index job_ended on job (ended_at);
create index job_image on job (image);
create index job_inspection on job (inspection);
