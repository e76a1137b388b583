package dev.outreachroutes.start;

import java.lang.Thread.UncaughtExceptionHandler;
import java.util.function.IntConsumer;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process when its memory has run out, with one line and the code {@value #CODE}, so that whoever runs it starts it again.
 * After an {@link OutOfMemoryError} threads may be gone that nobody misses: those that read a topic, or tell Kafka that we live.
 *
 * <p>Sees the steps of all routes, as Camel's interceptor, and threads that end by it, as their handler. The JVM's own
 * {@code -XX:+ExitOnOutOfMemoryError}, which the image sets, sees every thread; but it cannot be set from inside.
 *
 * <p>Any other error of a step becomes the failure of its exchange. Some steps of Camel's let it through, and the thread that reads a
 * topic would end by it without a word.
 */
public final class OutOfMemory implements InterceptStrategy, UncaughtExceptionHandler {

    /** As the JVM itself ends with {@code -XX:+ExitOnOutOfMemoryError}. */
    static final int CODE = 3;

    private static final Logger LOG = LoggerFactory.getLogger(OutOfMemory.class);
    private static final int LONGEST_CHAIN = 50;

    private final IntConsumer end;

    public OutOfMemory() {
        this(Runtime.getRuntime()::halt);
    }

    OutOfMemory(IntConsumer end) {
        this.end = end;
    }

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext camel, NamedNode step, Processor processor, Processor next) {
        return new DelegateAsyncProcessor(processor) {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                boolean done;
                try {
                    done = super.process(exchange, callback);
                } catch (Error e) {
                    endIfCaused(e);
                    exchange.setException(e);
                    callback.done(true);
                    return true;
                }
                if (done) {
                    endIfCaused(exchange.getException());
                }
                return done;
            }
        };
    }

    @Override
    public void uncaughtException(Thread thread, Throwable failure) {
        endIfCaused(failure);
        LOG.error("The thread {} has ended", thread.getName(), failure);
    }

    /** Ends the process if memory is what the failure goes back to; null is no failure. */
    void endIfCaused(Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; cause != null && i < LONGEST_CHAIN; i++) {
            if (cause instanceof OutOfMemoryError error) {
                end(error);
                return;
            }
            cause = cause.getCause();
        }
    }

    private void end(OutOfMemoryError error) {
        try {
            LOG.error(
                    "Memory ran out ({}) in the thread {}, so the process ends and is to be started again. Nothing is lost. If it"
                            + " happens again, give it more heap: docs/performance.md says how much",
                    error.getMessage(),
                    Thread.currentThread().getName());
        } finally {
            end.accept(CODE);
        }
    }
}
