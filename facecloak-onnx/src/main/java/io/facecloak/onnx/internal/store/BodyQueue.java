package io.facecloak.onnx.internal.store;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The body of a response, pulled piece by piece by one thread that waits only so long for each: HttpClient's own time limit ends with the
 * headers. No more than one piece is under way, so memory is bounded.
 */
final class BodyQueue implements HttpResponse.BodySubscriber<BodyQueue>, AutoCloseable {

    private static final Object END = new Object();

    private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();
    private Flow.Subscription subscription;
    private boolean closed;

    /**
     * The next piece; null at the end.
     *
     * @throws HttpTimeoutException if nothing arrived for so long
     * @throws IOException if the connection broke, also before the announced length was reached
     */
    List<ByteBuffer> next(Duration patience) throws IOException, InterruptedException {
        Object event = events.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (event == null) {
            throw new HttpTimeoutException("no data for " + patience.toMillis() / 1000.0 + " seconds");
        }
        if (event instanceof Throwable failure) {
            throw new IOException("the connection broke: " + failure.getMessage(), failure);
        }
        if (event == END) {
            return null;
        }
        @SuppressWarnings("unchecked") // only onNext adds lists
        List<ByteBuffer> piece = (List<ByteBuffer>) event;
        requestMore();
        return piece;
    }

    @Override
    public synchronized void onSubscribe(Flow.Subscription newSubscription) {
        subscription = newSubscription;
        if (closed) {
            subscription.cancel();
        } else {
            subscription.request(1);
        }
    }

    private synchronized void requestMore() {
        if (!closed) {
            subscription.request(1);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> piece) {
        events.add(piece);
    }

    @Override
    public void onError(Throwable failure) {
        events.add(failure);
    }

    @Override
    public void onComplete() {
        events.add(END);
    }

    @Override
    public CompletionStage<BodyQueue> getBody() {
        return CompletableFuture.completedStage(this);
    }

    /** Ends the transfer. */
    @Override
    public synchronized void close() {
        closed = true;
        if (subscription != null) {
            subscription.cancel();
        }
    }
}
