package io.millsight.hub;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * Ends a connection without reading the body, which may be as large as a file.
 *
 * @param result what stands for the body
 */
record IgnoredBody<T>(T result) implements HttpResponse.BodySubscriber<T> {

    @Override
    public CompletionStage<T> getBody() {
        return CompletableFuture.completedFuture(result);
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        subscription.cancel();
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {}

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onComplete() {}
}
