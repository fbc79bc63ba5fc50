package io.millsight.history;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jdbi.v3.core.Handle;

/**
 * Removes what is kept no longer: inspections with all that belongs to them, and before that the pictures of clean ones that nobody reviewed. Of the
 * latter one picture in a hundred stays, chosen by its hash. A picture stays while the review queue, the gold set, a dataset version or an answer of
 * a shadow model needs it, or a job that has not ended; so does an inspection while the queue or a dataset version needs it. Jobs go a week after
 * they ended, those of a batch together, with their batch.
 *
 * <p>The records are changed first, in small transactions, each with its entry in the audit; then the files are deleted. A kill in between leaves
 * files that no record needs, and the next run sweeps them away. A file is deleted in a transaction that writes, after a look at its record: such
 * transactions follow one another, over all servers, so that no new inspection of the same picture can come in between.
 */
public final class Retention {

    /** A transaction removes no more than this, so that others who write wait for a moment only. */
    static final int BATCH = 200;

    /** Hashes below are the sample of one in a hundred: 0x028f / 0x10000. */
    static final String SAMPLE = "028f";

    /** A file without a record that is younger may still get one. */
    private static final Duration YOUNG = Duration.ofHours(1);

    /** Jobs that ended are kept for so long. */
    private static final Duration JOBS = Duration.ofDays(7);

    private static final String NEEDED_BY_NOBODY = """
            not exists (select 1 from dataset_item d where d.image = image.sha256)
            and not exists (select 1 from gold_image g where g.image = image.sha256)
            """;

    /** Images that nothing refers to. */
    private static final String UNUSED = """
            not exists (select 1 from inspection i where i.image = image.sha256)
            and not exists (select 1 from job j where j.image = image.sha256)
            and\s""" + NEEDED_BY_NOBODY;

    /** Pictures of which every inspection is old, clean and not reviewed, and waits for no review. */
    private static final String REMOVABLE = """
            removed_at is null and sha256 >= :sample and stored_at < :before
            and not exists (
              select 1 from inspection i
              left join review_item q on q.inspection = i.id left join shadow_answer s on s.inspection = i.id
              where i.image = image.sha256
                and (i.verdict <> 'clean' or i.review_state <> 'open' or i.created_at >= :before
                  or q.inspection is not null or s.inspection is not null))
            and not exists (
              select 1 from job j where j.image = image.sha256 and j.state in ('waiting', 'running'))
            and\s""" + NEEDED_BY_NOBODY;

    /** The rows of inspections, those first that refer to others. */
    private static final List<String> OF_INSPECTIONS = List.of(
            "review_defect where review in (select id from review where inspection in (<ids>))",
            "review where inspection in (<ids>)",
            "defect where inspection in (<ids>)",
            "shadow_answer where inspection in (<ids>)",
            "label_task where inspection in (<ids>)",
            "webhook_event where inspection in (<ids>)",
            "job where inspection in (<ids>)",
            "inspection where id in (<ids>)");

    /**
     * How long records are kept.
     *
     * @param clean the pictures of clean inspections that nobody reviewed
     * @param records everything else
     */
    public record Periods(Duration clean, Duration records) {

        /** 7 days, and 730 days. */
        public static final Periods STANDARD = new Periods(Duration.ofDays(7), Duration.ofDays(730));
    }

    /**
     * What a run removed.
     *
     * @param jobs the number of jobs
     * @param inspections the number of inspections
     * @param pictures the number of pictures of inspections that stay
     * @param strays the number of files that no record needed
     * @param left the number of files that cannot be deleted now; the next run tries again
     */
    public record Removed(long jobs, long inspections, long pictures, long strays, long left) {}

    private record Aged(String id, Instant at, String image) {}

    private final Database database;
    private final ImageStore images;
    private final AuditLog audit;
    private final Clock clock;

    Retention(Database database, ImageStore images, AuditLog audit, Clock clock) {
        this.database = database;
        this.images = images;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Removes what is older than its period.
     *
     * @param goesOn is asked before each batch, and may wait for a quiet moment; false ends the run early
     * @throws IOException if the folder of the images cannot be read
     */
    public Removed run(Periods periods, BooleanSupplier goesOn) throws IOException {
        Run run = new Run(goesOn);
        run.removeJobs(clock.instant().minus(JOBS));
        run.removeInspections(clock.instant().minus(periods.records));
        run.removePictures(clock.instant().minus(periods.clean));
        run.sweep();
        return new Removed(run.jobs, run.inspections, run.pictures, run.strays, run.left);
    }

    /** One run with its counts. */
    private final class Run {

        private final BooleanSupplier goesOn;
        private long jobs;
        private long inspections;
        private long pictures;
        private long strays;
        private long left;

        Run(BooleanSupplier goesOn) {
            this.goesOn = goesOn;
        }

        void removeJobs(Instant before) {
            int number = BATCH;
            while (number == BATCH && goesOn.getAsBoolean()) {
                List<StoredImage> unused = new ArrayList<>();
                number = deleteJobs(before, unused);
                deleteFiles(unused);
                jobs += number;
            }
        }

        void removeInspections(Instant before) {
            Instant from = Instant.EPOCH;
            int number = BATCH;
            while (number == BATCH && goesOn.getAsBoolean()) {
                List<StoredImage> unused = new ArrayList<>();
                List<Aged> batch = deleteInspections(from, before, unused);
                deleteFiles(unused);
                number = batch.size();
                inspections += number;
                from = number == 0 ? before : batch.get(number - 1).at;
            }
        }

        void removePictures(Instant before) {
            List<StoredImage> batch = removable("", before);
            while (!batch.isEmpty() && goesOn.getAsBoolean()) {
                pictures += markRemoved(batch, before);
                deleteFiles(batch);
                batch = removable(batch.get(batch.size() - 1).sha256(), before);
            }
        }

        /** Deletes the files that no record needs: a kill left them, or nobody came back for the answer. */
        void sweep() throws IOException {
            Instant young = clock.instant().minus(YOUNG);
            List<Path> batch = new ArrayList<>();
            Files.walkFileTree(images.folder(), new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (ImageStore.isImage(file)
                            && attributes.lastModifiedTime().toInstant().isBefore(young)) {
                        batch.add(file);
                    }
                    return batch.size() < BATCH || sweep(batch) ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failure) {
                    return FileVisitResult.CONTINUE; // deleted meanwhile
                }
            });
            sweep(batch);
        }

        private boolean sweep(List<Path> batch) {
            if (!goesOn.getAsBoolean()) {
                return false;
            }
            List<Path> unneeded = database.read(handle -> unneeded(handle, batch));
            batch.clear();
            strays += unneeded.isEmpty() ? 0 : delete(unneeded);
            return true;
        }

        private void deleteFiles(List<StoredImage> pictures) {
            if (!pictures.isEmpty()) {
                delete(pictures.stream().map(images::file).toList());
            }
        }

        /** Deletes those of the files that no record needs now; returns how many. */
        private long delete(List<Path> files) {
            return database.write(handle -> {
                List<Path> unneeded = unneeded(handle, files);
                long deleted = unneeded.stream().filter(ImageStore::delete).count();
                left += unneeded.size() - deleted;
                return deleted;
            });
        }
    }

    /** Returns those of the files whose image is not kept. */
    private static List<Path> unneeded(Handle handle, List<Path> files) {
        if (files.isEmpty()) {
            return List.of();
        }
        Set<String> kept = new HashSet<>(handle.createQuery(
                        "select sha256 from image where removed_at is null and sha256 in (<hashes>)")
                .bindList("hashes", files.stream().map(ImageStore::sha256).toList())
                .mapTo(String.class)
                .list());
        return files.stream()
                .filter(file -> !kept.contains(ImageStore.sha256(file)))
                .toList();
    }

    /** Returns pictures that may be removed, in the order of their hashes. */
    private List<StoredImage> removable(String after, Instant before) {
        return database.read(handle -> handle.createQuery(
                        "select * from image where sha256 > :after and " + REMOVABLE + " order by sha256 limit :batch")
                .bind("after", after)
                .bind("sample", SAMPLE)
                .bind("before", before.toEpochMilli())
                .bind("batch", BATCH)
                .map((row, context) -> Inspections.image(row, "sha256"))
                .list());
    }

    /** Marks those of the pictures that may still be removed; returns how many. */
    private long markRemoved(List<StoredImage> pictures, Instant before) {
        return database.write(handle -> {
            int removed = handle.createUpdate(
                            "update image set removed_at = :now where sha256 in (<hashes>) and " + REMOVABLE)
                    .bind("now", clock.millis())
                    .bindList(
                            "hashes", pictures.stream().map(StoredImage::sha256).toList())
                    .bind("sample", SAMPLE)
                    .bind("before", before.toEpochMilli())
                    .execute();
            note(handle, "pictures", removed, before);
            return (long) removed;
        });
    }

    private void note(Handle handle, String what, long removed, Instant before) {
        if (removed > 0) {
            String words = removed + " from before " + before;
            audit.append(handle, new AuditLog.Event(Actor.PROGRAM, "removed", what, null, words));
        }
    }

    /**
     * Deletes a batch of inspections with all that belongs to them.
     *
     * @param unused gets the images that no inspection shows any more; their records are deleted, too
     */
    private List<Aged> deleteInspections(Instant from, Instant before, List<StoredImage> unused) {
        return database.write(handle -> {
            unused.clear();
            List<Aged> batch = aged(handle, from, before);
            if (batch.isEmpty()) {
                return batch;
            }
            List<String> ids = batch.stream().map(Aged::id).toList();
            OF_INSPECTIONS.forEach(rows -> delete(handle, rows, ids));
            unused.addAll(deleteUnused(handle, batch));
            note(handle, "inspections", batch.size(), before);
            return batch;
        });
    }

    /** Deletes the records of images that nothing refers to any more, and returns the images. */
    private static List<StoredImage> deleteUnused(Handle handle, List<Aged> batch) {
        List<StoredImage> unused = handle.createQuery("select * from image where sha256 in (<ids>) and " + UNUSED)
                .bindList("ids", batch.stream().map(Aged::image).distinct().toList())
                .map((row, context) -> Inspections.image(row, "sha256"))
                .list();
        if (!unused.isEmpty()) {
            delete(
                    handle,
                    "image where sha256 in (<ids>)",
                    unused.stream().map(StoredImage::sha256).toList());
        }
        return unused;
    }

    /**
     * Deletes some jobs that ended, and batches without jobs; returns the number of jobs.
     *
     * @param unused gets the images that nothing refers to any more; their records are deleted, too
     */
    private int deleteJobs(Instant before, List<StoredImage> unused) {
        return database.write(handle -> {
            unused.clear();
            List<Aged> ended = handle.createQuery("""
                            select j.id, j.ended_at as at, j.image from job j
                            where j.ended_at < :before and not exists (
                              select 1 from job o where o.batch = j.batch
                              and (o.ended_at is null or o.ended_at >= :before))
                            order by j.ended_at limit :batch""")
                    .bind("before", before.toEpochMilli())
                    .bind("batch", BATCH)
                    .map((row, context) -> aged(row))
                    .list();
            if (!ended.isEmpty()) {
                delete(
                        handle,
                        "job where id in (<ids>)",
                        ended.stream().map(Aged::id).toList());
                unused.addAll(deleteUnused(handle, ended));
                note(handle, "jobs", ended.size(), before);
            }
            handle.createUpdate("""
                            delete from batch where created_at < :before
                            and not exists (select 1 from job j where j.batch = batch.id)""").bind("before", before.toEpochMilli()).execute();
            return ended.size();
        });
    }

    private static List<Aged> aged(Handle handle, Instant from, Instant before) {
        return handle.createQuery("""
                        select i.id, i.created_at as at, i.image from inspection i
                        where i.created_at >= :from and i.created_at < :before
                          and not exists (select 1 from review_item q where q.inspection = i.id)
                          and not exists (
                            select 1 from review r join dataset_item d on d.review = r.id where r.inspection = i.id)
                        order by i.created_at limit :batch""")
                .bind("from", from.toEpochMilli())
                .bind("before", before.toEpochMilli())
                .bind("batch", BATCH)
                .map((row, context) -> aged(row))
                .list();
    }

    private static Aged aged(ResultSet row) throws SQLException {
        return new Aged(row.getString("id"), Rows.time(row, "at"), row.getString("image"));
    }

    private static void delete(Handle handle, String rows, List<String> ids) {
        handle.createUpdate("delete from " + rows).bindList("ids", ids).execute();
    }
}
