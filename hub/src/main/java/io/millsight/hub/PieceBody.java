package io.millsight.hub;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Writes a body into a file while it arrives. Bytes that came before a break stay written. */
final class PieceBody<T> implements HttpResponse.BodySubscriber<T> {

    private final PartialFile file;
    private final int generation;
    private final long end;
    private final T done;
    private final CompletableFuture<T> result = new CompletableFuture<>();
    private long position;
    private Flow.@Nullable Subscription subscription;

    /**
     * @param span where the bytes belong in the file
     * @param done result if the body ends without a break
     */
    PieceBody(PartialFile file, int generation, PartialFile.Span span, T done) {
        this.file = file;
        this.generation = generation;
        this.position = span.start();
        this.end = span.end();
        this.done = done;
    }

    @Override
    public CompletionStage<T> getBody() {
        return result;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        given.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        if (result.isDone() || subscription == null) {
            return;
        }
        try {
            for (ByteBuffer buffer : buffers) {
                int count = buffer.remaining();
                if (position + count > end) {
                    throw new IOException("more bytes than asked for");
                }
                file.write(generation, position, buffer);
                position += count;
            }
            subscription.request(1);
        } catch (IOException | RuntimeException e) {
            subscription.cancel();
            result.completeExceptionally(e);
        }
    }

    @Override
    public void onError(Throwable failure) {
        result.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        result.complete(done);
    }
}
