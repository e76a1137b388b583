package dev.outreachroutes.convergence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process of its own, which can be ended in every way and made to stand still. */
final class Child {

    private final Process process;

    private Child(Process process) {
        this.process = process;
    }

    /** @param log what it prints is added to this file */
    static Child start(List<String> command, Map<String, String> environment, Path log) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        try {
            Child child = new Child(builder.start());
            Runtime.getRuntime().addShutdownHook(new Thread(child.process::destroyForcibly));
            return child;
        } catch (IOException e) {
            throw new UncheckedIOException(command.get(0) + " does not start", e);
        }
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly();
        await(Duration.ofSeconds(20));
    }

    /** SIGTERM. */
    void stop(Duration atMost) {
        process.destroy();
        if (!await(atMost)) {
            kill();
            throw new IllegalStateException("a process has not ended " + atMost.toSeconds() + " s after SIGTERM");
        }
    }

    /** SIGSTOP: it stands still, as in a long garbage collection or on a frozen machine. */
    void freeze() {
        signal("STOP");
    }

    /** SIGCONT. */
    void thaw() {
        signal("CONT");
    }

    /** SIGQUIT: a JVM prints what its threads do, and goes on. */
    void printThreads() {
        signal("QUIT");
    }

    private void signal(String name) {
        run(List.of("kill", "-" + name, Long.toString(process.pid())), Map.of(), Duration.ofSeconds(10));
    }

    private boolean await(Duration atMost) {
        try {
            return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Runs a command to its end. */
    static void run(List<String> command, Map<String, String> environment, Duration atMost) {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(environment);
        try {
            Child child = new Child(builder.start());
            if (!child.await(atMost)) {
                child.kill();
            }
            if (child.process.exitValue() != 0) {
                throw new IllegalStateException(String.join(" ", command) + " ended with " + child.process.exitValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(command.get(0) + " does not run", e);
        }
    }
}
