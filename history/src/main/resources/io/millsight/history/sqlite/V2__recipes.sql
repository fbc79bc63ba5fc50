-- From which score boxes count, and what happens with the steel. Rows are added, never changed: a change is a new revision.
create table recipe (
  id text not null,
  revision integer not null,
  product text,
  reason text not null,
  by_token text not null,
  by_name text not null,
  at integer not null,
  primary key (id, revision)
);

-- A type without a rule has the model's own threshold, and holds the steel.
create table recipe_rule (
  recipe text not null,
  revision integer not null,
  type text not null,
  threshold real,
  disposition text not null,
  primary key (recipe, revision, type),
  foreign key (recipe, revision) references recipe (id, revision)
) without rowid;

-- The recipe that decided. Before there were recipes, all inspections were decided as the first revision of the default recipe does.
alter table inspection add column recipe text not null default 'default';
alter table inspection add column recipe_revision integer not null default 1;
alter table inspection add column product text;
alter table inspection add column length_mm real;

-- Whether the inspection was drawn at random for a review. Only such inspections estimate true rates.
alter table inspection add column sample integer not null default 0;
update inspection set sample = 1 where id in (select inspection from review_item where sample = 1);

-- The disposition is the present one: a review replaces that of the model.
update inspection set disposition = 'hold' where review_state = 'rejected';
update inspection set disposition = 'pass'
where review_state in ('accepted', 'corrected', 'clean') and not exists (
  select 1 from review r join review_defect b on b.review = r.id
  where r.inspection = inspection.id and r.revision = inspection.revision);

-- The boxes that count: those of the last review, or else those of the answer with at least the threshold.
create view counted_box as
  select i.id as inspection, i.created_at, i.line, i.coil, f.type, f.x1, f.y1, f.x2, f.y2
  from inspection i
  join defect f on f.inspection = i.id
  join deployment d on d.id = i.deployment
  left join recipe_rule u on u.recipe = i.recipe and u.revision = i.recipe_revision and u.type = f.type
  where i.review_state = 'open' and f.said = 1 and f.score >= coalesce(u.threshold, d.threshold)
  union all
  select i.id as inspection, i.created_at, i.line, i.coil, b.type, b.x1, b.y1, b.x2, b.y2
  from inspection i
  join review r on r.inspection = i.id and r.revision = i.revision
  join review_defect b on b.review = r.id
  where i.review_state <> 'open';
