package io.millsight.torch;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The resources that have been opened so far for an owner that needs several. If opening one of them fails, the others are closed, the last one
 * first:
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

    /** Adds a resource that has been opened; returns the resource. */
    public <T extends AutoCloseable> T add(T resource) {
        opened.push(resource);
        return resource;
    }

    /** Hands all resources over to their owner, who closes them from now on; returns the owner. */
    public <T> T complete(T owner) {
        opened.clear();
        return owner;
    }

    /** Closes the resources that have no owner yet. */
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
