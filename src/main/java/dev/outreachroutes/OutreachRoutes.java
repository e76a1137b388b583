package dev.outreachroutes;

import dev.outreachroutes.start.OutOfMemory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the integration runtime: reads {@code ROUTES_DIR}, connects intake, backlog and delivery, and serves the console. */
@SpringBootApplication
public class OutreachRoutes {

    public static void main(String[] args) {
        Thread.setDefaultUncaughtExceptionHandler(new OutOfMemory());
        SpringApplication.run(OutreachRoutes.class, args);
    }
}
