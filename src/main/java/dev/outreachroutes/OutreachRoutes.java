package dev.outreachroutes;

import dev.outreachroutes.command.CommandLine;
import dev.outreachroutes.start.OutOfMemory;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * Starts the integration runtime: reads {@code ROUTES_DIR}, connects intake, backlog and delivery, and serves the console. Or does what a
 * command such as {@code check} asks for.
 */
@SpringBootApplication
public class OutreachRoutes {

    public static void main(String[] args) {
        OptionalInt ended = CommandLine.run(args, standardOutput());
        if (ended.isPresent()) {
            System.exit(ended.getAsInt());
        }
        Thread.setDefaultUncaughtExceptionHandler(new OutOfMemory());
        SpringApplication.run(OutreachRoutes.class, args);
    }

    /** In UTF-8 whatever the environment's locale is: names of segments may be of any language. */
    private static PrintStream standardOutput() {
        return new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
    }
}
