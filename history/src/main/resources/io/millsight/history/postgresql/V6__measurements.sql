-- kind: train; or measure, and then start is the adapter that is measured on the gold set, and nothing is trained.
alter table training add column kind text not null default 'train';

-- The server that works on it.
alter table training add column owner text;
