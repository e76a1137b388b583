package dev.outreachroutes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process of its own, which can be ended in every way and made to stand still. */
public final class ChildProcess {

    private final Process process;

    private ChildProcess(Process process) {
        this.process = process;
    }

    /**
     * Starts a process that does not outlive this one.
     *
     * @param log what it prints is added to this file
     */
    public static ChildProcess start(List<String> command, Map<String, String> environment, Path log) {
        ChildProcess child = launch(command, environment, log);
        Runtime.getRuntime().addShutdownHook(new Thread(child.process::destroyForcibly));
        return child;
    }

    /** Starts a process that goes on, when Ctrl-C is pressed and when this one ends, until it is stopped or killed. */
    public static ChildProcess startUntilStopped(List<String> command, Map<String, String> environment, Path log) {
        List<String> immune = new ArrayList<>();
        if (Files.isExecutable(Path.of("/bin/sh"))) {
            immune.addAll(List.of("/bin/sh", "-c", "trap '' INT; exec \"$0\" \"$@\""));
        }
        immune.addAll(command);
        return launch(immune, environment, log);
    }

    private static ChildProcess launch(List<String> command, Map<String, String> environment, Path log) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        try {
            return new ChildProcess(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(command.get(0) + " does not start", e);
        }
    }

    /** The command line of a JVM like this one. */
    public static List<String> java(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(arguments);
        return command;
    }

    /** The command line of a JVM with the classes of this one. */
    public static List<String> java(List<String> options, String mainClass, List<String> arguments) {
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
        all.addAll(arguments);
        return java(all);
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /**
     * The code it ends with.
     *
     * @throws IllegalStateException when it does not end
     */
    public int exitCode(Duration atMost) {
        if (!await(atMost)) {
            throw new IllegalStateException("a process has not ended in " + atMost.toSeconds() + " s");
        }
        return process.exitValue();
    }

    /** SIGKILL. */
    public void kill() {
        process.destroyForcibly();
        await(Duration.ofSeconds(20));
    }

    /** SIGTERM. */
    public void stop(Duration atMost) {
        process.destroy();
        if (!await(atMost)) {
            kill();
            throw new IllegalStateException("a process has not ended " + atMost.toSeconds() + " s after SIGTERM");
        }
    }

    /** SIGSTOP: it stands still, as in a long garbage collection or on a frozen machine. */
    public void freeze() {
        signal("STOP");
    }

    /** SIGCONT. */
    public void thaw() {
        signal("CONT");
    }

    /** SIGQUIT: a JVM prints what its threads do, and goes on. */
    public void printThreads() {
        signal("QUIT");
    }

    private void signal(String name) {
        run(
                List.of("kill", "-" + name, Long.toString(process.pid())),
                Map.of(),
                Path.of("/dev/null"),
                Duration.ofSeconds(10));
    }

    private boolean await(Duration atMost) {
        try {
            return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /**
     * Runs a command to its end.
     *
     * @param log what it prints is added to this file
     * @throws IllegalStateException when it takes too long, or ends with anything but 0
     */
    public static void run(List<String> command, Map<String, String> environment, Path log, Duration atMost) {
        ChildProcess child = launch(command, environment, log);
        if (!child.await(atMost)) {
            child.kill();
        }
        if (child.process.exitValue() != 0) {
            throw new IllegalStateException(String.join(" ", command) + " ended with " + child.process.exitValue()
                    + "; what it printed is in " + log);
        }
    }
}
