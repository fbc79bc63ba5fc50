-- Which inspection answered a task of Label Studio last.
create table label_task (
  project text not null,
  task text not null,
  inspection text not null references inspection (id),
  primary key (project, task)
);
