-- Pictures that belong together, for example those of an archive. A batch is deleted with its jobs.
create table batch (
  id text primary key,
  name text not null,
  by_name text not null,
  created_at bigint not null
);

-- A picture that was accepted and is inspected later. state: waiting, running, done, failed or cancelled. attempts: how often it was begun.
-- A running job belongs to its owner, a server, until its lease ends.
create table job (
  id text primary key,
  image text not null references image (sha256),
  line text,
  product text,
  coil text,
  frame bigint,
  side text,
  x_mm double precision,
  y_mm double precision,
  length_mm double precision,
  taken_at bigint,
  batch text references batch (id),
  state text not null,
  attempts bigint not null,
  created_at bigint not null,
  started_at bigint,
  ended_at bigint,
  lease_owner text,
  lease_until bigint,
  inspection text references inspection (id),
  problem_type text,
  problem_text text
);
create index job_next on job (state, attempts, id);
create index job_batch on job (batch, ended_at);
create index job_ended on job (ended_at);
create index job_image on job (image);
create index job_inspection on job (inspection);
