package io.millsight.torch;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What has been opened so far on the way to something whole. If the whole is not reached, because a step on the way fails, all of it is closed, the
 * last first:
 *
 * <pre>{@code
 * try (Opening opening = new Opening()) {
 *     QwenModel base = opening.add(folder.load(dtype, device));
 *     QwenTokenizer tokenizer = opening.add(folder.openTokenizer());
 *     return opening.complete(new Inspector(base, tokenizer));
 * }
 * }</pre>
 */
public final class Opening implements AutoCloseable {

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    /** Notes what has been opened; answers it. */
    public <T extends AutoCloseable> T add(T resource) {
        opened.push(resource);
        return resource;
    }

    /** Hands everything over to its new owner, who closes it from now on; answers the owner. */
    public <T> T complete(T owner) {
        opened.clear();
        return owner;
    }

    /** Closes what has been opened, unless it has an owner. */
    @Override
    public void close() {
        RuntimeException failure = null;
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                failure = failure == null ? new IllegalStateException("cannot close what was opened", e) : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
