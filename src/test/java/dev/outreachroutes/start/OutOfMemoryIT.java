package dev.outreachroutes.start;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outreachroutes.ChildProcess;
import dev.outreachroutes.Events;
import dev.outreachroutes.RuntimeFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutOfMemoryIT {

    private static final Duration LONGEST = Duration.ofMinutes(3);

    private final List<Integer> ends = new ArrayList<>();
    private final OutOfMemory outOfMemory = new OutOfMemory(ends::add);

    @Test
    void aProcessWhoseIntakeHasUsedUpItsMemoryEndsWithOneLineAndItsRecordsComeAgain(@TempDir Path directory)
            throws Exception {
        try (RuntimeFixture fixture = RuntimeFixture.create(sandbox -> {})) {
            fixture.edit(
                    "intake.camel.yaml",
                    route -> route.replace(
                            "          - bean:\n              id: read\n",
                            "          - bean:\n              id: hoard\n              beanType: "
                                    + Hoard.class.getName()
                                    + "\n              method: fill\n"
                                    + "          - bean:\n              id: read\n"));
            fixture.topic().send(Events.join(1, 10));
            Path log = directory.resolve("output.txt");

            ChildProcess runtime = fixture.startProcess(List.of("-Xmx256m"), log);

            assertThat(runtime.exitCode(LONGEST)).isEqualTo(OutOfMemory.CODE);
            assertThat(Files.readString(log)).containsOnlyOnce("Memory ran out (Java heap space)");
            assertThat(fixture.topic().committed(RuntimeFixture.SALES)).isEmpty();
        }
    }

    /** A step that an integrator has added. */
    public static final class Hoard {

        private static final List<long[]> KEPT = new ArrayList<>();

        private Hoard() {}

        public static void fill() {
            try {
                while (KEPT.size() < Integer.MAX_VALUE) {
                    KEPT.add(new long[1_000_000]);
                }
            } finally {
                KEPT.clear();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRouteThatHandlesEveryFailureDoesNotHideIt(boolean handled) throws Exception {
        assertThat(failure(new OutOfMemoryError("Java heap space"), handled)).isNotNull();

        assertThat(ends).isNotEmpty().containsOnly(OutOfMemory.CODE);
    }

    @Test
    void anotherErrorOfAStepIsAFailureThatTheRouteDealsWithAndNotTheEndOfAThread() throws Exception {
        assertThat(failure(new NoClassDefFoundError("com/example/Helper"), true))
                .hasRootCauseInstanceOf(NoClassDefFoundError.class);

        assertThat(ends).isEmpty();
    }

    /** What a route is told that meets this error. */
    private Throwable failure(Error error, boolean handled) throws Exception {
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.getCamelContextExtension().addInterceptStrategy(outOfMemory);
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    onException(Exception.class).handled(handled).maximumRedeliveries(0);
                    from("direct:in").process(exchange -> {
                        throw error;
                    });
                }
            });
            camel.start();
            return camel.createProducerTemplate()
                    .send("direct:in", exchange -> {})
                    .getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        }
    }

    @Test
    void otherFailuresDoNotEndTheProcess() {
        outOfMemory.endIfCaused(new IllegalStateException(new StackOverflowError()));
        outOfMemory.endIfCaused(null);

        assertThat(ends).isEmpty();
    }

    @Test
    void aThreadThatEndsByItEndsTheProcess() throws InterruptedException {
        Thread thread = new Thread(() -> {
            throw new IllegalStateException("no more", new OutOfMemoryError("unable to create native thread"));
        });
        thread.setUncaughtExceptionHandler(outOfMemory);
        thread.start();
        thread.join();

        assertThat(ends).containsExactly(OutOfMemory.CODE);
    }
}
