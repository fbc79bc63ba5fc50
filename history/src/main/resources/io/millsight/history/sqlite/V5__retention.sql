-- When the file of an image was removed, because it is kept no longer; null while it is kept.
alter table image add column removed_at integer;
create index image_kept on image (removed_at, sha256);

-- What refers to an image, a review or an inspection is asked for each row that is removed.
create index inspection_image on inspection (image);
create index dataset_item_image on dataset_item (image);
create index dataset_item_review on dataset_item (review);
create index label_task_inspection on label_task (inspection);
create index webhook_event_inspection on webhook_event (inspection);
