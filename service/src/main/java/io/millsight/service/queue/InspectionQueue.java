package io.millsight.service.queue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Images that wait for the model, in two lanes. The number of images and their memory are limited, from before an upload is read until it is
 * answered: whoever wants to bring an image reserves a place first.
 *
 * <p>Safe for use by several threads.
 */
public final class InspectionQueue {

    /**
     * What may be on its way to the model at once.
     *
     * @param images the number of images
     * @param bytes the bytes of uploads and of decoded pixels
     */
    public record Limits(int images, long bytes) {

        /** 64 images and 512 MiB. */
        public static final Limits STANDARD = new Limits(64, 512L << 20);
    }

    /** While both lanes have images, every so many-th place is for the bulk lane. */
    private static final int BULK_TURN = 4;

    private final Limits limits;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final Condition freed = lock.newCondition();
    private final Map<Lane, Deque<PendingImage>> lanes = new EnumMap<>(Lane.class);
    private int places;
    private long bytes;
    private int turn;
    private boolean closed;
    private boolean nudged;

    public InspectionQueue(Limits limits) {
        this.limits = limits;
        for (Lane lane : Lane.values()) {
            lanes.put(lane, new ArrayDeque<>());
        }
    }

    /** Room for one image. It is given back by {@link #close}. */
    public final class Place implements AutoCloseable {

        private long reserved;
        private boolean open = true;

        private Place(long reserved) {
            this.reserved = reserved;
        }

        /** Reserves more memory; returns false if there is not so much. */
        public boolean grow(long more) {
            lock.lock();
            try {
                if (bytes + more > limits.bytes) {
                    return false;
                }
                bytes += more;
                reserved += more;
                return true;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                if (open) {
                    open = false;
                    places--;
                    bytes -= reserved;
                    freed.signal();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Reserves a place.
     *
     * @param uploaded the bytes of the upload
     * @return empty if the queue is full
     */
    public Optional<Place> reserve(long uploaded) {
        lock.lock();
        try {
            if (places >= limits.images || bytes + uploaded > limits.bytes) {
                return Optional.empty();
            }
            places++;
            bytes += uploaded;
            return Optional.of(new Place(uploaded));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for a place, for an image whose size is not known yet.
     *
     * @return empty if none is free after the time
     */
    public Optional<Place> awaitPlace(Duration longest) throws InterruptedException {
        lock.lock();
        try {
            long left = longest.toNanos();
            while (places >= limits.images && left > 0) {
                left = freed.awaitNanos(left);
            }
            return reserve(0);
        } finally {
            lock.unlock();
        }
    }

    /** Adds an image for which there is a place. */
    public void submit(PendingImage image) {
        lock.lock();
        try {
            if (closed) {
                image.fail(new IllegalStateException("the model has ended"));
                return;
            }
            lanes(image.lane()).add(image);
            filled.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Takes an image out again, so that its pixels are freed. Nothing happens if its turn has come already. */
    public void withdraw(PendingImage image) {
        lock.lock();
        try {
            lanes(image.lane()).remove(image);
        } finally {
            lock.unlock();
        }
    }

    private Deque<PendingImage> lanes(Lane lane) {
        Deque<PendingImage> images = lanes.get(lane);
        if (images == null) {
            throw new IllegalStateException("no lane " + lane);
        }
        return images;
    }

    /** Returns the number of images that wait in a lane. */
    public int depth(Lane lane) {
        lock.lock();
        try {
            return lanes(lane).size();
        } finally {
            lock.unlock();
        }
    }

    /** Returns the number of places that are taken: images that are uploaded, waiting or computed. */
    public int taken() {
        lock.lock();
        try {
            return places;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for an image and returns it with others that come within a moment. Images that are over are left out.
     *
     * @param most the largest number of images
     * @param moment how long to wait for others
     * @return empty after {@link #close} and after {@link #nudge}
     */
    List<PendingImage> take(int most, Duration moment) throws InterruptedException {
        lock.lock();
        try {
            List<PendingImage> batch = new ArrayList<>();
            while (batch.isEmpty() && !closed && !nudged) {
                fill(batch, most);
                if (batch.isEmpty() && !nudged) {
                    filled.await();
                }
            }
            nudged = false;
            long left = moment.toNanos();
            while (batch.size() < most && left > 0 && !closed && !batch.isEmpty()) {
                left = filled.awaitNanos(left);
                fill(batch, most);
            }
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private void fill(List<PendingImage> batch, int most) {
        PendingImage next = batch.size() < most ? poll() : null;
        while (next != null) {
            if (!next.isOver()) {
                batch.add(next);
            }
            next = batch.size() < most ? poll() : null;
        }
    }

    private @Nullable PendingImage poll() {
        Deque<PendingImage> interactive = lanes(Lane.INTERACTIVE);
        Deque<PendingImage> bulk = lanes(Lane.BULK);
        if (interactive.isEmpty() || bulk.isEmpty()) {
            return interactive.isEmpty() ? bulk.poll() : interactive.poll();
        }
        turn = (turn + 1) % BULK_TURN;
        return turn == 0 ? bulk.poll() : interactive.poll();
    }

    /** Lets {@link #take} return once, also without an image. */
    void nudge() {
        lock.lock();
        try {
            nudged = true;
            filled.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether nothing is taken any more. */
    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Lets {@link #take} return; nothing is taken any more. */
    void close() {
        lock.lock();
        try {
            closed = true;
            filled.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Fails all images that still wait. */
    void failAll(Throwable failure) {
        lock.lock();
        try {
            closed = true;
            lanes.values().forEach(images -> {
                images.forEach(image -> image.fail(failure));
                images.clear();
            });
        } finally {
            lock.unlock();
        }
    }

    /** Waits until no place is taken; returns false if that takes longer. */
    public boolean awaitEmpty(Duration longest) throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        while (taken() > 0) {
            if (System.nanoTime() > end) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return true;
    }
}
