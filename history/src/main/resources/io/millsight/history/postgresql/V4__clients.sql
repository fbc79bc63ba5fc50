-- Which inspection answered a task of Label Studio last.
create table label_task (
  project text not null,
  task text not null,
  inspection text not null references inspection (id),
  primary key (project, task)
);

-- Inspections that another program is told of. state: waiting, delivered, given_up.
create table webhook_event (
  id text primary key,
  inspection text not null references inspection (id),
  created_at bigint not null,
  state text not null,
  attempts bigint not null,
  next_at bigint not null,
  error text
);
create index webhook_event_next on webhook_event (state, next_at);
