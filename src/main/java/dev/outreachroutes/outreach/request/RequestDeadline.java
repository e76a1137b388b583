package dev.outreachroutes.outreach.request;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.concurrent.CancellableDependency;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;

/**
 * Ends a request whose answer is not there as a whole in time, whatever keeps it. HttpClient's own time-outs are for each read: an
 * answer that trickles in would never meet them, and would outlive the lease of its claim.
 */
public final class RequestDeadline implements ExecChainHandler, AutoCloseable {

    private final Duration longest;
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, work -> {
        Thread thread = new Thread(work, "request-deadline");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * @param longest from here to the end of the answer
     */
    public RequestDeadline(Duration longest) {
        this.longest = longest;
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        if (scope.originalRequest instanceof Cancellable cancellable) {
            // Cancelling what is over does nothing; a request that is over need not be kept for it.
            WeakReference<Cancellable> underWay = new WeakReference<>(cancellable);
            timer.schedule(() -> cancel(underWay.get()), longest.toMillis(), TimeUnit.MILLISECONDS);
        }
        try {
            return chain.proceed(request, scope);
        } catch (IllegalStateException e) {
            if (scope.originalRequest instanceof CancellableDependency cancelled && cancelled.isCancelled()) {
                // Cancelled before it had its connection, HttpClient calls that a wrong state.
                throw new InterruptedIOException("the request took longer than " + longest.toSeconds() + " s");
            }
            throw e;
        }
    }

    private static void cancel(Cancellable request) {
        if (request != null) {
            request.cancel();
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
