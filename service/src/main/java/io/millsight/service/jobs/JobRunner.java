package io.millsight.service.jobs;

import io.millsight.files.MessageText;
import io.millsight.history.DuplicateKeyException;
import io.millsight.history.History;
import io.millsight.history.HistoryUnavailableException;
import io.millsight.history.Job;
import io.millsight.history.Jobs;
import io.millsight.service.intake.ImageIntake;
import io.millsight.service.intake.IntakeException;
import io.millsight.service.intake.IntakeImage;
import io.millsight.service.intake.IntakeTerms;
import io.millsight.service.queue.InspectionQueue;
import io.millsight.service.queue.Lane;
import io.millsight.service.threads.RepeatingThread;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works on jobs, on the bulk lane. One thread waits for a place in the queue, claims a job, and hands both to one of a few others, which wait for the
 * model. While the service takes no images, nothing is claimed.
 *
 * <p>A job that was begun before, and did not end, is worked on alone: a picture that ends the process takes no others with it.
 */
public final class JobRunner implements AutoCloseable {

    /**
     * Images that wait for the model together, so that they share its batches. With 4, the small model inspected 7 images a second on two cores; with
     * 8, 10; with 16, as many as without jobs, 16.
     */
    private static final int TOGETHER = 16;

    /** The thread that claims waits for nothing longer than this. */
    private static final Duration LOOK = Duration.ofMillis(250);

    /** The server is heard of so often. */
    private static final Duration BEAT = Jobs.LEASE.dividedBy(6);

    /** Nobody waits for the answer, so that the model may take its time. */
    private static final Duration DEADLINE = Duration.ofDays(1);

    /** How long jobs that were begun may take to give up when the service ends. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);

    private final History history;
    private final Jobs jobs;
    private final ImageIntake intake;

    /** Under this name the server claims jobs. */
    private final String owner = UUID.randomUUID().toString();

    private final Set<String> inHand = ConcurrentHashMap.newKeySet();
    private final Semaphore hands = new Semaphore(TOGETHER);
    private final ExecutorService workers = Executors.newFixedThreadPool(TOGETHER);
    private final RepeatingThread thread = new RepeatingThread("jobs", Duration.ZERO, LOOK, this::beginAll);
    private long nextBeat = System.nanoTime();

    /** Creates a runner that does nothing before {@link #start}. */
    public JobRunner(History history, ImageIntake intake) {
        this.history = history;
        jobs = history.jobs();
        this.intake = intake;
    }

    /** Begins to work, first on what an earlier service has begun. */
    public void start() {
        thread.start();
    }

    /** Begins one job after the other until nothing can be done now. */
    private void beginAll() throws InterruptedException {
        try {
            boolean begun = true;
            while (begun && !thread.isEnding()) {
                if (System.nanoTime() - nextBeat >= 0) {
                    nextBeat = System.nanoTime() + BEAT.toNanos();
                    jobs.beat(inHand, owner);
                    jobs.takeBack(owner);
                }
                begun = begin();
            }
        } catch (RuntimeException e) { // for example a database that does not answer for a while
            LOG.error("jobs cannot be claimed", e);
        }
    }

    /** Begins the next job. Returns false if nothing can be done now. */
    private boolean begin() throws InterruptedException {
        OptionalInt attempts = jobs.next();
        if (attempts.isEmpty()) {
            return false;
        }
        int needed = attempts.getAsInt() == 0 ? 1 : TOGETHER;
        if (!hands.tryAcquire(needed, LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
            return true; // what is in hand goes on, and its lease with it
        }
        boolean begun = false;
        try {
            begun = begin(attempts.getAsInt(), needed);
            return begun;
        } finally {
            if (!begun) {
                hands.release(needed);
            }
        }
    }

    private boolean begin(int attempts, int needed) throws InterruptedException {
        Optional<InspectionQueue.Place> place = intake.awaitPlace(LOOK);
        if (place.isEmpty()) {
            return false;
        }
        Optional<Job> job = Optional.empty();
        try {
            job = jobs.claim(owner, attempts);
        } finally {
            if (job.isEmpty()) {
                place.get().close();
            }
        }
        job.ifPresent(claimed -> {
            inHand.add(claimed.id());
            workers.execute(() -> work(claimed, place.get(), needed));
        });
        return job.isPresent();
    }

    private void work(Job job, InspectionQueue.Place place, int needed) {
        try (place) {
            inspect(job, place);
        } catch (RuntimeException e) { // the database does not answer: the job waits again when its lease has ended
            LOG.error("what became of the job {} cannot be stored", job.id(), e);
        } finally {
            inHand.remove(job.id());
            hands.release(needed);
        }
    }

    private void inspect(Job job, InspectionQueue.Place place) {
        try {
            if (!place.grow(job.image().bytes())) {
                putBack(job);
                return;
            }
            byte[] file = history.images().read(job.image());
            IntakeTerms terms = new IntakeTerms(Lane.BULK, DEADLINE, job.key(), thread::isEnding);
            intake.inspect(place, new IntakeImage(file, job.context()), terms);
        } catch (IntakeException e) {
            switch (e.kind()) {
                case FULL, UNAVAILABLE, RUNNING, GONE -> putBack(job);
                case KEY_REUSED, UNSUPPORTED, INVALID, LATE -> fail(job, e.type(), String.valueOf(e.getMessage()));
                case FAILED -> {
                    if (intake.takesImages()) {
                        fail(job, e.type(), String.valueOf(e.getMessage()));
                    } else { // the model ended, and not because of this image
                        putBack(job);
                    }
                }
            }
        } catch (DuplicateKeyException e) {
            LOG.debug("another server was faster", e);
        } catch (HistoryUnavailableException e) {
            throw e;
        } catch (IOException e) {
            LOG.error("the picture of the job {} cannot be read", job.id(), e);
            fail(job, "storage", "the file of the picture cannot be read; the log says why");
        } catch (RuntimeException | Error e) { // also a full heap: it ends this job, not the program
            LOG.error("the job {} failed", job.id(), e);
            fail(job, "failed", "the service failed on this picture; its log says why");
        }
    }

    private void fail(Job job, String type, String text) {
        jobs.fail(job, owner, new Job.Problem(type, MessageText.oneLine(text)));
    }

    /** Lets a job wait again, and the thread for a moment, so that it does not claim the same job at once. */
    private void putBack(Job job) {
        jobs.release(job, owner);
        thread.endsWithin(LOOK);
    }

    /** Claims nothing any more. Jobs whose images wait for the model wait for another server, or for the next start. */
    @Override
    public void close() {
        thread.close();
        workers.shutdown(); // no interruption: it would cut off what is being written
        try {
            if (!workers.awaitTermination(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("jobs are still being worked on; the next start begins them again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
